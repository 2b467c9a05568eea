//! Annotated functions of all shapes, in a crate that denies whatever it can: what the attribute writes is silent.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    unused,
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    unused_import_braces,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    let_underscore_drop,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    single_use_lifetimes,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unsafe_op_in_unsafe_fn,
    variant_size_differences,
    redundant_lifetimes,
    meta_variable_misuse,
    macro_use_extern_crate,
    keyword_idents,
    non_ascii_idents,
    ambiguous_negative_literals,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::as_conversions,
    clippy::as_pointer_underscore,
    clippy::clone_on_ref_ptr,
    clippy::default_numeric_fallback,
    clippy::deref_by_slicing,
    clippy::else_if_without_else,
    clippy::empty_drop,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::get_unwrap,
    clippy::if_then_some_else_none,
    clippy::impl_trait_in_params,
    clippy::infinite_loop,
    clippy::let_underscore_must_use,
    clippy::let_underscore_untyped,
    clippy::map_err_ignore,
    clippy::mem_forget,
    clippy::missing_inline_in_public_items,
    clippy::mixed_read_write_in_expression,
    clippy::module_name_repetitions,
    clippy::multiple_inherent_impl,
    clippy::multiple_unsafe_ops_per_block,
    clippy::panic,
    clippy::partial_pub_fields,
    clippy::pattern_type_mismatch,
    clippy::pub_without_shorthand,
    clippy::redundant_type_annotations,
    clippy::rest_pat_in_fully_bound_structs,
    clippy::same_name_method,
    clippy::semicolon_inside_block,
    clippy::str_to_string,
    clippy::todo,
    clippy::try_err,
    clippy::undocumented_unsafe_blocks,
    clippy::unimplemented,
    clippy::unnecessary_self_imports,
    clippy::unneeded_field_pattern,
    clippy::unreachable,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::use_debug,
    clippy::verbose_file_reads,
    clippy::wildcard_enum_match_arm
)]
#![no_std]

extern crate alloc;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;
use core::future::{Ready, ready};
use core::pin::pin;
use coro::co;

/// Nothing at all.
#[inline]
#[coro::coroutine]
pub async fn nothing() {}

/// A straight line.
#[inline]
#[coro::coroutine]
pub async fn straight(text: &str, mut count: usize) -> usize {
    count += ready(text).await.len();
    ready(()).await;
    count
}

/// Unused arguments.
#[inline]
#[coro::coroutine]
pub async fn unused(_: &str, _name: String, _number: u32) {
    ready(()).await;
}

/// Arguments that patterns take apart.
#[inline]
#[coro::coroutine]
pub async fn patterns((one, two): (u32, u32), [first, ..]: [u32; 4]) -> u32 {
    ready(one + two).await + first
}

/// Control flow.
///
/// # Errors
///
/// If a number is large.
#[inline]
#[coro::coroutine]
pub async fn control(numbers: &[u32]) -> Result<u32, String> {
    let mut sum = 0_u32;
    for number in numbers {
        if *number > 100 {
            return Err(String::from("large"));
        }
        sum += match *number {
            0 => continue,
            1 => ready(1).await,
            other => other,
        };
        while sum > 50 {
            ready(()).await;
            sum -= 10;
        }
    }
    let checked = ready(sum.checked_mul(2)).await.ok_or_else(|| String::from("overflow"))?;
    Ok(checked)
}

/// Values that are moved in one branch.
#[inline]
#[coro::coroutine]
pub async fn moved(flag: bool, text: String) -> usize {
    if flag {
        drop(text);
        ready(1).await
    } else {
        ready(()).await;
        text.len()
    }
}

/// Deferred initialisation.
#[inline]
#[coro::coroutine]
pub async fn deferred(flag: bool) -> String {
    let text;
    loop {
        ready(()).await;
        if flag {
            text = String::from("yes");
            break;
        }
    }
    text
}

/// Generic, with several lifetimes.
#[inline]
#[coro::coroutine]
pub async fn generic<'one, T: Display + Sync>(one: &'one str, other: &T) -> (&'one str, String) {
    let borrowed = &other;
    ready(()).await;
    (one, borrowed.to_string())
}

/// A closure over what is kept.
#[inline]
#[coro::coroutine]
pub async fn closure(limit: usize, texts: Vec<String>) -> usize {
    ready(()).await;
    texts.iter().filter(|text| text.len() > limit).count()
}

/// In a box, and recursive.
#[inline]
#[coro::coroutine(boxed)]
pub async fn depth(levels: u32) -> u32 {
    if levels == 0 {
        return 0;
    }
    depth(levels - 1).await + 1
}

/// Many arguments are many bytes.
#[inline]
#[coro::coroutine]
pub async fn large(array: [u8; 1024]) -> u8 {
    let [first, ..] = array;
    ready(first).await
}

/// Something with methods.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Counter {
    count: u32,
}

impl Counter {
    /// Adds.
    #[inline]
    #[coro::coroutine]
    pub async fn add(&mut self, number: u32) -> &mut Self {
        self.count += ready(number).await;
        self
    }

    /// Looks.
    #[must_use]
    #[inline]
    #[coro::coroutine]
    pub async fn look(&self) -> u32 {
        ready(()).await;
        self.count
    }

    /// Uses it up.
    #[inline]
    #[coro::coroutine]
    pub async fn into_count(self) -> u32 {
        ready(self).await.count
    }
}

/// Something generic with methods.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Shelf<T> {
    items: Vec<T>,
}

#[coro::coroutine]
impl<T: Clone + Send + Sync> Shelf<T> {
    /// Puts one more on it.
    #[inline]
    pub async fn put(&mut self, item: &T) -> usize {
        let item = item.clone();
        ready(()).await;
        self.items.push(item);
        self.items.len()
    }

    /// The first.
    #[inline]
    pub async fn first(&self, _otherwise: &T) -> Option<&T> {
        let first = self.items.first();
        ready(()).await;
        first
    }
}

/// A trait with machines in boxes.
#[coro::coroutine(boxed)]
pub trait Step: Sync {
    /// One.
    async fn step(&self, number: u32) -> u32;

    /// Two.
    #[inline]
    async fn twice(&self, number: u32) -> u32 {
        let number = self.step(number).await;
        self.step(number).await
    }
}

#[coro::coroutine(boxed)]
impl Step for Counter {
    #[inline]
    async fn step(&self, number: u32) -> u32 {
        ready(self.count + number).await
    }
}

/// Never ends.
#[coro::coroutine]
#[inline]
#[expect(clippy::infinite_loop, reason = "it is one")]
pub async fn endless() -> ! {
    loop {
        ready(()).await;
    }
}

/// Awaits what never ends.
#[coro::coroutine]
#[inline]
pub async fn awaits_endless() {
    endless().await;
}

/// Two of them.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "it is what it is")]
pub struct Two {
    /// The one.
    pub left: u32,
    /// The other.
    pub right: u32,
}

/// Takes a struct apart by its fields' names.
#[coro::coroutine]
#[inline]
pub async fn takes_apart(two: Two) -> u32 {
    ready(()).await;
    let Two { left, right } = two;
    ready(()).await;
    left.max(right)
}

/// The only function that pins anything.
#[coro::coroutine]
#[inline]
pub async fn pins(number: u32) -> u32 {
    let mut future = pin!(ready(number));
    ready(()).await;
    future.as_mut().await
}

/// Hands items on.
#[coro::coroutine]
#[inline]
pub fn handed_on(list: &[u32]) -> impl Iterator<Item = u32> {
    coro::yield_from!(list.iter().copied());
}

/// A machine with a name.
#[coro::coroutine(type = Sums)]
#[inline]
pub fn sums(list: &[u32], from: u32) -> impl Iterator<Item = u32> + Clone {
    let mut sum = from;
    for n in list {
        sum = sum.wrapping_add(*n);
        coro::yield_!(sum);
    }
}

/// A future with a name.
#[coro::coroutine(type = Waits)]
#[inline]
pub async fn waits(number: u32) -> u32 {
    let wait: Ready<()> = ready(());
    wait.await;
    number
}

/// A block that borrows, and one that takes.
#[inline]
pub fn blocks(list: &[u32], limit: u32) -> impl Iterator<Item = u32> {
    let mut largest = 0;
    let large = co!(iter {
        for number in list {
            if *number > limit {
                largest = largest.max(*number);
                yield *number;
            }
        }
    });
    let count = large.count();
    co!(iter move {
        yield largest;
        for number in list.iter().take(count) {
            yield number.saturating_add(limit);
        }
    })
}

/// A block that says how far it is in variables outside of it.
#[inline]
pub async fn tells(way: Option<u32>) -> (u32, u32) {
    let (mut step, mut sum) = (0, 0);
    co!(async {
        step = 1;
        ready(()).await;
        match way {
            Some(way) => step = way,
            None => step = 2,
        }
        ready(()).await;
        if step > 2 {
            sum = 7
        } else {
            sum += 1
        }
        ready(()).await;
        step = 3;
        sum = step;
    })
    .await;
    (step, sum)
}

/// A result that borrows nothing.
#[inline]
#[coro::coroutine]
pub async fn borrows_nothing(name: &str) -> impl Fn() -> usize + 'static {
    let length = name.len();
    ready(()).await;
    move || length
}
