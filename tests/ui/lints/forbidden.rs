//! Lints of clippy's that are forbidden, so that nothing may allow them.
#![forbid(clippy::unwrap_used, clippy::needless_return)]

async fn wait() {}

#[coro::coroutine]
async fn first(list: Vec<u32>) -> u32 {
    let first = list.first().copied().unwrap();
    wait().await;
    return first + 1;
}

fn main() {
    drop(first(Vec::new()));
}
