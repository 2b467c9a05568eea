//! The `Ok(..)` of a result is missing: at the end, in a branch, around what `?` gives.

use std::future::ready;
use std::io;

async fn read() -> Result<u32, io::Error> {
    ready(Ok(3)).await
}

struct Reader;

impl Reader {
    async fn fetch(&mut self) -> io::Result<String> {
        ready(Ok(String::new())).await
    }

    #[coro::coroutine]
    async fn again(&mut self) -> io::Result<String> {
        ready(()).await;
        self.fetch().await?;
    }
}

#[coro::coroutine]
async fn end() -> Result<(), io::Error> {
    read().await?;
}

#[coro::coroutine]
async fn branch(n: u32) -> io::Result<()> {
    if n > 1 {
        read().await?;
    } else {
        ready(()).await;
        return Ok(());
    }
}

#[coro::coroutine]
async fn arm(n: u32) -> Option<u32> {
    match n {
        1 => Some(ready(n).await),
        _ => {}
    }
}

#[coro::coroutine]
async fn question() -> Result<u32, io::Error> {
    ready(()).await;
    read().await?
}

#[coro::coroutine]
async fn assigned(mut n: u32) -> u32 {
    n = ready(n).await;
}

fn main() {}
