//! An iterator of nobody knows what.

use coro::yield_;

#[coro::coroutine]
fn f() -> impl Iterator { //~ ERROR `impl Iterator` does not say what it gives
    yield_!(1);
}

fn main() {
    f().for_each(drop);
}
