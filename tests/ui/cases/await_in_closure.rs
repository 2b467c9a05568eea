//! rustc's own: an await in a closure that is not async.

#[coro::coroutine]
async fn f() -> u32 {
    let closure = || std::future::ready(1).await; //~ ERROR `await` is only allowed inside `async` functions and blocks
    std::future::ready(()).await;
    closure()
}

fn main() {
    drop(f());
}
