//! A block that borrows is `Send` if what it borrows may be shared; if it borrows exclusively, if that is `Send`.

use coro::co;
use std::cell::Cell;

fn send(_: impl Send) {}

fn main() {
    let mut cell = Cell::new(1);
    send(co!(iter {
        *cell.get_mut() += 1;
        yield 1;
    }));
    send(co!(iter { //~ ERROR `Cell<i32>` cannot be shared between threads safely
        yield cell.get();
    }));
}
