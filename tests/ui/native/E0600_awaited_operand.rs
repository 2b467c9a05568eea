//! Operators of one operand, on what is awaited.

use std::future::ready;

#[coro::coroutine]
async fn not() -> bool {
    let x = !ready(String::new()).await;
    ready(()).await;
    x
}

#[coro::coroutine]
async fn minus() {
    let x = -ready(3_u8).await;
    ready(()).await;
    drop(x);
}

fn main() {}
