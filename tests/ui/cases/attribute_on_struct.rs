//! The attribute on something that is no function.

#[coro::coroutine]
struct Nothing; //~ ERROR `#[coroutine]` goes on an `async fn` or on an impl block

fn main() {}
