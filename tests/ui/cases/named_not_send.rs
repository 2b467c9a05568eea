//! What the signature says of its result has to hold for the struct.

use coro::yield_;
use std::rc::Rc;

#[coro::coroutine(type = Shared)]
fn shared(count: Rc<u32>) -> impl Iterator<Item = u32> + Send { //~ ERROR `Rc<u32>` cannot be sent between threads safely
    yield_!(*count);
}

fn main() {}
