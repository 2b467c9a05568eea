//! `.await` in an iterator.

use coro::yield_;

#[coro::coroutine]
fn f() -> impl Iterator<Item = u32> {
    yield_!(std::future::ready(1).await); //~ ERROR `.await` cannot stand in an `impl Iterator`
}

fn main() {
    f().for_each(drop);
}
