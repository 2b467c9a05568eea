//! What is behind a shared reference is lent exclusively: by methods of the standard library's containers, and by `&mut`.

use std::collections::HashMap;
use std::future::ready;
use std::rc::Rc;

struct Store {
    items: Vec<u32>,
    names: HashMap<u32, String>,
    next: Option<u32>,
}

impl Store {
    #[coro::coroutine]
    async fn add(&self, item: u32) {
        ready(()).await;
        self.items.push(item);
    }

    #[coro::coroutine]
    async fn name(&self, item: u32) {
        self.names.insert(item, String::new());
        ready(()).await;
    }

    #[coro::coroutine]
    async fn next(self: Rc<Self>) -> Option<u32> {
        ready(()).await;
        self.next.take()
    }
}

#[coro::coroutine]
async fn of_arguments(list: &Vec<u32>, text: &String, number: &u32) {
    list.push(1);
    ready(()).await;
    text.push_str("more");
    ready(&mut *number).await;
}

fn main() {}
