//! An item that borrows from another argument than its type says, and one that borrows from the machine.

use coro::yield_;

struct Words(String);

impl Words {
    #[coro::coroutine]
    fn both(&self, other: &str) -> impl Iterator<Item = &str> { //~ ERROR lifetime may not live long enough
        yield_!(&self.0);
        yield_!(other);
    }
}

#[coro::coroutine]
fn own(text: String) -> impl Iterator<Item = &'static str> {
    yield_!(&text); //~ ERROR `text` does not live long enough
}

fn main() {
    let words = Words(String::new());
    words.both("").for_each(drop);
    own(String::new()).for_each(drop);
}
