//! A variable that is not `mut` gets a second value.

use std::future::ready;

#[coro::coroutine]
async fn f() -> u32 {
    let n = 1;
    ready(n).await;
    n = 2;
    n
}

fn main() {}
