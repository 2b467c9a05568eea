//! The keyword `yield` in an async function.

#[coro::coroutine]
async fn f() -> u32 {
    yield 1; //~ ERROR `yield`
    std::future::ready(1).await
}

fn main() {
    drop(f());
}
