//! A method awaits itself, called by its trait or by its type.

use std::future::ready;

trait Walk {
    fn walk(&self) -> impl Future<Output = u32>;
}

struct Node(u32);

impl Walk for Node {
    #[coro::coroutine]
    async fn walk(&self) -> u32 {
        ready(()).await;
        Walk::walk(self).await + self.0
    }
}

impl Node {
    #[coro::coroutine]
    async fn count(&self) -> u32 {
        ready(()).await;
        Node::count(self).await + 1
    }
}

fn main() {}
