//! A loop that comes to nothing stands where the result should.

use std::future::ready;

#[coro::coroutine]
async fn first(list: Vec<u32>) -> u32 {
    for n in list {
        if ready(n).await > 3 {
            return n;
        }
    }
}

#[coro::coroutine]
async fn again(mut n: u32) -> Result<u32, String> {
    while n > 0 {
        n = ready(n - 1).await;
    }
}

fn main() {}
