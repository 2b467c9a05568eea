//! `yield_!` in an async function.

use coro::yield_;

#[coro::coroutine]
async fn f() -> u32 {
    yield_!(1); //~ ERROR `yield` cannot stand in an `async fn`
    std::future::ready(1).await
}

fn main() {
    drop(f());
}
