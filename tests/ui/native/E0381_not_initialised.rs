//! Only one branch initialises a variable.

use std::future::ready;

#[coro::coroutine]
async fn f(flag: bool) -> u32 {
    let n;
    if flag {
        n = 1;
    }
    ready(()).await;
    n
}

fn main() {}
