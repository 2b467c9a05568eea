//! What is behind a shared reference is assigned to: a field, what an index leads to, the number itself, and in a closure.

use std::future::ready;

struct Counter {
    count: u32,
    list: Vec<u32>,
}

impl Counter {
    #[coro::coroutine]
    async fn add(&self, more: u32) {
        ready(()).await;
        self.count += more;
    }

    #[coro::coroutine]
    async fn set(&self) {
        self.list[0] = ready(1).await;
    }
}

#[coro::coroutine]
async fn itself(number: &u32, list: &[u32]) {
    *number = 3;
    ready(()).await;
    list[1] = 4;
}

#[coro::coroutine]
async fn in_a_closure(counter: &Counter) {
    ready(()).await;
    let mut add = || counter.count += 1;
    add();
}

fn main() {}
