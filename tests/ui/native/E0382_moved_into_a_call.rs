//! A value is used after it was moved, with a wait in between.

use std::future::ready;

#[coro::coroutine]
async fn f(text: String) -> usize {
    drop(text);
    ready(()).await;
    text.len()
}

fn main() {}
