//! An awaited value is matched against what is no pattern of its type.

use std::future::ready;

async fn count() -> u64 {
    ready(3).await
}

async fn names() -> Vec<String> {
    ready(Vec::new()).await
}

struct Counter(u64);

impl Counter {
    async fn next(&mut self) -> Option<u64> {
        ready(Some(self.0)).await
    }

    #[coro::coroutine]
    async fn method(&mut self) {
        if let Ok(n) = self.next().await {
            ready(n).await;
        }
    }
}

#[coro::coroutine]
async fn branch() {
    if let Some(n) = count().await {
        ready(n).await;
    }
}

#[coro::coroutine]
async fn repeat() {
    while let Ok(list) = names().await {
        ready(list).await;
    }
}

#[coro::coroutine]
async fn chosen() -> u32 {
    match count().await {
        Some(_) => ready(1).await,
        None => 0,
    }
}

fn main() {}
