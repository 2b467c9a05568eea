//! A raw pointer is dereferenced outside of `unsafe`.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    let raw = &raw const n;
    ready(()).await;
    *raw
}

fn main() {}
