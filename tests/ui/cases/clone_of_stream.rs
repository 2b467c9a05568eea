//! A pinned machine that is to be cloned, and one that holds what cannot be.

use coro::{Stream, yield_};

#[coro::coroutine]
fn f() -> impl Stream<Item = u32> + Clone { //~ ERROR this machine cannot be `Clone`
    yield_!(1);
}

#[coro::coroutine] //~ ERROR the trait bound
fn g(list: &mut Vec<u32>) -> impl Iterator<Item = u32> + Clone {
    yield_!(1);
    list.push(1);
}

fn main() {
    drop(f());
    drop(g(&mut Vec::new()));
}
