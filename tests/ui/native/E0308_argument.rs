//! An awaited value and a variable are given for something else.

use std::future::ready;

fn take(text: &str) -> usize {
    text.len()
}

#[coro::coroutine]
async fn f(n: u32) -> usize {
    let one = take(ready(n).await);
    one + take(n)
}

fn main() {}
