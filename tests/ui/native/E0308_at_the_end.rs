//! The value of a body is of another type than is declared, behind `?` and `return`; and where nothing is declared.

use std::future::{Future, ready};

async fn find(n: u32) -> Result<String, String> {
    Ok(n.to_string())
}

#[coro::coroutine]
async fn without_ok() -> Result<String, String> {
    let one = find(1).await?;
    ready(()).await;
    one
}

#[coro::coroutine]
async fn not_awaited() -> Result<String, String> {
    find(1).await?;
    find(2)
}

#[coro::coroutine]
async fn awaited() -> Option<String> {
    find(1).await.ok()?;
    find(2).await
}

#[coro::coroutine]
async fn behind_a_semicolon() -> u32 {
    let n = ready(1).await;
    n;
}

#[coro::coroutine]
async fn returned_before() -> Result<u32, String> {
    if ready(true).await {
        return None;
    }
    Ok(1)
}

#[coro::coroutine]
async fn nothing_declared() {
    let n = ready(1).await;
    ready(()).await;
    n
}

#[coro::coroutine]
async fn nothing_declared_of_awaited() {
    ready(()).await;
    find(1).await
}

#[coro::coroutine]
async fn nothing_declared_of_a_call(text: String) {
    ready(()).await;
    text.len()
}

#[coro::coroutine]
async fn a_future(future: impl Future<Output = u32>) {
    ready(()).await;
    future
}

fn main() {}
