//! What a macro that is not expanded moves into a closure or a block of its own: the machine gives it references. A stream kept one beyond
//! the machine's end.

mod macros {
    macro_rules! later {
        ($value:expr) => {
            async move { $value }
        };
    }
    macro_rules! leave_with {
        ($value:expr) => {
            return Box::new(move || $value)
        };
    }
    macro_rules! add {
        ($to:expr) => {
            |n: usize| n + $to
        };
    }
    pub(crate) use {add, later, leave_with};
}
use macros::*;

#[coro::coroutine]
async fn in_a_block(name: String) -> usize {
    let length = later!(name.len()); //~ ERROR borrow of moved value
    length.await
}

#[coro::coroutine]
async fn in_a_closure(name: String) -> usize {
    std::future::ready(()).await;
    let length = || later!(name.len()); //~ ERROR borrow of moved value
    length().await
}

#[coro::coroutine]
async fn in_what_it_returns(name: String) -> Box<dyn FnOnce() -> usize> {
    std::future::ready(()).await;
    leave_with!(name.len());
}

#[coro::coroutine]
async fn a_number(n: usize) -> usize {
    let add = add!(n); //~ ERROR cannot assign to value because it is borrowed
    std::future::ready(()).await;
    add(1)
}

fn main() {}
