//! The harness of the oracle: a log, leaf futures, noisy values, a driver and the comparison.

mod drive;
mod leaf;
mod log;
mod tests;
mod values;

// The prelude of older editions does not have it.
#[allow(unused_imports, reason = "the newest one does")]
pub(crate) use std::future::{Future, IntoFuture};

pub(crate) use drive::{AfterBadDrop, Run, compare};
pub(crate) use leaf::{add, borrow, both, fail, give, now, stream, wait};
pub(crate) use log::note;
#[allow(unused_imports, reason = "random programs that yield use it")]
pub(crate) use log::record;
pub(crate) use values::{Bomb, Lock, Looks, Noisy, Oops, Pair, Parcel, Wrapped, noisy, parcel};

/// One test: its items are compiled natively and as machines, and the traces of both sides compared.
///
/// `twins! { name: f(args); async fn f(..) { .. } }` is the short form for a single function, with items that it needs behind it. The
/// long form gives the scenario as `name: |run| { .. }` and after it any number of `machine { items }` (these get the attribute) and
/// `plain { items }` (these do not). Where a single method is to get the attribute, it stands in `co! { .. }`. What has
/// no common text stands in `only_native { items }` and `only_machine { items }`. `in_any_order` before the name: see
/// [`AfterBadDrop::AnyOrder`].
macro_rules! twins {
    ($(#[doc = $doc:literal])* $name:ident: |$run:ident| $scenario:block; $($items:tt)*) => {
        twins!(@order AsNative; $(#[doc = $doc])* $name: |$run| $scenario; $($items)*);
    };
    ($(#[doc = $doc:literal])* in_any_order $name:ident: |$run:ident| $scenario:block; $($items:tt)*) => {
        twins!(@order AnyOrder; $(#[doc = $doc])* $name: |$run| $scenario; $($items)*);
    };
    (@order $order:ident; $(#[doc = $doc:literal])* $name:ident: |$run:ident| $scenario:block; $($kind:ident { $($item:tt)* })*) => {
        $(#[doc = $doc])*
        mod $name {
            #[allow(warnings, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
            #[allow(clippy::undocumented_unsafe_blocks, reason = "what is unsafe in them is beside the point")]
            mod native {
                use crate::harness::{as_is as co, *};
                $(twins!(@native $kind $($item)*);)*
                pub(super) fn scenario($run: &mut Run) $scenario
            }
            #[allow(warnings, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
            #[allow(clippy::undocumented_unsafe_blocks, reason = "what is unsafe in them is beside the point")]
            mod machine {
                use crate::harness::{attributed as co, *};
                $(twins!(@machine $kind $($item)*);)*
                pub(super) fn scenario($run: &mut Run) $scenario
            }
            #[test]
            fn alike() {
                use crate::harness::{AfterBadDrop, compare};
                compare(AfterBadDrop::$order, native::scenario, machine::scenario);
            }
        }
    };
    ($(#[doc = $doc:literal])* $name:ident: $function:ident($($argument:expr),* $(,)?); $machine:item $($plain:item)*) => {
        twins! {
            $(#[doc = $doc])* $name: |run| { run.drive($function($($argument),*)); };
            machine { $machine }
            plain { $($plain)* }
        }
    };
    ($(#[doc = $doc:literal])* in_any_order $name:ident: $function:ident($($argument:expr),* $(,)?); $machine:item $($plain:item)*) => {
        twins! {
            $(#[doc = $doc])* in_any_order $name: |run| { run.drive($function($($argument),*)); };
            machine { $machine }
            plain { $($plain)* }
        }
    };
    (@native only_machine $($item:tt)*) => {};
    (@native $kind:ident $($item:tt)*) => { $($item)* };
    (@machine only_native $($item:tt)*) => {};
    (@machine only_machine $($item:tt)*) => { $($item)* };
    (@machine machine $($item:item)*) => { $(#[coro::coroutine] $item)* };
    (@machine plain $($item:tt)*) => { $($item)* };
}

/// What `co!` means on the native side.
macro_rules! as_is {
    ($($item:tt)*) => { $($item)* };
}

/// What `co!` means on the machines' side.
macro_rules! attributed {
    ($($item:tt)*) => { #[coro::coroutine] $($item)* };
}

pub(crate) use {as_is, attributed};
