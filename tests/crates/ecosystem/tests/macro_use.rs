//! Macros of another crate with names of the standard library's, that come without an import: `#[macro_use]` hands them to every file.
//! Such a call may leave out what it is given.

#[macro_use(eprint, vec)]
extern crate coro_ecosystem;

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Pending once.
async fn wait() {
    let mut waited = false;
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

async fn given(number: usize) -> usize {
    wait().await;
    number
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let (mut future, mut cx) = (pin!(future), Context::from_waker(Waker::noop()));
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

/// It holds what the calls are given, if it is evaluated; where it was, numbers are.
#[allow(clippy::redundant_closure_call, reason = "what closures capture is what it is about")]
#[coro::coroutine]
async fn gives(told: bool, counted: Rc<()>) -> usize {
    let [moved, taken, caught] = [counted.clone(), counted.clone(), counted.clone()];
    let (matched, unwrapped) = (Some(counted.clone()), Some(counted));
    wait().await;
    let items = vec![
        told,
        moved,
        (move || taken)(),
        (|| caught)(),
        match matched {
            Some(matched) => matched,
            None => unreachable!(),
        },
        unwrapped.unwrap(),
    ];
    let filled = [given(7).await; 9];
    wait().await;
    filled[0] + filled[8] + items.len()
}

#[test]
fn what_is_left_out_is_dropped_once() {
    for told in [false, true] {
        let counted = Rc::new(());
        assert_eq!(run(gives(told, counted.clone())), if told { 19 } else { 14 });
        assert_eq!(Rc::strong_count(&counted), 1);
    }
}

/// A call that is made again when the machine is resumed, and then evaluates nothing.
#[coro::coroutine]
async fn prints(counted: Rc<()>) -> Rc<()> {
    eprint!("{}", given(7).await);
    let other = counted;
    wait().await;
    other
}

#[test]
fn what_is_not_resumed_panics() {
    let counted = Rc::new(());
    let outcome = catch_unwind(AssertUnwindSafe(|| run(prints(counted.clone()))));
    let message = outcome.expect_err("it was evaluated").downcast::<&str>().expect("a text");
    assert_eq!(*message, "a macro call waited in an argument, and did not evaluate it when it was resumed");
    assert_eq!(Rc::strong_count(&counted), 1);
}
