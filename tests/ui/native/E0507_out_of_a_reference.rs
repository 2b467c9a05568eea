//! A field is moved out from behind a reference.
//@ machine also: E0507

use std::future::ready;

struct Named {
    name: String,
}

#[coro::coroutine]
async fn f(named: &Named) -> String {
    ready(()).await;
    named.name
}

fn main() {}
