//! Elements of a list that is no array: it has to be sliced.

use std::future::ready;

#[coro::coroutine]
async fn in_a_match(list: Vec<String>) -> usize {
    match list {
        [first, ..] => {
            ready(()).await;
            first.len()
        }
        _ => 0,
    }
}

#[coro::coroutine]
async fn in_a_let() -> usize {
    let [first, ..] = ready(vec![String::new()]).await else { return 0 };
    ready(()).await;
    first.len()
}

fn main() {}
