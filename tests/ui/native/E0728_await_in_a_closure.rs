//! A wait in a closure that is not `async`.

use std::future::ready;

#[coro::coroutine]
async fn f() -> u32 {
    let closure = || ready(1).await;
    closure()
}

fn main() {}
