//! rustc's own: a result that is `'static`, by the signature, holds an argument.

use std::fmt::Debug;

#[coro::coroutine]
async fn f(x: &str) -> impl Debug + 'static {
    std::future::ready(()).await;
    x //~ ERROR lifetime may not live long enough
}

fn main() {
    drop(f(""));
}
