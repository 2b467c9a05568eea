//! A function in the body uses a variable of the function around it, beside a static of that name.

use std::future::ready;

#[allow(non_upper_case_globals)]
static limit: u32 = 3;

#[coro::coroutine]
async fn f(number: u32, limit: u32) -> bool {
    fn is_above(number: u32) -> bool {
        number > limit
    }
    ready(is_above(number)).await
}

fn main() {}
