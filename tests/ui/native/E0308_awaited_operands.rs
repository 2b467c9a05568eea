//! An awaited operand is of the wrong type, among others that are awaited.

use std::future::ready;

struct Pair {
    name: String,
    count: u64,
}

async fn add(one: u64, other: u64) -> u64 {
    one + other
}

#[coro::coroutine]
async fn first() {
    add(ready("none").await, ready(3).await).await;
}

#[coro::coroutine]
async fn last() {
    let sum = add(ready(3).await, ready("none").await);
    sum.await;
}

#[coro::coroutine]
async fn field() -> Pair {
    Pair { count: ready("none").await, name: ready(String::new()).await }
}

#[coro::coroutine]
async fn of_a_method() {
    ready(String::new()).await.push_str(ready(3).await);
}

#[coro::coroutine]
async fn elements() {
    drop(vec![ready(1).await, ready("none").await]);
}

fn main() {}
