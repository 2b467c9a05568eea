//! What is said of an expression around a yield is said there, and not of the attribute.

use coro::{Coroutine, yield_};

#[coro::coroutine]
fn twice() -> impl Coroutine<u32, Yield = u32, Return = ()> {
    let n = yield_!(1);
    n = yield_!(2); //~ ERROR cannot assign twice to immutable variable `n`
    drop(n);
}

fn main() {}
