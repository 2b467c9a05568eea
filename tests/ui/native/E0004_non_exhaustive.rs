//! A match on a variable does not cover all of it.
//@ machine also: E0004

use std::future::ready;

#[coro::coroutine]
async fn f(n: Option<u32>) -> u32 {
    ready(()).await;
    match n {
        Some(n) => n,
    }
}

fn main() {}
