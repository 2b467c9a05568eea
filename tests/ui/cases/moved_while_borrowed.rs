//! rustc's own: a local is moved away while a borrow of it is held across a wait.

#[coro::coroutine]
async fn f(list: Vec<u32>) -> u32 {
    let first = &list[0];
    std::future::ready(()).await;
    drop(list); //~ ERROR cannot move out of `list` because it is borrowed
    *first
}

fn main() {
    drop(f(vec![1]));
}
