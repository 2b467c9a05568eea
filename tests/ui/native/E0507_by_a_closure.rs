//@ machine also: E0507
// A closure that consumes what it captures, where it has to be one that can be called again.

use std::future::ready;

fn call(_: impl Fn()) {}

#[coro::coroutine]
async fn f(list: Vec<u8>) {
    call(|| drop(list.into_boxed_slice()));
    ready(()).await;
}

pub struct Own(String);

impl Own {
    fn consume(self) -> usize {
        self.0.len()
    }
}

#[coro::coroutine]
async fn g(own: Own) {
    call(|| {
        own.consume();
    });
    ready(()).await;
}

fn main() {
    drop(f(Vec::new()));
    drop(g(Own(String::new())));
}
