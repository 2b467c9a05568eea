//! A variable whose name is misspelled, one behind its scope, and a field without `self`.

use std::future::ready;

struct Account {
    owner: String,
}

impl Account {
    #[coro::coroutine]
    async fn greet(&self) -> usize {
        ready(()).await;
        let length = owner.len();
        ready(()).await;
        length
    }
}

#[coro::coroutine]
async fn misspelled(number: u32) -> u32 {
    let total = ready(number).await;
    println!("the total is {totl}");
    ready(()).await;
    total
}

#[coro::coroutine]
async fn out_of_scope(number: u32) -> u32 {
    let doubled = ready(number).await * 2;
    ready(()).await;
    doubled + nmber
}

fn main() {}
