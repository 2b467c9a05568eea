//! What is held is held to the bounds of the box.

use coro::{Stream, yield_};
use std::pin::Pin;
use std::rc::Rc;

#[coro::coroutine]
fn longer(list: &[u32]) -> Box<dyn Iterator<Item = u32>> {
    for item in list {
        yield_!(*item);
    }
}

#[coro::coroutine]
fn not_send(list: Rc<u32>) -> Pin<Box<dyn Stream<Item = u32> + Send>> {
    yield_!(*list);
    yield_!(*list);
}

#[coro::coroutine(boxed)]
fn not_send_either(list: Rc<u32>) -> impl Iterator<Item = u32> {
    yield_!(*list);
    yield_!(*list);
}

#[coro::coroutine]
fn generic<T: ToString>(value: T) -> Box<dyn Iterator<Item = String>> {
    yield_!(value.to_string());
}

#[coro::coroutine]
fn pinned() -> Box<dyn Stream<Item = u32> + Unpin> {
    yield_!(1);
}

fn main() {}
