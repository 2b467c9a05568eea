//! Machines of a crate of edition 2021 do what its native functions do.

use coro_edition_2021::{Echo, Service, machine, native};
use std::cell::RefCell;
use std::future::Future;
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
    assert_eq!(natively.take(), ["local", "tail", "in else", "scrutinee"]);
    assert_eq!(by_machine.take(), ["local", "tail", "in else", "scrutinee"]);
}

#[test]
fn asserted() {
    assert_eq!(run(native::asserted(&true)), run(machine::asserted(&true)));
}

#[test]
fn names_and_captures() {
    assert_eq!(run(machine::names(1)), 2);
    let text = String::from("long text");
    let mut list = vec![];
    let best = run(machine::captures(&text, &String::from("short"), &mut list));
    assert_eq!((best, list), ("long text", vec!["long text"]));
}

#[test]
fn of_a_trait() {
    let mut echo = Echo("> ");
    assert_eq!(run(echo.call("a b")), "> ab");
}

#[test]
fn carriage_returns() {
    let source = include_str!("../src/crlf.in");
    assert_eq!(source.matches("\r\n").count(), source.lines().count(), "they are still there");
    assert_eq!(run(coro_edition_2021::crlf::text("name")), "two lines name 2");
}

#[test]
fn assigned_for_the_destructor() {
    let request = coro_edition_2021::answered::Request { answered: false, number: 3 };
    assert_eq!(run(request.answer()), 4);
}

#[test]
fn iterators_that_hold_references() {
    assert!(coro_edition_2021::lengths(&["a", "bc"].map(String::from)).eq([1, 2]));
    assert!(coro_edition_2021::clones(&[String::from("a")]).eq(["a"]));
}
