//! What rustc suggests stands where the variable does.

use std::future::ready;

struct Inner;

impl Inner {
    fn get(&self) {}
}

#[coro::coroutine]
async fn moved(result: Result<Inner, ()>) {
    ready(()).await;
    result.get();
}

#[coro::coroutine]
async fn kept(result: Result<Inner, ()>) -> bool {
    result.get();
    ready(()).await;
    result.get();
    ready(()).await;
    result.is_ok()
}

fn main() {}
