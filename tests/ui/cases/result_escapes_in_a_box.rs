//! rustc's own: a box that borrows nothing, by the signature, holds an argument.

use std::fmt::Debug;

#[coro::coroutine]
async fn f(x: &str) -> Box<dyn Debug> {
    std::future::ready(()).await;
    Box::new(x) //~ ERROR lifetime may not live long enough
}

fn main() {
    drop(f(""));
}
