//! An `if` that has no value to come to, and the `else` of a `let` that goes on.

async fn number() -> u64 {
    3
}

#[coro::coroutine]
async fn value(n: u64) -> u64 {
    let x = if n > 2 { number().await };
    x
}

#[coro::coroutine]
async fn statement(n: Option<u64>) -> u64 {
    if let Some(n) = n && n > 3 { number().await }
    3
}

#[coro::coroutine]
async fn otherwise(n: Option<u64>) -> u64 {
    let Some(n) = n else { number().await; };
    n
}

#[coro::coroutine]
async fn waits(n: u64) {
    let x = if n > 2 {
        number().await;
        1
    };
    number().await;
    drop(x);
}

fn main() {}
