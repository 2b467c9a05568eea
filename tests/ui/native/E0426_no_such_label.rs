//! A label that is nowhere.

use std::future::ready;

#[coro::coroutine]
async fn f() {
    loop {
        ready(()).await;
        break 'nowhere;
    }
}

fn main() {}
