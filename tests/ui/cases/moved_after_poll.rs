//! rustc's own: a machine is moved after its first poll, for which it would have to be `Unpin`.

use std::pin::Pin;
use std::task::{Context, Waker};

#[coro::coroutine]
async fn f() -> u32 {
    std::future::ready(1).await
}

fn main() {
    let mut machine = f();
    let _ = Pin::new(&mut machine).poll(&mut Context::from_waker(Waker::noop())); //~ ERROR cannot be unpinned
    drop(machine);
}
