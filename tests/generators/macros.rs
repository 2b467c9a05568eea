//! Macros of the file, in bodies that yield: what their calls expand to is part of the body.

#[allow(unused_imports, reason = "what the twins are compared by")]
use crate::harness::{compare, effect, noisy};
use coro::{Coroutine, CoroutineState, Stream, co, yield_};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

macro_rules! emit {
    ($item:expr) => { yield_!($item) };
    ($item:expr, $($rest:expr),+) => { yield_!($item); emit!($($rest),+); };
}
macro_rules! twice {
    ($item:expr) => {
        let before = noisy("before");
        yield_!($item + before.len());
        drop(before);
        emit!($item);
    };
}
macro_rules! swap {
    ($a:ident, $b:ident) => {
        let other = $a;
        $a = $b;
        $b = other;
    };
}
macro_rules! larger {
    ($a:expr, $b:expr) => {
        if $a > $b { $a } else { $b }
    };
}
macro_rules! stop_if {
    ($condition:expr) => {
        if $condition {
            return;
        }
    };
}
macro_rules! each {
    ($item:pat in $list:expr => $body:expr) => {
        for $item in $list {
            let _guard = noisy("guard");
            yield_!($body);
        }
    };
}
macro_rules! unpacked {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => {
                yield_!(Err(error));
                return;
            }
        }
    };
}
macro_rules! all {
    ($inner:expr) => {
        yield_from!($inner)
    };
}

twins! {
    /// A `yield_!` was told to stand outside of the coroutine.
    macros_that_yield() -> usize {
        let a = noisy("a");
        emit!(a.len());
        twice!(2);
        emit!(5, 6, a.len());
        all!(7..9);
    }
    macros_that_move_and_bind() -> Noisy {
        let (mut a, mut b) = (noisy("a"), noisy("bc"));
        swap!(a, b);
        emit!(a);
        each!(name in ["c", "d"] => noisy(name));
        drop(b);
    }
    macros_that_return(list: Vec<u32> = vec![1, 2, 3, 4]) -> u32 {
        let kept = noisy("kept");
        for n in list {
            stop_if!(n == 3);
            emit!(larger!(n, 2));
        }
    }
    macros_that_yield_and_return(list: Vec<&'static str> = vec!["1", "x", "2"]) -> Result<u32, std::num::ParseIntError> {
        let kept = noisy("kept");
        for text in list {
            let n: u32 = unpacked!(text.parse());
            emit!(Ok(n));
        }
    }
}

/// Macros that a macro defines: nobody finds them in the file.
macro_rules! define {
    ($d:tt) => {
        macro_rules! text { ($d($d t:tt)*) => { format!($d($d t)*) } }
        macro_rules! given { ($d e:expr) => { $d e } }
    };
}
define!($);

twins! {
    /// What the machine may not move was moved into the call.
    unknown_macros(list: Vec<u32> = vec![1, 2]) -> usize {
        let (name, mut seen) = (noisy("name"), Vec::new());
        for n in &list[..0] { seen.push(*n); }
        yield_!(text!("{name:?}").len());
        yield_!(text!("{:?}", name).len() + given!(name.len()));
        for at in 0..2 {
            given!(seen.push(at));
            yield_!(seen.len());
        }
        yield_!(text!("{seen:?}").len());
        let again = given!(name);
        yield_!(text!("{again:?} {}", again.len()).len());
        yield_!(given!(seen.into_iter().rev()).count());
    }
    /// So was what a macro's call has in a closure.
    macros_in_closures() -> usize {
        let (name, other, mut list) = (noisy("name"), noisy("other"), vec![1]);
        drop((|| vec![name.len(), other.len()])());
        let count = || text!("{name:?}").len();
        let len = count();
        yield_!(len);
        let mut push = |n| { list.push(n); vec![list.len()] };
        let lens = (push(2), push(3));
        yield_!(lens.0[0] + lens.1[0]);
        let all = || vec![name];
        yield_!(4);
        let all = effect("all", all());
        let mut read = || matches!(list.pop(), Some(_));
        yield_!(usize::from(read()));
        let with = move || { text!("{other:?}").len() };
        yield_!(all.len());
        yield_!(with());
    }
    /// It was the arms of the match that the struct's fields were taken for.
    struct_literals_that_are_matched(n: usize = 1) -> usize {
        match (std::ops::Range { start: n, ..Default::default() }) {
            range => { yield_!(range.start); yield_!(range.end); }
        }
    }
}

macro_rules! ask {
    ($question:literal) => {{
        let answer = yield_!($question);
        answer + 1
    }};
}

/// What the machine is resumed with is what the macro's own yield evaluates to.
#[test]
fn macros_that_are_resumed() {
    #[coro::coroutine]
    fn asking() -> impl Coroutine<u32, Yield = &'static str, Return = u32> + Unpin {
        let list = [ask!("one"), ask!("two")];
        list[0] * 10 + list[1] * 100 + ask!("three")
    }
    let mut machine = asking();
    let mut machine = Pin::new(&mut machine);
    assert_eq!(machine.as_mut().start(), CoroutineState::Yielded("one"));
    assert_eq!(machine.as_mut().resume(1), CoroutineState::Yielded("two"));
    assert_eq!(machine.as_mut().resume(2), CoroutineState::Yielded("three"));
    assert_eq!(machine.as_mut().resume(3), CoroutineState::Complete(324));
}

#[test]
fn macros_in_streams() {
    #[coro::coroutine]
    fn doubled(list: Vec<u32>) -> impl Stream<Item = u32> {
        for n in &list {
            emit!(*n);
            std::future::ready(()).await;
            emit!(larger!(*n, 2));
        }
    }
    let mut machine = pin!(doubled(vec![1, 3]));
    let mut items = Vec::new();
    while let Poll::Ready(Some(item)) = machine.as_mut().poll_next(&mut Context::from_waker(Waker::noop())) {
        items.push(item);
    }
    assert_eq!(items, [1, 2, 3, 3]);
}

#[allow(unused_macros, reason = "rustc does not see the calls in blocks")]
macro_rules! scaled {
    ($item:pat in $list:expr => $body:expr) => {
        for $item in $list {
            let scaled = $body;
            yield_!(scaled);
        }
    };
}
#[allow(unused_macros, reason = "as above")]
macro_rules! with_keyword {
    ($item:expr) => {
        yield $item
    };
}

#[test]
fn macros_in_blocks() {
    let factor = 4;
    let machine = co!(iter {
        emit!(factor);
        emit!(factor + 1, 7);
        let most = larger!(factor, 3);
        with_keyword!(most * 2);
        scaled!(n in [1, 2] => n * factor);
    });
    assert_eq!(machine.collect::<Vec<_>>(), [4, 5, 7, 8, 4, 8]);
}
