//! What is borrowed across a yield of a machine that may be moved, and need not be dropped: told at the user's lines.

use coro::{Coroutine, yield_};

#[coro::coroutine]
fn of_an_array() -> impl Iterator<Item = usize> {
    let list = [1, 2];
    for n in &list {
        yield_!(*n); //~ ERROR cannot borrow `list` as mutable
    }
}

#[coro::coroutine]
fn of_a_number() -> impl Coroutine<(), Yield = usize, Return = ()> + Unpin {
    let n = 5;
    let r = &n;
    yield_!(1); //~ ERROR cannot borrow `n` as mutable
    println!("{r}");
}

fn main() {}
