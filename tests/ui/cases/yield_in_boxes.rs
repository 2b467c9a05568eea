//! What does not go together with a box.

use coro::{Stream, yield_};
use std::pin::Pin;

#[coro::coroutine(boxed)]
fn twice() -> Box<dyn Iterator<Item = u32>> { //~ ERROR the result is in a box already
    yield_!(1);
}

#[coro::coroutine(boxed)]
fn cloned() -> impl Iterator<Item = u32> + Clone { //~ ERROR a machine in a box cannot be `Clone`
    yield_!(1);
}

#[coro::coroutine(type = Named)]
fn named() -> Pin<Box<dyn Stream<Item = u32>>> { //~ ERROR in a box it has another one
    yield_!(1);
}

#[coro::coroutine]
fn without_item() -> Box<dyn Iterator> { //~ ERROR the value of the associated type `Item`
    yield_!(1);
}

fn main() {}
