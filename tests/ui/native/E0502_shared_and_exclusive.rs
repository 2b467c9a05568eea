//! A borrow is held across a wait, and the borrowed is changed.

use std::future::ready;

#[coro::coroutine]
async fn f(mut list: Vec<u32>) -> u32 {
    let first = &list[0];
    ready(()).await;
    list.push(1);
    *first
}

fn main() {}
