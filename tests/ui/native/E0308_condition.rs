//! A condition that is no `bool`.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    if ready(n).await {
        1
    } else {
        2
    }
}

fn main() {}
