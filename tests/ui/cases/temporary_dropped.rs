//! rustc's own: a borrow of a temporary that is gone at the end of its statement is held across a wait.

#[coro::coroutine]
async fn f() -> usize {
    let part = String::from("temporary").as_str(); //~ ERROR temporary value dropped while borrowed
    std::future::ready(()).await;
    part.len()
}

fn main() {
    drop(f());
}
