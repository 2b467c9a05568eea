//! A pattern within what a method gives is of another type.

use std::future::ready;

#[coro::coroutine]
async fn f(name: Option<String>) -> usize {
    match name.as_ref() {
        Some(Some(name)) => {
            ready(()).await;
            name.len()
        }
        _ => 0,
    }
}

fn main() {}
