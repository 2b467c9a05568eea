//! Items of a type that was not declared.

use coro::yield_;

#[coro::coroutine]
fn f() -> impl Iterator<Item = u32> {
    yield_!("one"); //~ ERROR mismatched types
}

fn main() {
    f().for_each(drop);
}
