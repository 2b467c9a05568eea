//! A borrow of a temporary is held after the statement.

#[coro::coroutine]
async fn f() -> usize {
    let part = String::from("temporary").as_str();
    part.len()
}

fn main() {}
