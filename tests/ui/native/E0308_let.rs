//! What an awaited call gives is not what the variable is declared to hold.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> String {
    let text: String = ready(n).await;
    text
}

fn main() {}
