//! Fields that do not exist: of what was not taken out of its `Result` before, and of a struct.

use std::future::ready;

struct Pool {
    size: u64,
    name: String,
}

async fn open() -> Result<Pool, String> {
    ready(Err(String::new())).await
}

#[coro::coroutine]
async fn field() -> String {
    let pool = open().await;
    ready(()).await;
    pool.name.clone()
}

#[coro::coroutine]
async fn converted() -> u128 {
    let pool = open().await;
    ready(()).await;
    pool.size.into()
}

#[coro::coroutine]
async fn misspelt() -> usize {
    let Ok(pool) = open().await else { return 0 };
    ready(()).await;
    pool.nmae.len()
}

fn main() {}
