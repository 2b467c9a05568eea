//! A borrow of a temporary is held after the statement.
//@ machine also: E0716

#[coro::coroutine]
async fn f() -> usize {
    let part = String::from("temporary").as_str();
    part.len()
}

fn main() {}
