//! `yield_!` without the attribute.

use coro::yield_;

fn f() {
    yield_!(1); //~ ERROR `yield_!` stands outside of a coroutine
}

fn main() {
    f();
}
