//! A local that is not `mut` is assigned to in part.

use std::future::ready;

#[coro::coroutine]
async fn f() -> u32 {
    let pair = (1, 2);
    ready(()).await;
    pair.0 = 3;
    pair.1
}

fn main() {}
