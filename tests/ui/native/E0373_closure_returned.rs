//! A closure that borrows an argument is returned.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> impl Fn(u32) -> u32 {
    ready(()).await;
    |k| n + k
}

fn main() {}
