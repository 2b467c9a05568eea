//! What borrows a temporary, used in a later statement.

use std::cell::RefCell;
use std::sync::Mutex;

async fn text() -> String {
    String::new()
}

#[coro::coroutine]
async fn awaited() -> usize {
    let trimmed = text().await.trim();
    text().await;
    trimmed.len()
}

#[coro::coroutine]
async fn parts() -> usize {
    let parts = text().await.split(',').collect::<Vec<_>>();
    parts.len()
}

#[coro::coroutine]
async fn locked(list: &Mutex<Vec<String>>) -> usize {
    let names = list.lock().unwrap().iter();
    text().await;
    names.count()
}

#[coro::coroutine]
async fn borrowed(list: &RefCell<Vec<String>>) -> String {
    let first = list.borrow().first().unwrap();
    text().await;
    first.clone()
}

async fn keep(_: &'static str) {}

#[coro::coroutine]
async fn argument() {
    keep(&text().await).await;
}

fn main() {}
