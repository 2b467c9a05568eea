//! A borrow of what was moved away, used behind a suspension.

use std::future::ready;

#[coro::coroutine]
async fn reference(name: String) -> usize {
    let known = &name;
    drop(name);
    ready(()).await;
    known.len()
}

#[coro::coroutine]
async fn iterator(list: Vec<String>) -> usize {
    let names = list.iter();
    std::thread::spawn(move || list.len());
    ready(()).await;
    names.count()
}

fn main() {}
