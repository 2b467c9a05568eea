//! Branches of different types, one of them awaited.

use std::future::ready;

#[coro::coroutine]
async fn f(flag: bool) -> u32 {
    let n = if flag { ready(1).await } else { "two" };
    n
}

fn main() {}
