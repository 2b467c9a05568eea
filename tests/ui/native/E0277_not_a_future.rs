//! What is awaited is no future.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    ready(n)
        .await
        .await
}

fn main() {}
