//! `yield_!` where only the closure could be suspended.

use coro::yield_;

#[coro::coroutine]
fn f() -> impl Iterator<Item = u32> {
    (0..3).for_each(|n| yield_!(n)); //~ ERROR `yield` cannot stand in a closure
}

fn main() {
    f().for_each(drop);
}
