//! Closures in boxes, and blocks, that borrow variables of the body.

use std::future::{Future, ready};

#[coro::coroutine]
async fn boxed(n: u64) -> Box<dyn Fn(u64) -> u64> {
    if n > 2 {
        ready(()).await;
        Box::new(|x| x + n)
    } else {
        Box::new(|x| x)
    }
}

#[coro::coroutine]
async fn iterator(names: &[String]) -> Box<dyn Iterator<Item = &String>> {
    let least = ready(3).await as usize;
    Box::new(names.iter().filter(|name| name.len() > least))
}

#[coro::coroutine]
async fn block(name: String) -> impl Future<Output = usize> {
    ready(()).await;
    async { name.len() }
}

fn main() {}
