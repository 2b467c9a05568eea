//! Lifetimes that the name of a type hides.

use std::sync::MutexGuard;

struct View<'a>(&'a u32);

async fn wait() {}

#[coro::coroutine]
async fn guarded(guard: MutexGuard<u32>) -> u32 {
    wait().await;
    *guard
}

#[coro::coroutine]
async fn viewed(list: &[View]) -> u32 {
    wait().await;
    list.iter().map(|view| *view.0).sum()
}

#[coro::coroutine]
impl View<'_> {
    async fn larger(&self, other: View) -> bool {
        wait().await;
        self.0 > other.0
    }
}

fn main() {}
