//! What `#[coro::main]` and `#[coro::test]` cannot run.

#[coro::test]
fn plain() {} //~ ERROR `#[coro::test]` runs an `async` function; write `async fn plain()`

#[coro::test]
async fn with_argument(n: u32) { //~ ERROR calls the function without arguments; remove them: `async fn with_argument()`
    drop(n);
}

#[coro::test]
async fn generic<T>() {} //~ ERROR cannot know what generic parameters stand for; remove them

#[coro::test]
struct NoFunction; //~ ERROR `#[coro::test]` runs a function; put it on an `async fn`

#[coro::main]
fn main() { //~ ERROR `#[coro::main]` runs an `async` function; write `async fn main()`
}
