//! What was consumed by a method, or by a block, and is used again.

use std::future::ready;
use std::thread::JoinHandle;

#[coro::coroutine]
async fn joined(handle: JoinHandle<u64>) -> u64 {
    let first = handle.join().unwrap();
    ready(()).await;
    first + handle.join().unwrap()
}

#[coro::coroutine]
async fn captured(name: String) {
    let dropped = async { drop(name) };
    println!("{}", name.len());
    dropped.await;
}

fn main() {}
