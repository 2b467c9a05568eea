//! Something else is expected of a field behind a star.

use std::future::ready;

struct Pair {
    left: String,
    right: String,
}

#[coro::coroutine]
async fn f(pair: &mut Pair) -> usize {
    ready(()).await;
    let left: usize = (*pair).left;
    ready(left).await + (*pair).right
}

fn main() {}
