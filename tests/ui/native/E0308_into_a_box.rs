//! Results that are no box, and an argument that is no reference.

use std::collections::HashMap;
use std::future::ready;

#[coro::coroutine]
async fn error() -> Box<dyn std::error::Error> {
    let text = ready(String::new()).await;
    ready(()).await;
    text
}

#[coro::coroutine]
async fn insert(map: &mut HashMap<String, u64>, name: &str) {
    map.insert(name, ready(1).await);
}

#[coro::coroutine]
async fn clear(name: &mut Option<String>) {
    name = None;
    ready(()).await;
}

fn main() {}
