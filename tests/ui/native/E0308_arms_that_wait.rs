//! The arms of a match are of different types: where they wait, where what is matched does, and where it is kept until then.

use std::future::ready;

#[coro::coroutine]
async fn arms(n: u32) {
    let found = match n {
        1 => ready(1).await,
        _ => ready("none").await,
    };
    drop(found);
}

#[coro::coroutine]
async fn arm(found: Option<String>) -> usize {
    ready(()).await;
    match found {
        Some(text) => text.len(),
        None => "none",
    }
}

#[coro::coroutine]
async fn matched() -> String {
    match ready(Some(3)).await {
        Some(n) => n.to_string(),
        None => 0,
    }
}

fn main() {}
