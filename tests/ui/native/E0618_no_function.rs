//! What is no function is called.

use std::future::ready;

#[coro::coroutine]
async fn argument(number: u8) -> u8 {
    ready(()).await;
    let result = number();
    ready(()).await;
    result
}

#[coro::coroutine]
async fn literal() -> u8 {
    let number = 3;
    ready(()).await;
    number(4)
}

#[coro::coroutine]
async fn text(name: String) -> usize {
    ready(()).await;
    let length = name().len();
    ready(()).await;
    length
}

fn main() {}
