//! A lifetime that a signature uses and does not declare.

use std::future::ready;

#[coro::coroutine]
async fn longer(a: &'a str, b: &str) -> &'a str {
    ready(()).await;
    if a.len() > b.len() { a } else { "" }
}

fn main() {}
