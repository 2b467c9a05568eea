//! A function that is not async and has nothing to suspend.

#[coro::coroutine]
fn f() -> u32 { //~ ERROR has nothing to make a state machine of: the function is not `async`
    1
}

fn main() {
    let _: u32 = f();
}
