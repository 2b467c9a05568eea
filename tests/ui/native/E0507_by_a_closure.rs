//! A closure that consumes what it captures, where it has to be one that can be called again.
//@ machine also: E0507

use std::future::ready;

fn call(_: impl Fn()) {}

pub struct Own(String);

impl Own {
    fn consume(self) -> usize {
        self.0.len()
    }
}

#[coro::coroutine]
async fn f(own: Own) {
    call(|| {
        own.consume();
    });
    ready(()).await;
}

fn main() {
    drop(f(Own(String::new())));
}
