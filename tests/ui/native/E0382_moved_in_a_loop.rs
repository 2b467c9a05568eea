//! A value is moved in every round of a loop.

use std::future::ready;

#[coro::coroutine]
async fn f(text: String) {
    loop {
        ready(()).await;
        drop(text);
    }
}

fn main() {}
