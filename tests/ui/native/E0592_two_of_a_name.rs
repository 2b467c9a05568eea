//! Two functions of one name, and one that the trait does not have: told where a function begins.

use std::future::ready;

struct Named;

impl Named {
    #[coro::coroutine]
    async fn name(&self) {
        ready(()).await
    }

    #[coro::coroutine]
    pub async fn name(&self) {
        ready(()).await
    }
}

trait Named2 {
    fn name(&self) -> impl Future<Output = ()>;
}

impl Named2 for u32 {
    #[coro::coroutine]
    async fn name(&self) {
        ready(()).await
    }

    #[coro::coroutine]
    async fn other(&self) {
        ready(()).await
    }
}

fn main() {}
