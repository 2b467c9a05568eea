//! A value that was waited for is assigned to a constant.

use std::future::ready;

const LIMIT: u32 = 1;

#[coro::coroutine]
async fn f() {
    LIMIT = ready(2).await;
}

fn main() {}
