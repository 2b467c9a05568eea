//! A name that is nowhere.

use std::future::ready;

#[coro::coroutine]
async fn f() -> u32 {
    ready(()).await;
    missing
}

fn main() {}
