//! A block that nobody runs is told of as a native one is, and so is what a function of each kind returns.
#![deny(unused_must_use)]

use coro::{Coroutine, Stream, yield_};

#[coro::coroutine]
fn steps() -> impl Coroutine<(), Yield = u8, Return = ()> {
    yield_!(1)
}

#[coro::coroutine]
fn numbers() -> impl Stream<Item = u8> {
    yield_!(1)
}

fn main() {
    let n = 1;
    coro::co!(async { n + 1 }); //~ ERROR unused `Machine` that must be used
    coro::co!(iter { yield n }); //~ ERROR unused `Generator` that must be used
    coro::co!(stream { yield n }); //~ ERROR unused `StreamOf` that must be used
    coro::co!(coroutine { yield n }); //~ ERROR unused `Resumable` that must be used
    Box::pin(coro::co!(async { n + 1 })); //~ ERROR unused pinned boxed `Machine` that must be used
    steps(); //~ ERROR unused implementer of `coro::Coroutine` that must be used
    numbers(); //~ ERROR unused implementer of `Stream` that must be used
    drop(coro::co!(async { n + 1 }));
}
