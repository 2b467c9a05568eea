//! What is held is held to the bounds of the box.

use coro::{Stream, yield_};
use std::pin::Pin;
use std::rc::Rc;

#[coro::coroutine]
fn longer(list: &[u32]) -> Box<dyn Iterator<Item = u32>> { //~ ERROR lifetime may not live long enough
    for item in list {
        yield_!(*item);
    }
}

#[coro::coroutine]
fn not_send(list: Rc<u32>) -> Pin<Box<dyn Stream<Item = u32> + Send>> { //~ ERROR `Rc<u32>` cannot be sent between threads safely
    yield_!(*list);
    yield_!(*list);
}

#[coro::coroutine(boxed)]
fn not_send_either(list: Rc<u32>) -> impl Iterator<Item = u32> { //~ ERROR `Rc<u32>` cannot be sent between threads safely
    yield_!(*list);
    yield_!(*list);
}

#[coro::coroutine]
fn generic<T: ToString>(value: T) -> Box<dyn Iterator<Item = String>> { //~ ERROR the parameter type `T` may not live long enough
    yield_!(value.to_string());
}

#[coro::coroutine]
fn pinned() -> Box<dyn Stream<Item = u32> + Unpin> { //~ ERROR cannot be unpinned
    yield_!(1);
}

fn main() {}
