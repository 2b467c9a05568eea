//! The tail has the wrong type.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> String {
    ready(()).await;
    n + 1
}

fn main() {}
