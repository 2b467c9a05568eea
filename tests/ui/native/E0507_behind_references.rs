//! What is behind a reference, or an index, is moved: by a method, a pattern, a loop, as a value and as a result.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

enum State {
    Named(String),
    Counted { count: u32 },
}

struct Machine {
    state: State,
    name: Option<String>,
    list: Vec<String>,
}

impl Machine {
    #[coro::coroutine]
    async fn by_a_method(&mut self) -> String {
        ready(()).await;
        self.name.unwrap()
    }

    #[coro::coroutine]
    async fn by_a_loop(&self) {
        for text in self.list {
            ready(text.len()).await;
        }
    }

    #[coro::coroutine]
    async fn by_a_pattern(&self) -> usize {
        match self.state {
            State::Named(name) => ready(name.len()).await,
            State::Counted { count } => count as usize,
        }
    }
}

#[coro::coroutine]
async fn as_a_value(text: &String, pair: &(String, u32), shared: Arc<Machine>) -> usize {
    let text = *text;
    ready(()).await;
    let (first, _) = *pair;
    drop(shared.list);
    text.len() + first.len()
}

#[coro::coroutine]
async fn elements(list: Vec<String>, names: HashMap<u32, String>) -> String {
    let first = list[0];
    ready(first.len()).await;
    names[&1]
}

#[coro::coroutine]
async fn result(text: &mut String) -> String {
    ready(()).await;
    *text
}

fn main() {}
