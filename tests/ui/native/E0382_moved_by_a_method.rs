//! A local is used after a by-value method on it.

use std::future::ready;

#[coro::coroutine]
async fn f() -> usize {
    let text = String::from("text");
    let bytes = text.into_bytes();
    ready(()).await;
    bytes.len() + text.len()
}

fn main() {}
