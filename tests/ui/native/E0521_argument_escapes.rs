//! A borrowed argument is handed to a thread.

use std::future::ready;

#[coro::coroutine]
async fn f(text: &str) {
    ready(()).await;
    std::thread::spawn(move || println!("{text}"));
}

fn main() {}
