//! rustc's own: nothing says which lifetime is meant; the body is not looked at.

#[coro::coroutine]
fn f() -> impl Iterator<Item = u32> + '_ { //~ ERROR missing lifetime specifier
    coro::yield_!(1);
}

fn main() {}
