//! A `move` block in a closure moves what cannot be copied.
//@ machine also: E0507

use std::future::ready;

#[coro::coroutine]
async fn f(name: String, other: (u32, String)) -> usize {
    let make = |n: usize| async move { name.len() + n };
    make(1).await;
    let take = || async move { other.1 };
    take().await;
    ready(()).await;
    name.len() + other.1.len()
}

fn main() {}
