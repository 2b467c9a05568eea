//! A variable that a method consumes, where nothing tells so but its type: the block has to say `move`, or take it.

use coro::co;
use std::pin::Pin;

struct Job(String);

impl Job {
    fn finish(self) -> String {
        self.0
    }
}

struct Token;

impl Token {
    fn spend(self) {}
}

struct List(Vec<u32>);

impl List {
    // Through a smart pointer, a method may write to what it lends for reading only.
    fn push(self: Pin<&mut Self>) {
        coro::block_on(co!(async { //~ ERROR `co!` cannot borrow a part of what `Pin<&mut List>` leads to
            self.0.len();
        }));
    }
}

fn main() {
    let job = Job(String::new());
    let _ = co!(async {
        coro::yield_now().await;
        job.finish() //~ ERROR cannot move out of a raw pointer
    });
    // Without anything to drop.
    let token = Token;
    co!(iter {
        yield 1;
        token.spend(); //~ ERROR cannot move out of a raw pointer
    })
    .for_each(drop);
    Pin::new(&mut List(Vec::new())).push();
}
