//! A cast of what waits.

use std::future::ready;

#[coro::coroutine]
async fn f(x: u32) -> String {
    ready(x).await as String
}

fn main() {}
