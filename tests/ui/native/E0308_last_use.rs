//! What the last call on a variable gives is of another type than is expected of it.

use std::future::ready;

struct User {
    name: String,
}

impl User {
    fn name(&self) -> &str {
        &self.name
    }
}

#[coro::coroutine]
async fn in_a_constructor() -> Option<String> {
    let user = User { name: ready(String::new()).await };
    ready(()).await;
    Some(user.name())
}

#[coro::coroutine]
async fn in_a_variable() -> u64 {
    let text = ready(String::new()).await;
    let n: u64 = text.parse();
    ready(()).await;
    n
}

fn main() {}
