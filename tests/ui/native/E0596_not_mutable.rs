//! A local that is not `mut` is borrowed exclusively.

use std::future::ready;

#[coro::coroutine]
async fn f() -> usize {
    let list = vec![1];
    ready(()).await;
    list.push(2);
    list.len()
}

fn main() {}
