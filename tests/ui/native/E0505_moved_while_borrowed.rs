//! What is borrowed across a wait is moved away.

use std::future::ready;

#[coro::coroutine]
async fn f(list: Vec<u32>) -> usize {
    let slice = &list[..];
    ready(()).await;
    drop(list);
    slice.len()
}

fn main() {}
