//! Warnings about the text of the user.

use std::future::ready;

#[must_use]
fn important() -> u32 {
    1
}

#[coro::coroutine]
pub async fn f(unused: u32) -> u32 {
    let nothing = ready(1).await;
    let mut changed = 2;
    important();
    ready(());
    return ready(changed).await;
    changed += 1;
}

#[coro::coroutine]
async fn never_called() {}

fn main() {}
