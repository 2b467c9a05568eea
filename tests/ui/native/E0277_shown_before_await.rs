//! A future that is shown.

async fn count() -> usize {
    3
}

#[coro::coroutine]
async fn show() {
    count().await;
    println!("{}", count());
}

fn main() {}
