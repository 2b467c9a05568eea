//! Constants, statics, the values of variants and lengths are known before any variable is.

use std::future::ready;

#[coro::coroutine]
async fn constants(count: usize) -> usize {
    const DOUBLE: usize = count * 2;
    ready(()).await;
    static HALF: usize = count / 2;
    ready(()).await;
    DOUBLE + HALF
}

#[coro::coroutine]
async fn variants() -> u8 {
    let first = ready(1).await;
    enum Kind {
        One = first,
    }
    ready(()).await;
    Kind::One as u8
}

#[coro::coroutine]
async fn lengths(count: usize) -> usize {
    ready(()).await;
    let zeros = [0_u8; count];
    ready(()).await;
    zeros.len()
}

fn main() {}
