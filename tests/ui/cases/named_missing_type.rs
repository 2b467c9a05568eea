//! A machine with a name has to know the types of what it keeps.

use coro::{Stream, yield_};

fn compute() -> u32 {
    1
}

#[coro::coroutine(type = Steps)]
fn steps(list: Vec<u32>) -> impl Iterator<Item = u32> {
    let first = compute(); //~ ERROR the type of `first` is not known, and `Steps` keeps it while it is suspended: write `let first: Type = ..`
    yield_!(first);
    yield_!(first);
    for n in list.iter().map(|n| n + 1).rev() { //~ ERROR the type of what this loop goes through is not known
        yield_!(n);
    }
}

#[coro::coroutine(type = Ticks)]
fn ticks() -> impl Stream<Item = u32> {
    std::future::ready(1).await; //~ ERROR the type of the future that is awaited here is not known
    yield_!(1);
}

fn main() {}
