//! Panics that leave a machine that yields, wherever it is: it is poisoned, and what it held is dropped once.

use coro::{Coroutine, Point, State, Stated, co, yield_};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;

/// The words of a panic, if there is one.
fn words<T>(run: impl FnOnce() -> T) -> Option<&'static str> {
    let panic = catch_unwind(AssertUnwindSafe(run)).err()?;
    Some(panic.downcast_ref::<&str>().copied().unwrap_or("another"))
}

fn fail() -> ! {
    resume_unwind(Box::new("ours"))
}

fn assert_ours(holds: bool) {
    if !holds {
        fail();
    }
}

/// Where a machine is, without the words of the point.
fn is_suspended(machine: &impl Stated) -> bool {
    matches!(machine.state(), State::Suspended(Point { .. }))
}

/// The next resume panics, and drops all that holds the token; after that it cannot be resumed.
fn assert_fails(machine: &mut (impl Iterator<Item = usize> + Stated), token: &Rc<()>, at: usize) {
    assert_eq!(words(|| machine.next()), Some("ours"), "{at}");
    assert_eq!(Rc::strong_count(token), 1, "dropped by the panic");
    assert!(matches!(machine.state(), State::Panicked));
    assert_eq!(words(|| machine.next()), Some("generator resumed after panicking"));
}

/// With one suspension point only, it is nowhere else when it is suspended; a panic before that leaves it nowhere.
#[test]
fn before_the_only_yield() {
    #[coro::coroutine]
    fn fails(token: Rc<()>, at: usize) -> impl Iterator<Item = usize> {
        for n in 0.. {
            if n == at {
                fail();
            }
            yield_!(Rc::strong_count(&token));
        }
    }
    for at in 0..3 {
        let token = Rc::new(());
        let mut machine = fails(Rc::clone(&token), at);
        assert!(matches!(machine.state(), State::Unresumed));
        for _ in 0..at {
            assert_eq!(machine.next(), Some(2));
            assert!(is_suspended(&machine));
        }
        assert_fails(&mut machine, &token, at);
        drop(machine);
        assert_eq!(Rc::strong_count(&token), 1, "and not again");
    }
}

/// Where a machine is most of the time, it says so before it is: a panic leaves it nowhere, and another yield elsewhere.
#[test]
fn around_a_loop() {
    #[coro::coroutine]
    fn around(token: Rc<()>, at: usize) -> impl Iterator<Item = usize> {
        let list: Vec<Rc<()>> = vec![Rc::clone(&token), token];
        let mut n = 0;
        let check = move |n: usize| assert_ours(n != at);
        check(0);
        yield_!(list.capacity());
        while n < 3 {
            n += 1;
            check(n);
            yield_!(n * 10);
        }
        check(4);
        yield_!(list.len());
        check(5);
    }
    let items = ["list.capacity()", "n * 10", "n * 10", "n * 10", "list.len()"];
    for at in 0..=6 {
        let token = Rc::new(());
        let mut machine = around(Rc::clone(&token), at);
        for item in items.iter().take(at) {
            assert!(machine.next().is_some());
            assert_eq!(
                machine.state().point().map(|point| point.name().to_owned()),
                Some(format!("yield_!({item})"))
            );
            assert_eq!(Rc::strong_count(&token), 3);
        }
        if at > items.len() {
            assert_eq!((machine.next(), machine.next()), (None, None));
            assert!(matches!(machine.state(), State::Returned));
        } else {
            assert_fails(&mut machine, &token, at);
        }
        drop(machine);
        assert_eq!(Rc::strong_count(&token), 1, "and not again");
        let mut dropped = around(Rc::clone(&token), 6);
        dropped.by_ref().take(at).for_each(drop);
        drop(dropped);
        assert_eq!(Rc::strong_count(&token), 1, "where it was suspended");
    }
}

/// The same for what is resumed with a value.
#[test]
fn of_coroutines_around_a_loop() {
    #[coro::coroutine]
    fn around(at: u32) -> impl Coroutine<u32, Yield = &'static str, Return = u32> + Unpin {
        let mut n = yield_!("first");
        while n > 1 {
            if n == at {
                fail();
            }
            n = yield_!("loop");
        }
        yield_!("last") + n
    }
    let mut machine = around(7);
    let _ = Pin::new(&mut machine).start();
    let names = ["first", "loop", "loop", "last"];
    for (name, given) in names.into_iter().zip([5, 4, 1, 9]) {
        assert_eq!(
            machine.state().point().map(|point| point.name().to_owned()),
            Some(format!("yield_!(\"{name}\")"))
        );
        let _ = Pin::new(&mut machine).resume(given);
    }
    assert!(matches!(machine.state(), State::Returned));
    let mut machine = around(7);
    let _ = Pin::new(&mut machine).start();
    let _ = Pin::new(&mut machine).resume(3);
    assert_eq!(words(|| Pin::new(&mut machine).resume(7)), Some("ours"));
    assert!(matches!(machine.state(), State::Panicked));
}

#[test]
fn of_coroutines_before_the_only_yield() {
    #[coro::coroutine]
    fn fails(token: Rc<()>, at: u32) -> impl Coroutine<u32, Yield = usize, Return = ()> + Unpin {
        let mut given = 0;
        while given != at {
            given = yield_!(Rc::strong_count(&token));
        }
        fail();
    }
    let token = Rc::new(());
    let mut machine = fails(Rc::clone(&token), 0);
    assert_eq!(words(|| Pin::new(&mut machine).start()), Some("ours"));
    assert_eq!(words(|| Pin::new(&mut machine).start()), Some("coroutine started after panicking"));
    assert_eq!(words(|| Pin::new(&mut machine).resume(1)), Some("coroutine resumed after panicking"));
    let mut machine = fails(Rc::clone(&token), 7);
    assert_eq!(
        words(|| Pin::new(&mut machine).resume(7)),
        Some("coroutine resumed before it was started: no `yield_!` takes the value; call `start` first")
    );
    assert!(matches!(machine.state(), State::Unresumed), "and it can be started still");
    let _ = Pin::new(&mut machine).start();
    assert!(is_suspended(&machine));
    assert_eq!(
        words(|| Pin::new(&mut machine).start()),
        Some("coroutine started twice; `resume` it with a value")
    );
    assert!(is_suspended(&machine), "and it can go on");
    assert_eq!(words(|| Pin::new(&mut machine).resume(7)), Some("ours"));
    assert!(matches!(machine.state(), State::Panicked));
    drop(machine);
    assert_eq!(Rc::strong_count(&token), 1);
}

/// One that never ends is known to give an item always; a panic ends it nevertheless.
#[test]
fn of_what_never_ends() {
    let limit = 3_u32;
    let mut machine = co!(iter move {
        let mut n = 0_u32;
        loop {
            if n == limit {
                fail();
            }
            yield n;
            n += 1;
        }
    });
    assert_eq!(machine.size_hint(), (usize::MAX, None));
    assert_eq!(machine.by_ref().take(3).collect::<Vec<_>>(), [0, 1, 2]);
    for expected in ["ours", "generator resumed after panicking", "generator resumed after panicking"] {
        assert_eq!(words(|| machine.next()), Some(expected));
    }
}

/// A loop that only the first resume runs.
#[test]
fn in_a_loop_before_the_first_yield() {
    #[coro::coroutine]
    fn primes(to: usize, fails: bool) -> impl Iterator<Item = usize> {
        let mut is_prime = vec![true; to];
        for n in 2..to {
            if fails && n == 5 {
                fail();
            }
            for multiple in (2 * n..to).step_by(n) {
                is_prime[multiple] = false;
            }
        }
        for (n, is_prime) in is_prime.into_iter().enumerate().skip(2) {
            if is_prime {
                yield_!(n);
            }
        }
    }
    assert_eq!(primes(20, false).collect::<Vec<_>>(), [2, 3, 5, 7, 11, 13, 17, 19]);
    let mut machine = primes(20, true);
    assert_eq!(words(|| machine.next()), Some("ours"));
    assert_eq!(words(|| machine.next()), Some("generator resumed after panicking"));
}

/// What is there by a flag, whose type has something to drop, and whose has not: only the former's flag has to be kept.
#[test]
fn flags_of_what_has_nothing_to_drop() {
    fn some_of<T>(values: [T; 3]) -> impl Iterator<Item = usize> {
        #[coro::coroutine]
        fn kept<T>(values: [T; 3]) -> impl Iterator<Item = usize> {
            for (n, value) in values.into_iter().enumerate() {
                let kept;
                let mut taken = None;
                if n == 1 {
                    taken = Some(value);
                } else {
                    kept = value;
                    let _ = &kept;
                }
                yield_!(n + usize::from(taken.is_some()) * 10);
            }
        }
        kept(values)
    }
    assert_eq!(some_of([1, 2, 3]).collect::<Vec<_>>(), [0, 11, 2]);
    let token = Rc::new(());
    let mut machine = some_of([Rc::clone(&token), Rc::clone(&token), Rc::clone(&token)]);
    assert_eq!(machine.next(), Some(0));
    assert_eq!(Rc::strong_count(&token), 4);
    assert_eq!(machine.next(), Some(11));
    assert_eq!(Rc::strong_count(&token), 3);
    drop(machine);
    assert_eq!(Rc::strong_count(&token), 1);
}
