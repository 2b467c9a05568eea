//! What a method of a held variable gives is no pointer.

use std::future::ready;
use std::sync::Mutex;

#[coro::coroutine]
async fn f(total: Mutex<u8>) {
    ready(()).await;
    *total.lock() += 1;
}

fn main() {}
