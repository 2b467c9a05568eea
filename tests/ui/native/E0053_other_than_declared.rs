//! A method takes something else than its trait declares.

use std::future::ready;

trait Step {
    async fn step(&self, n: u32) -> u32;
}

struct Plus;

impl Step for Plus {
    #[coro::coroutine]
    async fn step(&self, n: u64) -> u32 {
        ready(n as u32).await
    }
}

fn main() {}
