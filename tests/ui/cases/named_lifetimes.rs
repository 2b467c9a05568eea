//! What a machine keeps has the very type that its struct says.

use std::future::Ready;

#[coro::coroutine(type = Named)]
async fn named(other: &str) -> usize {
    let text: String = String::from(other);
    let mut view: &str = other;
    if other.is_empty() {
        view = &text[1..]; //~ ERROR `text` does not live long enough
    }
    let wait: Ready<()> = std::future::ready(());
    wait.await;
    view.len()
}

fn main() {}
