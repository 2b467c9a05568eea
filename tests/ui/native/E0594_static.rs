//! What is not mutable is assigned to.

use std::future::ready;

static COUNT: u32 = 1;

#[coro::coroutine]
async fn f() {
    ready(()).await;
    COUNT = ready(2).await;
    COUNT += 1;
}

fn main() {}
