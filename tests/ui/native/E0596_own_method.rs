//! A method of the file that needs the value exclusively, behind a shared reference.

use std::future::ready;

struct Counter {
    n: u32,
}

impl Counter {
    fn add(&mut self) {
        self.n += 1;
    }

    async fn refresh(&mut self) {
        self.n = 0;
    }

    #[coro::coroutine]
    async fn twice(&self) -> u32 {
        self.add();
        ready(()).await;
        self.n
    }
}

#[coro::coroutine]
async fn of_an_argument(counter: &Counter) {
    counter.refresh().await;
    ready(()).await;
}

fn main() {}
