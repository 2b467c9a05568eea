//! Two exclusive borrows are held across a wait.

use std::future::ready;

#[coro::coroutine]
async fn f(mut list: Vec<u32>) {
    let one = &mut list;
    let two = &mut list;
    ready(()).await;
    one.push(1);
    two.push(2);
}

fn main() {}
