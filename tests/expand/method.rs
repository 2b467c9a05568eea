//! A method.

impl Counter {
    #[coro::coroutine]
    pub async fn add(&mut self, amount: u32) -> u32 {
        let before = self.count;
        self.changed(amount).await;
        self.count += amount;
        before
    }
}
