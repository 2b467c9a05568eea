//! What a loop over references is given cannot be moved, nor written to.

struct User {
    name: String,
}

impl User {
    async fn close(self) -> u64 {
        1
    }

    async fn refresh(&mut self) {}
}

#[coro::coroutine]
async fn all_closed(users: Vec<User>) -> u64 {
    let mut sum = 0;
    for user in &users {
        sum += user.close().await;
    }
    sum
}

#[coro::coroutine]
async fn all_refreshed(users: &mut Vec<User>) {
    for user in users.iter() {
        user.refresh().await;
    }
}

fn main() {}
