//! An iterator that is declared to be `Send`, and keeps what is not.

use coro::yield_;
use std::rc::Rc;

#[coro::coroutine]
fn f() -> impl Iterator<Item = u32> + Send { //~ ERROR `Rc<u32>` cannot be sent between threads safely
    let shared = Rc::new(1);
    yield_!(1);
    yield_!(*shared);
}

fn main() {
    f().for_each(drop);
}
