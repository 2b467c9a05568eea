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

#[coro::coroutine]
async fn nothing_in_an_arm(n: u32) -> u64 {
    let found = match ready(Some(n)).await {
        Some(n) => u64::from(n),
        None => {
            ready(()).await;
        }
    };
    found
}

#[coro::coroutine]
async fn nothing_for_a_number(n: u32) -> u64 {
    let found: u64 = match n {
        1 => 3,
        _ => {
            ready(()).await;
        }
    };
    found
}

fn main() {}
