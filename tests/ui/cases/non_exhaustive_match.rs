//! rustc's own: a match on an awaited value does not cover all of it.

#[coro::coroutine]
async fn f(n: Option<u32>) -> u32 {
    match std::future::ready(n).await { //~ ERROR non-exhaustive patterns: `None` not covered
        Some(n) => n,
    }
}

fn main() {
    drop(f(None));
}
