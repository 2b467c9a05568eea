//! What is held, or awaited within, has another type than what is declared, where the body ends and where it is left.

use std::collections::HashMap;
use std::future::ready;

struct User {
    id: u64,
    name: String,
}

async fn find(id: u64) -> Result<User, String> {
    ready(Err(id.to_string())).await
}

async fn get(id: u64) -> Option<User> {
    ready(None::<u64>).await.map(|_| User { id, name: String::new() })
}

#[coro::coroutine]
async fn last_return() -> u32 {
    let text = ready(String::new()).await;
    ready(()).await;
    return text;
}

#[coro::coroutine]
async fn not_taken_out() -> Result<User, String> {
    ready(()).await;
    Ok(find(3).await)
}

#[coro::coroutine]
async fn not_wrapped() -> Result<User, String> {
    ready(()).await;
    find(3).await?
}

#[coro::coroutine]
async fn a_part() -> Option<User> {
    let user = get(3).await;
    ready(()).await;
    return Some(user);
}

#[coro::coroutine]
async fn the_wrong_error() -> Result<User, u64> {
    let text = ready(String::new()).await;
    ready(()).await;
    Err(text)
}

#[coro::coroutine]
async fn references(list: &[String]) -> Vec<String> {
    let mut copies = Vec::new();
    for text in list {
        ready(()).await;
        copies.push(text);
    }
    copies
}

#[coro::coroutine]
async fn turned_around() -> HashMap<String, u64> {
    let mut ids = HashMap::new();
    for id in 0..3 {
        if let Ok(user) = find(id).await {
            ids.insert(user.id, user.name);
        }
    }
    ids
}

fn main() {}
