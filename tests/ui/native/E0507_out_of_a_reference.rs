//! A field is moved out from behind a reference: as a result, into a variable that is kept, into a call and a struct.

use std::future::ready;

struct Named {
    name: String,
    other: String,
}

impl Named {
    #[coro::coroutine]
    async fn name(&self) -> String {
        ready(()).await;
        self.name
    }

    #[coro::coroutine]
    async fn parts(&mut self, other: &Named) -> usize {
        let name = self.name;
        ready(()).await;
        drop(other.other);
        let both = Named { name, other: self.other };
        ready(both.name.len()).await
    }
}

fn main() {}
