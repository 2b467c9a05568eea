//! To rustc an awaited value becomes what an operator's operand is expected to be.

fn generic<T>(_: &T) {}

async fn boxed() -> Box<i32> {
    Box::new(1)
}

#[coro::coroutine]
async fn argument() {
    generic::<i32>(&boxed().await);
}

#[coro::coroutine]
async fn variable() -> i32 {
    let n: &i32 = &boxed().await;
    *n
}

#[coro::coroutine]
async fn denied() -> bool {
    !boxed().await
}

fn main() {}
