//! What `?` gives is not of the type that is written.

use std::future::ready;

#[coro::coroutine]
async fn f(names: Vec<String>) -> Result<u64, String> {
    let length: u64 = names.first().ok_or("none")?;
    ready(()).await;
    Ok(length)
}

#[coro::coroutine]
async fn awaited() -> Result<u64, String> {
    let length: u64 = ready(Ok::<_, String>("one")).await?;
    ready(()).await;
    Ok(length)
}

fn main() {}
