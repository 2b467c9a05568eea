//! A `const fn` cannot wait.

#[coro::coroutine]
const fn f() -> u32 { //~ ERROR a coroutine cannot be a `const fn`
    1
}

fn main() {}
