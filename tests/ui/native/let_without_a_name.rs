//! The lifetimes of a type that is asked of an argument, in a `let` that binds nothing.

use std::cell::Cell;
use std::future::ready;

struct Lent<'a> {
    place: Cell<&'a u32>,
}

#[coro::coroutine]
async fn shorter<'short, 'long>(lent: Lent<'long>, _order: Option<&'short &'long ()>) {
    ready(()).await;
    let _: Lent<'short> = lent;
    ready(()).await;
}

fn main() {}
