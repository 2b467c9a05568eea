//! What is not what an iterator gives is told once.

use coro::{Coroutine, yield_};

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

#[coro::coroutine]
fn returned() -> impl Coroutine<Yield = u32, Return = u32> + Unpin {
    yield_!(1);
    if true {
        return "text"; //~ ERROR mismatched types
    }
    5
}

fn main() {}
