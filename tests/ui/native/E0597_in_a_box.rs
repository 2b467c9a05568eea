//! What is returned in a box, as a trait's object, borrows from a variable.

use std::fmt::Display;
use std::future::{Future, ready};
use std::pin::Pin;

#[coro::coroutine]
async fn a_closure() -> Box<dyn Fn(u32) -> u32> {
    let n = ready(1).await;
    Box::new(|m| n + m)
}

#[coro::coroutine]
async fn a_closure_in_a_variable() -> Box<dyn Fn(u32) -> u32> {
    let n = ready(1).await;
    let add: Box<dyn Fn(u32) -> u32> = Box::new(|m| n + m);
    ready(()).await;
    add
}

#[coro::coroutine]
async fn a_block(n: u32) -> Pin<Box<dyn Future<Output = u32>>> {
    ready(()).await;
    Box::pin(async { n + 1 })
}

#[coro::coroutine]
async fn a_borrow() -> Box<dyn Display> {
    let text = ready(String::new()).await;
    ready(()).await;
    Box::new(text.as_str())
}

fn main() {}
