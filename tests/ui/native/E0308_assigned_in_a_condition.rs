//! An assignment stands for a comparison.

use std::future::ready;

#[coro::coroutine]
async fn branch(mut flag: bool) {
    if flag = true {
        ready(()).await;
    }
}

#[coro::coroutine]
async fn repeat(mut count: u32) {
    while (count = 3) {
        ready(()).await;
    }
}

fn main() {}
