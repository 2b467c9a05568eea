//! rustc's own: the result is not of the declared type.

#[coro::coroutine]
async fn f(n: u32) -> String {
    std::future::ready(()).await;
    n + 1 //~ ERROR mismatched types
}

fn main() {
    drop(f(1));
}
