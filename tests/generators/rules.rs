//! What rustc's own tests ask of its coroutines beside what bodies do: what may be sent, what a frame takes, who can be cloned.

use crate::harness::{Noisy, logged, note};
use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, co, yield_, yield_from};
use std::cell::Cell;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;

fn sent<T: Send>(value: T) -> T {
    value
}

/// What cannot be sent may be there between yields, on ways that do not yield with it.
#[test]
fn what_is_gone_before_a_yield_may_be_anything() {
    #[coro::coroutine]
    fn dropped(early: bool) -> impl Coroutine<Yield = u8, Return = usize> + Send {
        let kept = [Rc::new(1)];
        if early {
            drop(kept);
        } else {
            drop((kept, 1));
        }
        yield_!(1);
        let again = Rc::new(2);
        Rc::strong_count(&again)
    }
    #[coro::coroutine]
    fn initialised_beside(early: bool) -> impl Coroutine<Yield = u8, Return = ()> + Send {
        let mut value = Rc::new(1);
        drop(value);
        if early {
            value = Rc::new(2);
            drop(value);
        } else {
            yield_!(1);
        }
        let other;
        match early {
            true => other = Rc::new(3),
            false => return yield_!(2),
        }
        note(other.to_string());
    }
    #[coro::coroutine]
    fn scrutinee() -> impl Iterator<Item = u8> + Send {
        match drop((Rc::new(1), String::new())) {
            () => yield_!(1),
        }
        let n = *Rc::new(2);
        yield_!(n);
    }
    let mut machine = Box::pin(sent(dropped(false)));
    assert_eq!((machine.as_mut().resume(()), machine.as_mut().resume(())), (Yielded(1), Complete(1)));
    assert_eq!(sent(Box::pin(initialised_beside(true))).as_mut().resume(()), Complete(()));
    assert_eq!(sent(Box::pin(initialised_beside(false))).as_mut().resume(()), Yielded(1));
    assert_eq!(sent(scrutinee()).collect::<Vec<_>>(), [1, 2]);
}

static TABLE: [u8; 3] = [1, 2, 3];

/// A static is not held: what leads to it is a constant.
#[test]
fn statics_are_not_held() {
    #[coro::coroutine]
    fn indexed() -> impl Coroutine<u8, Yield = (), Return = u8> + Send + Sync {
        let found = TABLE[usize::from(yield_!())];
        match TABLE {
            [first, ..] if yield_!() == first => found * 10,
            _ => found,
        }
    }
    for (given, result) in [(1, 20), (7, 2)] {
        let mut machine = pin!(indexed());
        assert_eq!((machine.as_mut().start(), machine.as_mut().resume(1)), (Yielded(()), Yielded(())));
        assert_eq!(machine.as_mut().resume(given), Complete(result));
    }
}

struct Large(#[expect(dead_code)] [u8; 1024]);

impl Drop for Large {
    fn drop(&mut self) {
        note("drop large");
    }
}

/// Values that are moved on, or that are there one after the other, have one room; what is resumed with and let go has none.
#[test]
fn frames_are_no_larger_than_what_is_held_at_once() {
    #[coro::coroutine]
    fn moved_before() -> impl Coroutine<Yield = (), Return = ()> {
        let first = Large([0; 1024]);
        note("between");
        let _second = first;
        yield_!();
    }
    #[coro::coroutine]
    fn one_by_one() -> impl Coroutine<Yield = (), Return = ()> {
        let x = Large([0; 1024]);
        yield_!();
        drop(x);
        let y = Large([1; 1024]);
        yield_!();
        drop(y);
    }
    #[coro::coroutine]
    fn scopes() -> impl Coroutine<Yield = (), Return = i32> {
        let mut sum = 0;
        {
            let w = 4;
            yield_!();
            sum += w;
        }
        {
            let x = 5;
            yield_!();
            sum += x;
        }
        {
            let y = 6;
            yield_!();
            sum += y;
        }
        sum
    }
    #[coro::coroutine]
    fn lets_go() -> impl Coroutine<Box<usize>, Yield = (), Return = ()> {
        let mut given = yield_!();
        while *given > 0 {
            drop(given);
            given = yield_!();
        }
    }
    // What it hands on is none of what it holds, nor is what the other one comes to.
    #[coro::coroutine]
    fn names() -> impl Coroutine<Box<usize>, Yield = String, Return = usize> + Unpin {
        *yield_!(String::new())
    }
    #[coro::coroutine]
    fn hands_on() -> impl Coroutine<Box<usize>, Yield = String, Return = usize> + Unpin {
        yield_from!(names())
    }
    assert_eq!((size_of_val(&names()), size_of_val(&hands_on())), (1, 2));
    assert_eq!(size_of_val(&moved_before()), 1025);
    assert!(size_of_val(&one_by_one()) <= 1026);
    assert!(size_of_val(&scopes()) <= 12);
    assert_eq!(size_of_val(&lets_go()), 1);
}

struct NotClone;

/// A machine can be cloned if what it holds can: not what comes and goes between yields.
#[test]
fn clones_hold_what_can_be_cloned() {
    #[coro::coroutine]
    fn counted(number: u32, list: Vec<u32>) -> impl Coroutine<Yield = usize, Return = usize> + Unpin + Clone {
        drop(NotClone);
        yield_!(list.len());
        let (other, _gone) = (vec!['a'], NotClone);
        other.len() + list.len() + number as usize
    }
    let mut machine = counted(1, vec![2, 3]);
    assert_eq!(Pin::new(&mut machine).resume(()), Yielded(2));
    let mut copy = machine.clone();
    assert_eq!(Pin::new(&mut machine).resume(()), Complete(4));
    assert_eq!(Pin::new(&mut copy).resume(()), Complete(4));
}

/// Every state has a number, up to the last.
#[test]
fn as_many_yields_as_there_may_be() {
    #[coro::coroutine]
    fn many() -> impl Iterator<Item = u8> {
        macro_rules! five {
            () => {
                yield_!(0);
                yield_!(1);
                yield_!(2);
                yield_!(3);
                yield_!(4);
            };
        }
        macro_rules! fifty {
            () => {
                five!();
                five!();
                five!();
                five!();
                five!();
                five!();
                five!();
                five!();
                five!();
                five!();
            };
        }
        fifty!();
        fifty!();
        fifty!();
        fifty!();
        fifty!();
    }
    assert_eq!(size_of_val(&many()), 1);
    assert_eq!(many().size_hint(), (250, Some(250)));
    assert!(many().eq((0..250).map(|n| n % 5)));
}

/// Nothing that is held ever was there.
#[test]
fn values_that_cannot_be() {
    fn conjure<T>() -> T {
        unreachable!()
    }
    #[coro::coroutine]
    #[allow(unused)]
    fn never<T>(x: bool, y: bool) -> impl Iterator<Item = u8> {
        if x {
            let a: T;
            if y {
                a = conjure::<T>();
            }
            yield_!(1);
        } else {
            let a: T;
            if y {
                a = conjure::<T>();
                yield_!(2);
                drop(a);
            }
            yield_!(3);
        }
    }
    assert_eq!(never::<Infallible>(true, false).collect::<Vec<_>>(), [1]);
    assert_eq!(never::<Infallible>(false, false).collect::<Vec<_>>(), [3]);
}

/// A pinned machine stays where it is, and so do its variables; one that may be moved may hold what is pinned elsewhere.
#[test]
fn places() {
    #[coro::coroutine]
    fn stays() -> impl Coroutine<Yield = usize, Return = bool> {
        let value = true;
        let address = (&raw const value).addr();
        let held = &value;
        yield_!(address);
        let same = std::ptr::eq(held, &raw const value);
        yield_!((&raw const value).addr());
        same && *held
    }
    #[coro::coroutine]
    fn moves() -> impl Coroutine<Yield = (), Return = ()> + Unpin {
        let pinned = std::marker::PhantomPinned;
        yield_!();
        let _moved = pinned;
    }
    fn unpin<T: Unpin>(value: T) -> T {
        value
    }
    let mut machine = pin!(stays());
    let Yielded(first) = machine.as_mut().resume(()) else { panic!("it yields") };
    assert_eq!((machine.as_mut().resume(()), machine.as_mut().resume(())), (Yielded(first), Complete(true)));
    assert_eq!(Pin::new(&mut unpin(moves())).resume(()), Yielded(()));
}

/// The value that it is resumed with is dropped by a panic, wherever it is then.
#[test]
fn panics_drop_what_it_is_resumed_with() {
    #[coro::coroutine]
    fn fails(at: usize) -> impl Coroutine<Noisy, Yield = usize, Return = ()> {
        let mut kept = None;
        for n in 0.. {
            let value = yield_!(n);
            if n == at {
                resume_unwind(Box::new("quiet"));
            }
            kept = Some(value);
        }
        drop(kept);
    }
    let log = logged(|| {
        let mut machine = pin!(fails(1));
        let _ = machine.as_mut().start();
        let _ = machine.as_mut().resume(Noisy("first"));
        let left = catch_unwind(AssertUnwindSafe(|| machine.as_mut().resume(Noisy("second"))));
        assert!(left.is_err());
        note("left");
        let again = catch_unwind(AssertUnwindSafe(|| machine.as_mut().resume(Noisy("third"))));
        assert!(again.is_err());
    });
    assert_eq!(log, ["drop second", "drop first", "left", "drop third"]);
}

/// A machine in a machine, both of one function; the inner one borrows from the outer one.
#[test]
fn nested() {
    #[coro::coroutine]
    fn outer(list: Vec<u32>) -> impl Coroutine<Yield = u32, Return = u32> {
        let seen = Cell::new(0);
        let mut inner = pin!(co!(coroutine {
            for n in &list {
                seen.set(seen.get() + 1);
                yield *n;
            }
            seen.get() * 100
        }));
        loop {
            match inner.as_mut().resume(()) {
                Yielded(n) => yield_!(n + seen.get()),
                Complete(result) => return result,
            }
        }
    }
    let mut machine = pin!(outer(vec![10, 20]));
    let mut next = || machine.as_mut().resume(());
    assert_eq!([next(), next(), next()], [Yielded(11), Yielded(22), Complete(200)]);
}

/// Items may live for different times; those that are yielded have the shorter one.
#[test]
fn items_of_different_lifetimes() {
    #[coro::coroutine]
    fn both<'a>(short: &'a str, not: &str) -> impl Iterator<Item = &'a str> {
        let long: &'static str = if not.is_empty() { "empty" } else { "static" };
        yield_!(long);
        yield_!(short);
    }
    let text = String::from("short");
    let items = both(&text, "other");
    assert_eq!(items.collect::<Vec<_>>(), ["static", "short"]);
}

/// `?` and `return` in the value that is yielded, and a yield whose value is never there.
#[test]
fn yields_that_are_not_come_to() {
    #[coro::coroutine]
    #[allow(unreachable_code, clippy::diverging_sub_expression)]
    fn leaves(first: Option<u8>) -> impl Coroutine<Noisy, Yield = u8, Return = Option<Noisy>> {
        let value = yield_!(first?);
        if value.len() == 1 {
            drop(yield_!(return Some(value)));
        }
        Some(yield_!(2))
    }
    let log = logged(|| {
        assert_eq!(pin!(leaves(None)).start(), Complete(None));
        let mut machine = pin!(leaves(Some(1)));
        assert_eq!(
            (machine.as_mut().start(), machine.as_mut().resume(Noisy("x"))),
            (Yielded(1), Complete(Some(Noisy("x"))))
        );
        let mut machine = pin!(leaves(Some(1)));
        let _ = machine.as_mut().start();
        assert_eq!(machine.as_mut().resume(Noisy("long")), Yielded(2));
    });
    assert_eq!(log, ["drop x", "drop x", "drop long"]);
}

/// rustc makes statics of constants that patterns only refer to: nothing is borrowed from the machine.
#[test]
fn constants_that_are_matched() {
    #[coro::coroutine]
    fn parts() -> impl Iterator<Item = u32> {
        match 5 {
            ref five => {
                yield_!(1);
                yield_!(*five);
            }
        }
        match (3, "no") {
            (ref number @ 0..5, ref text) if text.len() == 2 => {
                yield_!(2);
                yield_!(*number);
            }
            _ => {}
        }
        if let Some(ref some) = Some(7) {
            yield_!(3);
            yield_!(*some);
        }
        while let Some(ref none) = None::<u32> {
            yield_!(4);
            yield_!(*none);
        }
    }
    let mut machine = parts();
    assert_eq!(size_of_val(&machine), size_of::<[usize; 2]>(), "a state and a reference");
    let first = machine.next();
    assert_eq!((first, machine.collect::<Vec<_>>()), (Some(1), vec![5, 2, 3, 3, 7]));
}

/// A borrow that nobody uses again is none that is held, whatever it is in: variables were taken to be moved with what they refer to.
#[test]
fn borrows_that_are_not_used_again() {
    #[coro::coroutine]
    fn looked_at(numbers: [usize; 2], texts: Vec<String>) -> impl Iterator<Item = usize> {
        let reference = &numbers;
        note(format!("{:?}", &reference));
        yield_!(1);
        yield_!(2);
        let lengths = vec![&numbers[0], &numbers[1]];
        let sum = lengths.iter().copied().sum::<usize>();
        yield_!(sum);
        yield_!(3);
        let words: Vec<&str> = texts.iter().map(String::as_str).collect();
        let all = words.concat();
        yield_!(all.len());
        let collected: Vec<_> = texts.iter().filter(|text| text.len() > 1).collect();
        let count = collected.len();
        yield_!(count);
        yield_!(texts.len());
    }
    let texts = vec![String::from("a"), String::from("bc")];
    let log = logged(|| assert_eq!(looked_at([4, 5], texts).collect::<Vec<_>>(), [1, 2, 9, 3, 3, 1, 2]));
    assert_eq!(log, ["[4, 5]"]);
}
