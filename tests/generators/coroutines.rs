//! Resumable coroutines: what rustc's own tests ask of them (control flow, drops, resume values, panics, auto traits).

use crate::harness::{Noisy, logged, note};
use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, CoroutineState, yield_, yield_from};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};

fn panics(run: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[coro::coroutine]
fn sum(name: &'static str) -> impl Coroutine<u32, Yield = String, Return = u32> {
    let mut total = 0;
    let borrowed = &mut total;
    loop {
        let given = yield_!(format!("{name} has {borrowed}"));
        if given == 0 {
            break;
        }
        *borrowed += given;
    }
    total
}

#[test]
fn resume_values_arrive_where_they_are_yielded_for() {
    let mut sum = pin!(sum("sum"));
    assert_eq!(sum.as_mut().start(), Yielded(String::from("sum has 0")));
    assert_eq!(sum.as_mut().resume(5), Yielded(String::from("sum has 5")));
    assert_eq!(sum.as_mut().resume(6), Yielded(String::from("sum has 11")));
    assert_eq!(sum.as_mut().resume(0), Complete(11));
    assert_eq!(panics(|| drop(sum.as_mut().resume(1))), "coroutine resumed after completion");
    assert_eq!(panics(|| drop(sum.as_mut().start())), "coroutine started after completion");
}

/// No value that somebody passes is dropped in silence.
#[test]
fn starts_without_a_value() {
    let mut sum = pin!(sum("sum"));
    assert!(panics(|| drop(sum.as_mut().resume(7))).starts_with("coroutine resumed before it was started"));
    assert!(matches!(sum.as_mut().start(), Yielded(_)));
    assert!(panics(|| drop(sum.as_mut().start())).starts_with("coroutine started twice"));
    assert!(matches!(sum.as_mut().resume(7), Yielded(_)));
}

/// With nothing in the value, nothing can be lost: `resume(())` is all that is needed, as for the language's own.
#[test]
fn a_unit_starts_it() {
    #[coro::coroutine]
    fn steps() -> impl Coroutine<Yield = u8, Return = &'static str> {
        yield_!(1);
        yield_!(2);
        "done"
    }
    let mut steps = pin!(steps());
    assert_eq!(steps.as_mut().resume(()), Yielded(1));
    assert_eq!(steps.as_mut().resume(()), Yielded(2));
    assert_eq!(steps.as_mut().resume(()), Complete("done"));
}

#[test]
fn drops_in_order() {
    #[coro::coroutine]
    fn holds(_first: Noisy, second: Noisy) -> impl Coroutine<Noisy, Yield = (), Return = Noisy> {
        let third = Noisy("third");
        let got = yield_!();
        note(format!("got {}", got.0));
        drop(second);
        let again = yield_!();
        drop(third);
        again
    }
    let make = || holds(Noisy("first"), Noisy("second"));
    assert_eq!(logged(|| drop(make())), ["drop first", "drop second"]);
    let log = logged(|| {
        let mut machine = pin!(make());
        let _ = machine.as_mut().start();
    });
    assert_eq!(log, ["drop third", "drop second", "drop first"]);
    let log = logged(|| {
        let mut machine = pin!(make());
        let _ = machine.as_mut().start();
        let _ = machine.as_mut().resume(Noisy("a"));
    });
    assert_eq!(log, ["got a", "drop second", "drop a", "drop third", "drop first"]);
    let log = logged(|| {
        let mut machine = pin!(make());
        let _ = machine.as_mut().start();
        let _ = machine.as_mut().resume(Noisy("a"));
        assert_eq!(machine.as_mut().resume(Noisy("b")), Complete(Noisy("b")));
    });
    assert_eq!(log, ["got a", "drop second", "drop third", "drop a", "drop first", "drop b", "drop b"]);
}

#[test]
fn a_panic_poisons() {
    #[coro::coroutine]
    fn fails(_kept: Noisy) -> impl Coroutine<Yield = (), Return = ()> {
        yield_!();
        std::panic::resume_unwind(Box::new("quiet"));
    }
    let log = logged(|| {
        let mut machine = pin!(fails(Noisy("kept")));
        assert_eq!(machine.as_mut().resume(()), Yielded(()));
        assert_eq!(panics(|| _ = machine.as_mut().resume(())), "quiet");
        assert_eq!(panics(|| _ = machine.as_mut().resume(())), "coroutine resumed after panicking");
        note("end");
    });
    assert_eq!(log, ["drop kept", "end"]);
}

#[test]
fn question_mark_completes() {
    #[coro::coroutine]
    fn parse()
    -> impl Coroutine<&'static str, Yield = &'static str, Return = Result<i32, std::num::ParseIntError>> {
        let a: i32 = yield_!("a?").parse()?;
        let b: i32 = yield_!("b?").parse()?;
        Ok(a + b)
    }
    let mut good = pin!(parse());
    let _ = good.as_mut().start();
    assert_eq!(good.as_mut().resume("1"), Yielded("b?"));
    assert_eq!(good.as_mut().resume("2"), Complete(Ok(3)));
    let mut bad = pin!(parse());
    let _ = bad.as_mut().start();
    assert!(matches!(bad.as_mut().resume("x"), Complete(Err(_))));
}

#[test]
fn delegation_forwards_both_ways() {
    #[coro::coroutine]
    fn outer() -> impl Coroutine<u32, Yield = String, Return = u32> {
        let first = yield_from!(sum("first"));
        let second = yield_from!(sum("second"));
        let given = yield_!(format!("{first} {second}"));
        first + second + given
    }
    let mut outer = pin!(outer());
    assert_eq!(outer.as_mut().start(), Yielded(String::from("first has 0")));
    assert_eq!(outer.as_mut().resume(3), Yielded(String::from("first has 3")));
    assert_eq!(outer.as_mut().resume(0), Yielded(String::from("second has 0")));
    assert_eq!(outer.as_mut().resume(4), Yielded(String::from("second has 4")));
    assert_eq!(outer.as_mut().resume(0), Yielded(String::from("3 4")));
    assert_eq!(outer.as_mut().resume(10), Complete(17));
}

/// With `+ Unpin`: moved between resumes, and to another thread.
#[test]
fn movable() {
    #[coro::coroutine]
    fn collect() -> impl Coroutine<String, Yield = usize, Return = String> + Unpin + Send {
        let mut all = String::new();
        for _ in 0..3 {
            let given = yield_!(all.len());
            all.push_str(&given);
        }
        all
    }
    fn next<C: Coroutine<String> + Unpin>(
        mut machine: C,
        text: &str,
    ) -> (C, CoroutineState<C::Yield, C::Return>) {
        let state = Pin::new(&mut machine).resume(String::from(text));
        (machine, state)
    }
    let mut machine = collect();
    assert_eq!(Pin::new(&mut machine).start(), Yielded(0));
    let (machine, state) = next(machine, "ab");
    assert_eq!(state, Yielded(2));
    let (machine, state) = std::thread::spawn(move || next(machine, "cd")).join().expect("no panic");
    assert_eq!(state, Yielded(4));
    assert_eq!(next(machine, "ef").1, Complete(String::from("abcdef")));
}

/// Two coroutines that hand over to each other: whoever is resumed says what the other one is resumed with.
#[test]
fn symmetric_transfer() {
    #[coro::coroutine]
    fn player(name: &'static str, until: u32) -> impl Coroutine<u32, Yield = u32, Return = &'static str> {
        let mut ball = yield_!(1);
        while ball < until {
            note(format!("{name} {ball}"));
            ball = yield_!(ball + 1);
        }
        name
    }
    let log = logged(|| {
        let (mut first, mut second) = (pin!(player("ping", 6)), pin!(player("pong", 6)));
        let (mut now, mut other) = (first.as_mut(), second.as_mut());
        let _ = (now.as_mut().start(), other.as_mut().start());
        let mut ball = 1;
        let winner = loop {
            match now.as_mut().resume(ball) {
                Yielded(next) => ball = next,
                Complete(winner) => break winner,
            }
            std::mem::swap(&mut now, &mut other);
        };
        note(winner);
    });
    assert_eq!(log, ["ping 1", "pong 2", "ping 3", "pong 4", "ping 5", "pong"]);
}

#[test]
fn as_a_trait_object() {
    type Sum = dyn Coroutine<u32, Yield = String, Return = u32>;
    let mut all: Vec<Pin<Box<Sum>>> = vec![Box::pin(sum("a")), Box::pin(sum("b"))];
    for machine in &mut all {
        assert!(matches!(Pin::new(&mut *machine).start(), Yielded(_)));
        assert!(matches!(machine.as_mut().resume(2), Yielded(_)));
    }
    assert_eq!(all[1].as_mut().resume(0), Complete(2));
}

/// A temporary of the condition's statement was declared between the yield and where the machine goes on.
#[test]
fn operands_behind_a_yield_in_a_branch() {
    #[coro::coroutine]
    #[allow(clippy::identity_op, reason = "an operand each")]
    fn mixed(name: Option<String>) -> impl Coroutine<u32, Yield = u32, Return = u32> {
        let length = |name: String| u32::try_from(name.len()).unwrap_or_default();
        if let Some(name) = name { length(name) ^ (yield_!(1) + 0).wrapping_add(4) } else { 0 ^ yield_!(2) }
    }
    for (name, yielded, result) in [(Some("name"), 1, 10), (None, 2, 10)] {
        let mut machine = pin!(mixed(name.map(String::from)));
        assert_eq!(machine.as_mut().start(), Yielded(yielded));
        assert_eq!(machine.as_mut().resume(10), Complete(result));
    }
}
