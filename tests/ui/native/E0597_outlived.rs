//! A borrow is used after the end of what it borrows from.

use std::future::ready;

#[coro::coroutine]
async fn f() -> usize {
    let slice;
    {
        let list = vec![1];
        slice = &list[..];
        ready(()).await;
    }
    slice.len()
}

fn main() {}
