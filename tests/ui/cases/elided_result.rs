//! rustc's own: the result's lifetime is left out, and so is the receiver's; another argument is returned.

struct Owner(String);

impl Owner {
    #[coro::coroutine]
    async fn either(&self, other: &str) -> &str {
        std::future::ready(&self.0).await;
        other //~ ERROR lifetime may not live long enough
    }
}

fn main() {
    drop(Owner(String::new()).either(""));
}
