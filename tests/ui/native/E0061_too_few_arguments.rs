//! A call with an argument too few.

use std::future::ready;

fn sum(one: u32, two: u32) -> u32 {
    one + two
}

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    sum(ready(n).await)
}

fn main() {}
