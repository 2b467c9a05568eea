//! rustc's own: `boxed` promises `Send`, and the machine holds what is not. (`boxed_local` promises nothing.)

use std::rc::Rc;

#[coro::coroutine(boxed)]
async fn promised() -> u32 { //~ ERROR cannot be sent between threads safely
    let counted = Rc::new(1);
    std::future::ready(()).await;
    *counted
}

#[coro::coroutine(boxed_local)]
async fn local() -> u32 {
    let counted = Rc::new(1);
    std::future::ready(()).await;
    *counted
}

fn main() {
    drop((promised(), local()));
}
