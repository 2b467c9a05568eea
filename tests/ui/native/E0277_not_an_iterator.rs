//! What `for` goes through has to be an iterator, or to become one.

use std::future::ready;

#[coro::coroutine]
async fn counted(n: u32) -> u32 {
    let mut sum = 0;
    for i in n {
        sum += ready(i).await;
    }
    for digit in ready(n).await {
        sum += digit.unknown();
    }
    sum
}

fn main() {}
