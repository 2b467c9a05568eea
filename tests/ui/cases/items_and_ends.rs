//! What is wrong with an iterator's items, its end and what it is resumed with is told where it is written.

use coro::{Coroutine, yield_};

#[coro::coroutine]
fn backwards() -> impl DoubleEndedIterator<Item = u32> { //~ ERROR a machine gives its items from the first to the last
    yield_!(1);
}

#[coro::coroutine]
async fn both() -> impl Iterator<Item = u32> {
    yield_!(1); //~ ERROR `yield` cannot stand in an `async fn`
}

#[coro::coroutine]
fn nothing() -> impl Iterator<Item = u32> {
    yield_!(1);
    return 3; //~ ERROR mismatched types
}

#[coro::coroutine]
fn text() -> impl Coroutine<u8, Yield = u32, Return = ()> {
    let text: String = yield_!(1); //~ ERROR mismatched types
    drop(text);
}

fn main() {}
