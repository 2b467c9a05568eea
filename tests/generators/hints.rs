//! Size hints: how many items come yet, where the ways through a body tell.

use coro::{Stream, co, yield_, yield_from};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

type Hint = (usize, Option<usize>);

/// The hints before each item and after the last; each has to hold for what then comes.
fn hints<I: Iterator>(make: impl Fn() -> I) -> Vec<Hint> {
    let mut all = Vec::new();
    let count = make().count();
    let mut machine = make();
    for left in (0..=count).rev() {
        let hint = machine.size_hint();
        assert!(hint.0 <= left && hint.1.is_none_or(|most| left <= most), "{hint:?} of {left}");
        all.push(hint);
        assert_eq!(machine.next().is_some(), left > 0);
    }
    assert_eq!(machine.size_hint(), (0, Some(0)), "it is over");
    all
}

fn exactly(count: usize) -> Hint {
    (count, Some(count))
}

#[test]
fn straight_lines_are_counted() {
    #[coro::coroutine]
    fn three(name: &str) -> impl Iterator<Item = usize> {
        yield_!(name.len());
        let half = name.len() / 2;
        yield_!(half);
        yield_!(0);
    }
    assert_eq!(hints(|| three("abc")), [exactly(3), exactly(2), exactly(1), exactly(0)]);
    // Without the hint, a vector would have grown from four to eight.
    let six = co!(iter { yield 1; yield 2; yield 3; yield 4; yield 5; yield 6; });
    assert_eq!(six.collect::<Vec<_>>().capacity(), 6);
    assert_eq!(hints(|| co!(iter { yield 'a'; yield 'b'; })), [exactly(2), exactly(1), exactly(0)]);
    assert_eq!(hints(|| co!(iter { if false { yield 1; } })), [(0, Some(1))]);
}

#[test]
fn branches_bound() {
    #[coro::coroutine]
    fn some(which: u32) -> impl Iterator<Item = u32> {
        yield_!(0);
        match which {
            0 => {
                yield_!(1);
                yield_!(2);
            }
            1 => return,
            _ => yield_!(3),
        }
        if which > 2 {
            yield_!(4);
        }
        yield_!(5);
    }
    assert_eq!(hints(|| some(0))[..2], [(1, Some(5)), (0, Some(4))]);
    assert_eq!(hints(|| some(1)), [(1, Some(5)), (0, Some(4))]);
    assert_eq!(hints(|| some(3))[2..], [(1, Some(2)), exactly(1), exactly(0)]);
}

#[test]
fn loops_do_not() {
    #[coro::coroutine]
    fn some(count: u32) -> impl Iterator<Item = u32> {
        yield_!(0);
        for n in 0..count {
            yield_!(n);
        }
        yield_!(1);
        yield_from!([2; 2]);
        yield_!(3);
    }
    let all = hints(|| some(1));
    assert_eq!(all, [(3, None), (2, None), (2, None), (1, None), (1, None), (1, None), exactly(0)]);
}

#[test]
fn what_never_ends_says_so() {
    #[coro::coroutine]
    fn ones() -> impl Iterator<Item = u32> {
        loop {
            yield_!(1);
        }
    }
    let mut ones = ones();
    assert_eq!(ones.size_hint(), std::iter::repeat(1).size_hint());
    assert_eq!(ones.next(), Some(1));
    assert_eq!(ones.by_ref().take(3).size_hint(), exactly(3));
}

#[test]
fn questions_may_end_it_with_an_item() {
    #[coro::coroutine]
    fn numbers(list: [&str; 2]) -> impl Iterator<Item = Result<u32, std::num::ParseIntError>> {
        yield_!(Ok(list[0].parse()?));
        yield_!(Ok(list[1].parse()?));
    }
    let all = (0, Some(3));
    assert_eq!(hints(|| numbers(["1", "2"]))[0], all);
    assert_eq!(hints(|| numbers(["x", "2"])), [all, (0, Some(0))]);
    assert_eq!(hints(|| numbers(["1", "x"])).len(), 3);
}

#[test]
fn streams() {
    #[coro::coroutine]
    fn two() -> impl Stream<Item = u32> {
        std::future::ready(()).await;
        yield_!(1);
        std::future::ready(()).await;
        yield_!(2);
    }
    let mut two = pin!(two());
    let mut next = || {
        let hint = two.size_hint();
        let _ = Pin::as_mut(&mut two).poll_next(&mut Context::from_waker(Waker::noop()));
        hint
    };
    assert_eq!([next(), next(), next(), next()], [exactly(2), exactly(1), exactly(0), exactly(0)]);
}

#[test]
fn after_a_panic_nothing_is_known() {
    #[coro::coroutine]
    fn bad() -> impl Iterator<Item = u32> {
        yield_!(1);
        std::panic::resume_unwind(Box::new("bad"));
    }
    let mut bad = bad();
    assert_eq!((bad.next(), bad.size_hint()), (Some(1), exactly(0)));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bad.next())).is_err());
    assert_eq!(bad.size_hint(), (0, None));
}
