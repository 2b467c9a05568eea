//! A closure that borrows a local is handed to a thread.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) {
    ready(()).await;
    std::thread::spawn(|| println!("{n}"));
}

fn main() {}
