//! There is nothing to leave.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    if n > 3 {
        break;
    }
    ready(n).await
}

#[coro::coroutine]
async fn g(n: u32) -> u32 {
    if ready(n).await > 3 {
        continue;
    }
    n
}

fn main() {}
