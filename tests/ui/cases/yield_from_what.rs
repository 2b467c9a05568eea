//! What cannot be handed on, or does not fit.

use coro::{Coroutine, Stream, yield_, yield_from};

#[coro::coroutine]
fn iterator() -> impl Iterator<Item = u32> {
    yield_from!(["one"]); //~ ERROR mismatched types
}

#[coro::coroutine]
fn stream() -> impl Stream<Item = u32> {
    yield_from!(0..3); //~ ERROR `std::ops::Range<{integer}>: Stream` is not satisfied
}

#[coro::coroutine]
fn inner() -> impl Coroutine<String, Yield = u32, Return = ()> {
    yield_!(1);
}

#[coro::coroutine]
fn other_resume_values() -> impl Coroutine<u32, Yield = u32, Return = ()> {
    yield_from!(inner()) //~ ERROR mismatched types
}

/// The ways to start it and to go on with it are both wrong: told once.
#[coro::coroutine]
fn coroutine() -> impl Coroutine<Yield = u32, Return = ()> {
    yield_from!(0..3); //~ ERROR `std::ops::Range<{integer}>: coro::Coroutine<_>` is not satisfied
}

#[coro::coroutine]
fn movable() -> impl Coroutine<Yield = u32, Return = ()> + Unpin {
    yield_from!(5); //~ ERROR `{integer}: coro::Coroutine<_>` is not satisfied
}

fn main() {}
