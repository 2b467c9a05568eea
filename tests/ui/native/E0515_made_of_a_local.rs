//! Results that borrow variables of the body.

use std::cell::RefCell;
use std::sync::Mutex;

async fn text() -> String {
    String::new()
}

#[coro::coroutine]
async fn parts() -> Vec<&'static str> {
    let list = text().await;
    list.split(',').collect()
}

#[coro::coroutine]
async fn locked(names: &Mutex<Vec<String>>) -> &str {
    text().await;
    let list = names.lock().unwrap();
    list[0].as_str()
}

#[coro::coroutine]
async fn guarded(name: &RefCell<String>) -> &String {
    text().await;
    &name.borrow()
}

fn main() {}
