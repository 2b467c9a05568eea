//! A function that is not async and has nothing to suspend.

#[coro::coroutine]
fn f() -> u32 { //~ ERROR `#[coroutine]` on a function that is not `async` and has nothing to suspend
    1
}

fn main() {
    let _: u32 = f();
}
