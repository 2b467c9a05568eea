//! What an awaited call gives is not what is declared.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> Result<u32, String> {
    ready(n).await
}

fn main() {}
