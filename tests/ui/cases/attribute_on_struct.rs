//! The attribute on something that is no function.

#[coro::coroutine]
struct Nothing; //~ ERROR makes state machines of functions; put it on an `async fn`

fn main() {}
