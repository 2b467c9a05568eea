//! rustc's own: what a method hands out is used after its owner is gone.

struct Owner(String);

impl Owner {
    #[coro::coroutine]
    async fn part(&self) -> &str {
        std::future::ready(()).await;
        &self.0
    }
}

async fn user() -> usize {
    let owner = Owner(String::new());
    let part = owner.part().await;
    drop(owner); //~ ERROR cannot move out of `owner` because it is borrowed
    part.len()
}

fn main() {
    drop(user());
}
