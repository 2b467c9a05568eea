//! A pinned machine that is to be cloned, one that holds what cannot be, and one that is to be moved.

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

#[coro::coroutine]
fn h() -> impl Stream<Item = u32> + Unpin { //~ ERROR a stream cannot be `Unpin`
    yield_!(1);
}

fn main() {
    drop((f(), h()));
    drop(g(&mut Vec::new()));
}
