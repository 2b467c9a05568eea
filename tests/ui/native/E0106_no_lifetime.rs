//! The lifetime of the result is missing.

use std::future::ready;

#[coro::coroutine]
async fn f(one: &str, two: &str) -> &str {
    ready(()).await;
    if one.len() > two.len() { one } else { two }
}

fn main() {}
