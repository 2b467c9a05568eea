//! A private field.

use std::future::ready;

mod inner {
    pub struct Hidden {
        n: u32,
    }

    impl Hidden {
        pub fn n(&self) -> u32 {
            self.n
        }
    }
}

#[coro::coroutine]
async fn f(hidden: inner::Hidden) -> u32 {
    ready(hidden.n()).await;
    hidden.n
}

fn main() {}
