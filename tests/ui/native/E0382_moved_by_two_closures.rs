//! Two closures take the same field of a variable.

use std::future::ready;

struct Pair {
    left: String,
    right: String,
}

#[coro::coroutine]
async fn f(pair: Pair) -> usize {
    let one = move || pair.left.len();
    ready(()).await;
    let other = move || pair.left.len();
    one() + other()
}

fn main() {}
