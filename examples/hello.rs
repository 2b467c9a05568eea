//! The smallest machine: one argument, one wait, one result.

use std::time::Duration;

#[coro::coroutine]
async fn greet(name: &str) -> usize {
    println!("hello, {name}");
    coro::time::sleep(Duration::from_millis(10)).await;
    name.len()
}

fn main() {
    let letters = coro::block_on(greet("machine"));
    println!("{letters} letters, 10 ms later");
}
