//! An awaited value that cannot be shown.

use std::future::ready;

struct Account;

#[coro::coroutine]
async fn f() -> String {
    println!("{}", ready(()).await);
    let text = format!("{:?}", ready(Account).await);
    ready(()).await;
    text
}

fn main() {}
