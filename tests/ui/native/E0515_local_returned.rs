//! A reference to a local is returned.

use std::future::ready;

#[coro::coroutine]
async fn f<'a>() -> &'a str {
    let text = String::from("text");
    ready(()).await;
    text.as_str()
}

fn main() {}
