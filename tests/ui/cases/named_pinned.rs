//! Nobody else says that a pinned machine may be moved.

use std::future::Ready;

#[coro::coroutine(type = Waiting)] //~ ERROR conflicting implementations of trait `Unpin`
async fn waiting(future: Ready<u32>) -> u32 {
    future.await
}

impl Unpin for Waiting {}

#[coro::coroutine(type = Dropped)] //~ ERROR conflicting implementations of trait `Drop`
async fn dropped(future: Ready<u32>) -> u32 {
    future.await
}

impl Drop for Dropped {
    fn drop(&mut self) {}
}

fn main() {}
