//! Operators that no type has, with operands that wait.

use std::future::ready;

struct Count;

#[coro::coroutine]
async fn added(mut count: Count) {
    count += ready(1).await;
}

#[coro::coroutine]
async fn sum() -> u64 {
    1u32 + ready(1u64).await
}

#[coro::coroutine]
async fn joined() -> String {
    let name = "a" + ready(String::new()).await.as_str();
    ready(()).await;
    name
}

fn main() {}
