//! What is borrowed across a wait is assigned to.

use std::future::ready;

#[coro::coroutine]
async fn f() -> u32 {
    let mut n = 1;
    let borrowed = &n;
    ready(()).await;
    n = 2;
    *borrowed
}

fn main() {}
