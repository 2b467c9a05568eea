//! Patterns that do not fit.

use std::future::ready;

enum Either {
    A(u32),
    B { x: u32 },
}

#[coro::coroutine]
async fn f(either: Either) {
    match either {
        Either::A(_x, _y) => ready(()).await,
        Either::B { z: _ } => {}
    }
}

fn main() {}
