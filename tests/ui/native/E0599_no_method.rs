//! A method that does not exist, on an awaited value and on a variable.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    let doubled = ready(n).await.doubled();
    doubled + n.halved()
}

fn main() {}
