//! What borrows from a variable of the function itself has no type that can be written.

use std::future::Ready;

#[coro::coroutine(type = Elided)]
async fn elided() -> usize {
    let text: String = String::from("text");
    let view: &str = &text[1..]; //~ ERROR the type of `view` leaves something out
    let wait: Ready<()> = std::future::ready(());
    wait.await;
    view.len()
}

fn main() {}
