//! rustc's own: a closure that is returned gives what lives shorter than the signature says.

#[coro::coroutine]
async fn f(text: &str) -> impl Fn() -> &'static str {
    std::future::ready(()).await;
    move || text //~ ERROR lifetime may not live long enough
}

fn main() {
    drop(f(""));
}
