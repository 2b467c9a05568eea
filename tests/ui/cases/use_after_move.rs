//! rustc's own: a value is used after it was moved, with a wait in between.

#[coro::coroutine]
async fn f(text: String) -> usize {
    let moved = text;
    std::future::ready(()).await;
    moved.len() + text.len() //~ ERROR borrow of moved value: `text`
}

fn main() {
    drop(f(String::new()));
}
