//! A range in a pattern has three dots, as before edition 2021.

use std::future::ready;

#[coro::coroutine]
async fn digits(n: u32) -> bool {
    match n {
        0...9 => ready(true).await,
        10..=99 => false,
        _ => ready(false).await,
    }
}

fn main() {}
