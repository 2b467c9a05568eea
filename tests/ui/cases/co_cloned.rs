//! A block has no place to say that it can be cloned.

use coro::co;

fn f() -> impl Iterator<Item = u32> + Clone { //~ ERROR this machine cannot be cloned
    co!(iter move { yield 1; })
}

fn main() {
    drop(f());
}
