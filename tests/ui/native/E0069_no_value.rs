//! `return;` in a function with a declared result.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> Option<u32> {
    if n > 3 {
        return;
    }
    Some(ready(n).await)
}

fn main() {}
