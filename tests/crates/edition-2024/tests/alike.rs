//! Machines of a crate of edition 2024 do what its native functions do.

use coro_edition_2024::{machine, native, tick, with_closure};
use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

#[test]
fn order_of_drops() {
    let (natively, by_machine) = (RefCell::default(), RefCell::default());
    assert_eq!(run(native::tail(&natively)), run(machine::tail(&by_machine)));
    assert_eq!(run(native::if_let(&natively)), run(machine::if_let(&by_machine)));
    assert_eq!(natively.take(), ["tail", "local", "scrutinee", "in else"]);
    assert_eq!(by_machine.take(), ["tail", "local", "scrutinee", "in else"]);
}

#[test]
fn let_chains() {
    for text in [None, Some(""), Some("x"), Some("12")] {
        assert_eq!(run(machine::chain(text)), run(native::chain(text)));
    }
}

#[test]
fn async_closures() {
    let by_closure = with_closure(async |text: &str| {
        tick().await;
        text.len()
    });
    assert_eq!(run(by_closure), 4);
}
