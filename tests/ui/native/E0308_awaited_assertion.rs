//! What is asserted is awaited, and no condition.

use std::future::ready;

#[coro::coroutine]
async fn f() {
    assert!(ready(3_u8).await);
    ready(()).await;
}

#[coro::coroutine]
async fn with_a_message(name: String) {
    assert!(ready(name.len()).await, "{name} is empty");
    ready(()).await;
}

fn main() {}
