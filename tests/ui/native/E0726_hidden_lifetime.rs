//! Lifetimes that the name of a type hides.

use std::sync::MutexGuard;

struct View<'a>(&'a u32);

type Shown<'a> = &'a u32;

mod elsewhere {
    pub struct Guard<'a>(pub &'a u32);

    pub struct Holder<'a, T>(pub &'a T);

    pub struct Whole<T: Copy>(pub T);
}
use elsewhere::Holder;

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
async fn shown(number: Shown) -> u32 {
    wait().await;
    *number
}

#[coro::coroutine]
async fn guarded_elsewhere(guard: Option<&crate::elsewhere::Guard>) -> u32 {
    wait().await;
    guard.map_or(0, |guard| *guard.0)
}

#[coro::coroutine]
async fn held(holder: Holder<u32>, whole: elsewhere::Whole<u32>) -> u32 {
    wait().await;
    *holder.0 + whole.0
}

#[coro::coroutine]
impl View<'_> {
    async fn larger(&self, other: View) -> bool {
        wait().await;
        self.0 > other.0
    }
}

fn main() {}
