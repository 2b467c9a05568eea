//! Hygiene: machines compile in crates that forbid unsafe code and deny all warnings, amid shadowed names, and beside
//! names that generated code might use itself.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    unused,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Pending once.
pub async fn tick() {
    let mut waited = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
}

async fn given(n: u32) -> u32 {
    tick().await;
    n
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Code that is clean natively stays clean: nothing here is unused, too complex, or in want of a semicolon.
mod lint_clean {
    use super::tick;

    /// Documented.
    ///
    /// # Errors
    ///
    /// If the text is empty.
    #[coro::coroutine]
    pub(super) async fn parse(text: &str, fallback: Option<u32>) -> Result<u32, String> {
        let mut sum = fallback.unwrap_or_default();
        for word in text.split(' ') {
            tick().await;
            let Ok(n) = word.parse::<u32>() else {
                continue;
            };
            sum += n;
        }
        if text.is_empty() {
            return Err(format!("nothing in {text:?}"));
        }
        match sum {
            0 => {
                tick().await;
                Ok(1)
            }
            sum if sum > 100 => Err("too much".to_owned()),
            _ => Ok(sum),
        }
    }

    #[deprecated]
    fn old(n: u8) -> u8 {
        n
    }

    /// What is allowed of one statement is.
    #[coro::coroutine]
    pub(super) async fn allowed(n: u8) -> u8 {
        #[allow(deprecated)]
        let sum = old(n);
        #[expect(non_snake_case)]
        let otherOne = 3;
        #[expect(overflowing_literals)]
        let byte: u8 = 256;
        tick().await;
        #[allow(deprecated)]
        let sum = sum + old(byte);
        #[expect(deprecated)]
        {
            tick().await;
            sum + otherOne + old(n)
        }
    }

    /// Nobody is asked who reads the fields of `self` (sqlx's transactions: the destructor does).
    pub(super) struct Open {
        pub(super) is_open: bool,
        pub(super) at: (u32, u32),
    }

    impl Drop for Open {
        fn drop(&mut self) {
            assert!(!self.is_open, "{:?}", self.at);
        }
    }

    impl Open {
        #[coro::coroutine]
        pub(super) async fn close(mut self) {
            tick().await;
            self.is_open = false;
            self.at.1 += 1;
        }

        #[coro::coroutine]
        pub(super) async fn close_if(mut self, closes: bool) {
            tick().await;
            if closes {
                self.is_open = false;
            }
        }
    }

    pub(super) struct Stack<T> {
        pub(super) items: Vec<T>,
    }

    #[coro::coroutine]
    impl<T: Clone> Stack<T> {
        pub(super) async fn push(&mut self, item: &T) -> usize {
            tick().await;
            self.items.push(item.clone());
            self.items.len()
        }

        pub(super) async fn pop(mut self) -> Option<T> {
            let last = self.items.pop();
            tick().await;
            last
        }
    }
}

#[test]
fn lint_clean_code() {
    assert_eq!(run(lint_clean::parse("1 x 2", Some(3))), Ok(6));
    assert_eq!(run(lint_clean::parse("0", None)), Ok(1));
    assert!(run(lint_clean::parse("", None)).is_err());
    assert!(run(lint_clean::parse("101", None)).is_err());
    assert_eq!(run(lint_clean::allowed(1)), 5);
    run(lint_clean::Open { is_open: true, at: (1, 2) }.close());
    run(lint_clean::Open { is_open: true, at: (1, 2) }.close_if(true));
    let mut stack = lint_clean::Stack { items: vec!["a"] };
    assert_eq!(run(stack.push(&"b")), 2);
    assert_eq!(run(stack.pop()), Some("b"));
}

/// Locals, arguments and labels with names that generated code might use.
#[allow(clippy::similar_names, reason = "they are chosen for what they might collide with")]
mod names {
    use super::tick;

    #[coro::coroutine]
    pub(super) async fn arguments(
        cx: u32,
        state: u32,
        frame: u32,
        this: u32,
        future: u32,
        waker: u32,
    ) -> u32 {
        tick().await;
        let poll = cx + state;
        tick().await;
        poll + frame + this + future + waker
    }

    #[coro::coroutine]
    pub(super) async fn locals(input: u32) -> u32 {
        let (cx, frame, state, slot, slots) = (input, 2, 3, 4, 5);
        let (fut, fut0, co, machine, resume) = (6, 7, 8, 9, 10);
        tick().await;
        let (value, output, result, pin, ready, pending) = (1, 2, 3, 4, 5, 6);
        let (arg, args, arg0, this, moved, flags, probe) = (1, 2, 3, 4, 5, 6, 7);
        tick().await;
        let first = cx + frame + state + slot + slots + fut + fut0 + co + machine + resume;
        let second = value + output + result + pin + ready + pending;
        first + second + arg + args + arg0 + this + moved + flags + probe
    }

    #[coro::coroutine]
    pub(super) async fn more_arguments(
        arguments: u32,
        declared: u32,
        entered: u32,
        before: u32,
        asked: u32,
        never: u32,
        copy: u32,
    ) -> u32 {
        let new = 8;
        let (arg1, field0, shared_1, holder_0_0, yields, into) = (1, 2, 3, 4, 5, 6);
        tick().await;
        let sum = arg1 + field0 + shared_1 + holder_0_0 + yields + into;
        arguments + declared + entered + before + asked + never + copy + new + sum
    }

    /// Under a condition that only rustc knows: calls are nested futures.
    #[cfg(any(unix, windows))]
    macro_rules! same {
        ($value:expr) => {
            $value
        };
    }

    /// Also where calls' receivers, matched places and macros have names of ours.
    #[coro::coroutine]
    pub(super) async fn used_by_calls(mut receiver: std::vec::IntoIter<u32>, target: (Vec<u32>, u32)) -> u32 {
        let (slot, side, run, again, broken) = (vec![1], 2, 3, 4, 5);
        let (token, through, operator) = (String::from("token"), String::from("12"), 7);
        tick().await;
        let mut sum = receiver.nth(slot.len() + side).unwrap_or(0);
        while sum < 10 {
            tick().await;
            sum += same!(if again > sum { slot[0] + run } else { broken });
        }
        assert_eq!(sum, super::given(12).await, "{operator}: {token}");
        let number = through.parse::<usize>().map_or(side, |n| n);
        match &target.0[..] {
            [taken, ..] if *taken == target.1 => {
                tick().await;
                sum += *taken + target.1;
            }
            _ => return 0,
        }
        sum + operator + u32::try_from(number + receiver.len()).unwrap_or(0)
    }

    /// A second variable of a name that is ours with a number behind.
    #[coro::coroutine]
    pub(super) async fn twice(shared: u32, holder: u32) -> u32 {
        let (field, arg) = (1, 2);
        tick().await;
        let (shared, holder, field, arg) = (shared + 1, holder + 1, field + 1, arg + 1);
        tick().await;
        shared + holder + field + arg
    }

    /// Its frame would have the name of a slot's type.
    #[coro::coroutine]
    pub(super) async fn register(register_frame: u32, register_shared0: u32) -> u32 {
        tick().await;
        register_frame + register_shared0
    }

    #[coro::coroutine]
    pub(super) async fn labels() -> u32 {
        let mut n = 0;
        'outer: loop {
            'resume: loop {
                'state: {
                    tick().await;
                    n += 1;
                    if n < 3 {
                        break 'state;
                    }
                    break 'resume;
                }
                if n < 2 {
                    continue 'resume;
                }
                n += 1;
            }
            if n > 3 {
                break 'outer n;
            }
        }
    }

    #[coro::coroutine]
    pub(super) async fn raw(r#type: u32, r#async: u32) -> u32 {
        let r#match = r#type * 2;
        tick().await;
        let union = r#match + r#async;
        let auto = union + 1;
        tick().await;
        auto
    }
}

#[test]
fn names_of_generated_code() {
    assert_eq!(run(names::arguments(1, 2, 3, 4, 5, 6)), 21);
    assert_eq!(run(names::locals(1)), 55 + 21 + 28);
    let used = names::used_by_calls(vec![0, 0, 0, 3, 4].into_iter(), (vec![6], 6));
    assert_eq!(run(used), 12 + 12 + 7 + 13);
    assert_eq!(run(names::more_arguments(1, 2, 3, 4, 5, 6, 7)), 36 + 21);
    assert_eq!(run(names::twice(1, 2)), 10);
    assert_eq!(run(names::register(1, 2)), 3);
    assert_eq!(run(names::labels()), 4);
    assert_eq!(run(names::raw(1, 2)), 5);
}

/// Constants, statics, unit structs and variants with names that generated code might use, which a pattern would mean.
#[allow(
    dead_code,
    non_upper_case_globals,
    non_camel_case_types,
    clippy::module_inception,
    reason = "the names only have to be in the way"
)]
mod constants {
    use super::tick;
    use coro::yield_;
    use std::pin::Pin;

    macro_rules! constants {
        ($($name:ident)*) => { $(pub(crate) const $name: u32 = 1;)* };
    }

    pub(crate) mod names {
        constants! {
            again arg0 args arguments arm asked broken captured context copy declared field0 flags flags_2 future given given0
            given1 gone inner into item items iter left map matched moved n_live n_place n_room n_slot n_2 name never new number
            operand operator out output overloaded part part0 poll probe raw residual result result_0_0 resume right running
            serializer side sink slot start step tail target temporary this tick_future to to_vec_future ty usage value variables
            within yields
        }
        pub(crate) static frame: u32 = 2;
        pub(crate) static state: u32 = 3;
        #[derive(Debug, PartialEq)]
        pub(crate) struct cx;
        #[derive(Debug, PartialEq, Clone, Copy)]
        pub(crate) enum Kind {
            at,
            machine,
            slots,
        }
        pub(crate) use Kind::*;
    }
    use names::*;

    pub(super) struct Pair(pub String, pub String);

    #[coro::coroutine]
    pub(super) async fn function(n: u32, (a, b): (u32, Option<Pair>)) -> Option<u32> {
        let mut sum = n + state + frame + value;
        tick().await;
        for i in [a, output] {
            tick().await;
            sum += i;
            sum += given_by(i, "x".to_owned()).await;
        }
        let kind = if n > 1 { at } else { slots };
        match b {
            Some(Pair(one, two)) if given_by(1, two.clone()).await == 2 => {
                let length = move || one.len() + two.len();
                tick().await;
                sum += u32::try_from(length()).ok()?;
            }
            _ => tick().await,
        }
        match kind {
            at => tick().await,
            machine => sum += 1,
            slots => sum += given_by(10, String::new()).await,
        }
        Some(sum)
    }

    #[coro::coroutine]
    async fn given_by(n: u32, text: String) -> u32 {
        assert_eq!(format!("{cx:?}"), "cx");
        tick().await;
        n + u32::try_from(text.into_bytes().len()).unwrap()
    }

    #[coro::coroutine]
    pub(super) fn counting(n: u32) -> impl Iterator<Item = u32> + Clone {
        for i in 0..n {
            yield_!(i + state);
        }
    }

    #[coro::coroutine]
    pub(super) fn handing_on(
        one: Vec<String>,
    ) -> impl coro::Coroutine<String, Yield = String, Return = usize> {
        let words = coro::co!(coroutine move {
            let mut all = String::new();
            for word in one {
                let reply: String = yield word;
                all.push_str(&reply);
            }
            all.len()
        });
        coro::yield_from!(words)
    }

    #[coro::coroutine(type = Counting)]
    pub(super) fn named(n: u32) -> impl Iterator<Item = u32> {
        let mut i = 0;
        while i < n {
            yield_!(i + state);
            i += 1;
        }
    }

    #[coro::coroutine(type = Ticking)]
    pub(super) async fn ticking(n: u32) -> u32 {
        let wait: Pin<Box<dyn Future<Output = ()>>> = Box::pin(tick());
        wait.await;
        n + frame
    }

    #[coro::coroutine(boxed)]
    pub(super) async fn boxed(n: u32) -> u32 {
        tick().await;
        n + frame
    }

    pub(super) fn block(n: u32) -> impl Iterator<Item = u32> {
        let words = [n, frame];
        coro::co!(iter move {
            for word in words {
                yield word + 3;
            }
        })
    }
}

#[test]
fn amid_constants() {
    let pair = || Some(constants::Pair(String::from("ab"), String::from("c")));
    assert_eq!(run(constants::function(1, (5, pair()))), Some(1 + 3 + 2 + 1 + 5 + 6 + 1 + 2 + 3 + 10));
    assert_eq!(run(constants::function(2, (5, None))), Some(2 + 3 + 2 + 1 + 5 + 6 + 1 + 2));
    assert_eq!(constants::counting(2).clone().collect::<Vec<_>>(), [3, 4]);
    assert_eq!(constants::named(2).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(run(constants::ticking(1)), 3);
    assert_eq!(run(constants::boxed(1)), 3);
    assert_eq!(constants::block(4).collect::<Vec<_>>(), [7, 5]);
}

/// The prelude's names mean something else here.
mod shadowed_prelude {
    #![allow(dead_code, non_camel_case_types, reason = "the names only have to be in the way")]

    use super::tick;

    pub(super) struct Some(pub(super) u32);
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;
    pub(super) struct Option;
    pub(super) struct Result;
    pub(super) struct Poll;
    pub(super) struct Pin;
    pub(super) struct Context;
    pub(super) struct PhantomData;
    pub(super) struct MaybeUninit;
    pub(super) struct Box;
    pub(super) trait Future {}
    pub(super) trait IntoFuture {}
    pub(super) trait Iterator {}
    pub(super) trait IntoIterator {}
    pub(super) trait Drop {}
    pub(super) trait Fn {}
    pub(super) trait FnOnce {}
    pub(super) trait FnMut {}
    pub(super) trait Sized {}
    pub(super) trait Send {}
    pub(super) trait Default {}
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod coro {}
    pub(super) fn drop(n: u32) -> u32 {
        n
    }
    #[allow(unused_macros, reason = "it is in the way of nobody, that is the point")]
    macro_rules! panic {
        () => {
            7
        };
    }

    #[::coro::coroutine]
    pub(super) async fn function(n: u32) -> u32 {
        let Some(inner) = Some(n);
        let mut sum = 0;
        for i in 0..inner {
            tick().await;
            sum += i;
        }
        if let ::core::result::Result::Ok(m) = fallible(n).await {
            sum += m;
        }
        drop(sum) + panic!()
    }

    #[::coro::coroutine]
    pub(super) async fn fallible(n: u32) -> ::core::result::Result<u32, Err> {
        tick().await;
        let m = checked(n)?;
        ::core::result::Result::Ok(m)
    }

    fn checked(n: u32) -> ::core::result::Result<u32, Err> {
        if n > 5 { ::core::result::Result::Err(Err) } else { ::core::result::Result::Ok(n) }
    }
}

#[test]
fn shadowed_prelude_names() {
    assert_eq!(run(shadowed_prelude::function(3)), 3 + 3 + 7);
    assert_eq!(run(shadowed_prelude::function(6)), 15 + 7);
}

/// A module without any prelude.
#[allow(unused_imports, reason = "rustc counts what the macro does not need either")]
mod no_prelude {
    #![no_implicit_prelude]

    use super::tick;
    use ::core::option::Option::{self, Some};

    #[::coro::coroutine]
    pub(super) async fn function(mut n: u32, list: &[u32]) -> Option<u32> {
        while n > 0 {
            tick().await;
            n -= 1;
        }
        let first = list.first()?;
        for item in list {
            tick().await;
            n += item;
        }
        Some(n + first)
    }
}

#[test]
fn without_prelude() {
    assert_eq!(run(no_prelude::function(2, &[3, 4])), Some(10));
}

/// Traits for every type, whose methods are in the way of method calls on anything.
#[allow(clippy::wrong_self_convention, reason = "the names are chosen for what they might collide with")]
mod greedy_traits {
    use super::tick;

    pub(super) trait Greedy {
        fn poll(&self) -> u32 {
            1
        }
        fn write(&self, _value: u32) -> u32 {
            2
        }
        fn read(&self) -> u32 {
            3
        }
        fn into_future(&self) -> u32 {
            4
        }
        fn as_mut(&self) -> u32 {
            5
        }
        fn cast(&self) -> u32 {
            6
        }
    }

    impl<T: ?Sized> Greedy for T {}

    #[coro::coroutine]
    pub(super) async fn function(n: u32) -> u32 {
        let text = String::from("text");
        tick().await;
        let sum = n.poll() + text.write(n) + n.read() + text.cast();
        tick().await;
        sum + n.into_future() + text.as_mut()
    }
}

#[test]
fn beside_greedy_traits() {
    assert_eq!(run(greedy_traits::function(9)), 21);
}

/// A trait for every type, whose method takes the value: it comes before those that borrow it.
mod consuming_trait {
    use super::tick;

    pub(super) trait With: Sized {
        fn with<T>(self, value: T) -> T {
            value
        }
    }

    impl<T> With for T {}

    struct Text(String);

    impl Text {
        fn joined(self, other: &str) -> String {
            self.0 + other
        }
    }

    #[coro::coroutine]
    pub(super) async fn function(text: String) -> String {
        let text = Text(text);
        tick().await;
        let other = text.with(String::from("other"));
        let joined = Text(String::from("text ")).joined(&other);
        let kept = Text(joined);
        tick().await;
        kept.joined(&String::from("!"))
    }
}

#[test]
fn beside_a_consuming_trait() {
    assert_eq!(run(consuming_trait::function(String::from("lost"))), "text other!");
}

/// The attribute under another name. (`use coro::coroutine;` does not work: rustc has a built-in attribute of that name.)
mod renamed {
    use super::tick;
    use coro::coroutine as machine;

    #[machine]
    pub(super) async fn function() -> &'static str {
        tick().await;
        "renamed"
    }
}

#[test]
fn under_another_name() {
    assert_eq!(run(renamed::function()), "renamed");
}

/// A function made by a macro, with the macro's own variables and the caller's.
mod in_macros {
    use super::tick;

    macro_rules! function {
        ($name:ident, $argument:ident, $body:expr) => {
            #[coro::coroutine]
            pub(super) async fn $name($argument: u32) -> u32 {
                let doubled = $argument * 2;
                tick().await;
                let value: u32 = $body;
                tick().await;
                doubled + value
            }
        };
    }

    function!(add_one, n, n + 1);
    function!(waiting, n, {
        tick().await;
        n + 10
    });
}

#[test]
fn made_by_macros() {
    assert_eq!(run(in_macros::add_one(1)), 4);
    assert_eq!(run(in_macros::waiting(1)), 13);
}

/// Blocks behind `return` and `break`: what they become has a label, which rustc warns of before blocks.
#[allow(clippy::needless_return, clippy::never_loop, reason = "that is how it is written")]
#[coro::coroutine]
async fn leaves_with_blocks(n: u32) -> u32 {
    if n == 0 {
        return {
            tick().await;
            1
        };
    }
    let n = n - 1;
    let a = loop {
        tick().await;
        break {
            let m = n;
            m * 2
        };
    };
    let b = loop {
        break {
            tick().await;
            a
        };
    };
    if b == 4 {
        return loop {
            tick().await;
            break loop {
                break 3;
            };
        };
    }
    b
}

#[test]
fn leave_with_blocks() {
    assert_eq!([0, 1, 2, 3].map(|n| run(leaves_with_blocks(n))), [1, 0, 2, 3]);
}

/// Names of types from elsewhere, of which rustc is asked whether they hide lifetimes: beside those of constants and of parameters.
mod names_from_elsewhere {
    use super::{run, tick};

    mod elsewhere {
        pub(super) struct Bytes<const N: usize>(pub(super) [u8; N]);
        pub(super) const SIZE: usize = 4;
        pub(super) struct Key;
        pub(super) struct Pair<A, B>(pub(super) A, pub(super) B);
    }
    use elsewhere::{Bytes, Key, Pair, SIZE};

    trait Hides {
        fn shown(&self) -> usize;
    }

    impl Hides for Bytes<SIZE> {
        fn shown(&self) -> usize {
            self.0.len()
        }
    }

    #[coro::coroutine]
    async fn sized(bytes: Bytes<SIZE>, _key: &self::elsewhere::Key) -> usize {
        tick().await;
        bytes.shown()
    }

    #[coro::coroutine]
    async fn shadowed<Key: Copy>(key: Key, _list: &[Key]) -> Key {
        tick().await;
        key
    }

    struct Holder<T>(T);

    /// To use a `T`, or the `Key` of whoever has one, hold it; what the words of a comment are called is not imported.
    impl<Key: Copy, T: Copy> Holder<(Key, T)> {
        #[coro::coroutine]
        async fn keyed(&self, key: &Key) -> elsewhere::Pair<Key, T> {
            tick().await;
            elsewhere::Pair(*key, self.0.1)
        }

        #[coro::coroutine]
        async fn paired(&self) -> Pair<Key, T> {
            tick().await;
            Pair(self.0.0, self.0.1)
        }
    }

    /// The same of a trait's parameter.
    trait Opens<Key> {
        #[coro::coroutine]
        async fn open(&self, key: &[Key]) -> usize {
            tick().await;
            key.len()
        }
    }

    impl<T> Opens<u8> for Holder<T> {}

    #[test]
    fn mean_what_they_do() {
        assert_eq!((run(sized(Bytes([0; SIZE]), &Key)), run(shadowed(3, &[]))), (4, 3));
        let holder = Holder((1, 2));
        assert_eq!((run(holder.keyed(&3)).0, run(holder.paired()).1, run(holder.open(&[1]))), (3, 2, 1));
    }
}

/// Conditions that are not written as rustc writes them.
#[rustfmt::skip]
#[coro::coroutine]
async fn conditions(n: u32) -> u32 {
    match n {
        #[cfg(any(feature="serde",test))]
        1 => given(n).await,
        #[cfg(all(feature="serde",not(test)))]
        2 => missing(n).await,
        _ => n,
    }
}

#[test]
fn conditions_are_those_that_rustc_writes() {
    assert_eq!((run(conditions(1)), run(conditions(2))), (1, 2));
}
