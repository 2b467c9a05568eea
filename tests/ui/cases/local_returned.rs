//! rustc's own: a borrow of a local is returned, and so outlives the frame.

#[coro::coroutine]
async fn f<'a>(_text: &'a str) -> &'a str {
    let local = String::from("local");
    std::future::ready(()).await;
    &local //~ ERROR cannot return reference to local variable `local`
}

fn main() {
    drop(f(""));
}
