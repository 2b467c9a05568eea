//! A result without a size.

trait Shape {}

struct Square;

impl Shape for Square {}

async fn wait() {}

#[coro::coroutine]
async fn shape() -> dyn Shape {
    wait().await;
    Square
}

fn main() {}
