//! A variable that is held, or what is awaited in a loop's condition, is matched against what is no pattern of its type.

use std::future::ready;

async fn find() -> Option<String> {
    ready(None).await
}

struct Inbox(Vec<String>);

impl Inbox {
    async fn next(&mut self) -> Option<String> {
        ready(self.0.pop()).await
    }

    #[coro::coroutine]
    async fn method(&mut self) {
        while let Ok(letter) = self.next().await {
            ready(()).await;
            drop(letter);
        }
    }
}

#[coro::coroutine]
async fn otherwise() {
    let found = find().await;
    ready(()).await;
    let Ok(name) = found else { return };
    ready(()).await;
    drop(name);
}

#[coro::coroutine]
async fn not_awaited() -> usize {
    let found = find();
    ready(()).await;
    match found {
        Some(name) => name.len(),
        None => 0,
    }
}

#[coro::coroutine]
async fn chosen() -> usize {
    let found = find().await;
    ready(()).await;
    match found {
        Ok(name) => name.len(),
        _ => ready(0).await,
    }
}

fn main() {}
