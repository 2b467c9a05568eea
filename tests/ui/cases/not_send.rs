//! rustc's own: what is held across a wait is not `Send`, but the caller wants that.

use std::rc::Rc;

#[coro::coroutine]
async fn f() -> u32 {
    let counted = Rc::new(1);
    std::future::ready(()).await;
    *counted
}

fn spawn<F: Future + Send>(_future: F) {}

fn main() {
    spawn(f()); //~ ERROR cannot be sent between threads safely
}
