//! A function that is both, in an impl block as well.

#[coro::coroutine]
const async fn f() -> u32 {
    std::future::ready(1).await
}

struct S;

#[coro::coroutine]
impl S {
    const async fn f(&self) -> u32 {
        std::future::ready(1).await
    }
}

fn main() {}
