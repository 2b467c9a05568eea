//! A function in the body uses a parameter of the function around it.

use std::future::ready;

#[coro::coroutine]
async fn f<T>(value: T) -> T {
    fn same(value: T) -> T {
        value
    }
    ready(same(value)).await
}

fn main() {}
