//! The tail has the wrong type.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> String {
    ready(()).await;
    n + 1
}

#[coro::coroutine]
async fn nothing_is_declared() {
    let n = ready(3).await;
    ready(()).await;
    n
}

fn main() {}
