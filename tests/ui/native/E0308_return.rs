//! The type of what `return` is given, before and behind `.await`.

use std::future::ready;

#[coro::coroutine]
async fn f(n: u32) -> String {
    if n == 1 {
        return n;
    }
    if n == 2 {
        return ready(n).await;
    }
    ready(String::new()).await
}

fn main() {}
