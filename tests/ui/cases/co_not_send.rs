//! A block is `Send` if what it captures and holds is.

use coro::co;
use std::rc::Rc;

fn send(_: impl Send) {}

fn main() {
    let shared = Rc::new(1);
    send(co!(iter move { //~ ERROR `Rc<{integer}>` cannot be sent between threads safely
        yield *shared;
    }));
    send(co!(async { //~ ERROR `Rc<{integer}>` cannot be sent between threads safely
        let local = Rc::new(1);
        coro::yield_now().await;
        drop(local);
    }));
}
