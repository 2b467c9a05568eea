//! rustc's own: what is awaited is no future.

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    n.await //~ ERROR `u32` is not a future
}

#[coro::coroutine]
async fn kept(n: u32) {
    std::future::ready(()).await;
    n.await; //~ ERROR `u32` is not a future
}

fn main() {
    drop(f(1));
}
