//! A `const fn` cannot wait.

#[coro::coroutine]
const fn f() -> u32 { //~ ERROR a coroutine cannot be `const`
    1
}

fn main() {}
