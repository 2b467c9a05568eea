//! A variadic function.

#[coro::coroutine]
unsafe extern "C" fn f(first: u32, ...) -> u32 { //~ ERROR a coroutine cannot take C-variadic arguments
    first
}

fn main() {}
