//! rustc's own: a name that is not there, and a method that is not there.

#[coro::coroutine]
async fn f(n: u32) -> u32 {
    std::future::ready(()).await;
    n.doubled() + missing //~ ERROR cannot find value `missing` in this scope
}

fn main() {
    drop(f(1));
}
