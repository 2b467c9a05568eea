//! Operands do not go together.

use std::future::ready;

#[coro::coroutine]
async fn f() -> u32 {
    let n = 1_u32;
    let sum = n + 1.5;
    ready(sum).await
}

fn main() {}
