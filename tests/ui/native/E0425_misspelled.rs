//! A variable, a function and a field by names that are almost right.

struct Cart {
    total: u32,
}

async fn ask() -> u32 {
    1
}

#[coro::coroutine]
async fn variable(count: u32) -> u32 {
    let more = ask().await;
    coumt + more
}

#[coro::coroutine]
async fn function() -> u32 {
    aks().await
}

impl Cart {
    #[coro::coroutine]
    async fn field(&self) -> u32 {
        ask().await + totl
    }
}

fn main() {}
