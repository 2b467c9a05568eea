//! A variadic function.

#[coro::coroutine]
unsafe extern "C" fn f(first: u32, ...) -> u32 { //~ ERROR a coroutine cannot be variadic
    first
}

fn main() {}
