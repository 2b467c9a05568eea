//! What is wrong with what yields, or is handed on, is told once.

use coro::{Coroutine, yield_, yield_from};

#[coro::coroutine]
fn handed_on() -> impl Iterator<Item = usize> {
    yield_from!(5); //~ ERROR `{integer}` is not an iterator
}

#[coro::coroutine]
fn not_all() -> impl Coroutine<u8, Yield = usize, Return = ()> {
    match yield_!(1) { //~ ERROR non-exhaustive patterns
        0 => {}
        3 => {}
    }
}

struct Plain(String);

#[coro::coroutine] //~ ERROR the trait bound `Plain: Clone` is not satisfied
fn not_clone() -> impl Iterator<Item = usize> + Clone {
    let pair = (Plain(String::new()), Plain(String::new()));
    drop(pair.0);
    yield_!(1);
    yield_!(pair.1.0.len());
}

fn main() {}
