//! What is not what an iterator gives is told once.

use coro::yield_;

#[coro::coroutine]
fn with_a_result() -> impl Iterator<Item = u32> {
    yield_!(1);
    5 //~ ERROR mismatched types
}

#[coro::coroutine]
fn without_an_item() -> impl Iterator<Item = u32> {
    yield_!(); //~ ERROR mismatched types
}

#[coro::coroutine]
fn with_another_item() -> impl Iterator<Item = u32> {
    yield_!("one"); //~ ERROR mismatched types
}

fn main() {}
