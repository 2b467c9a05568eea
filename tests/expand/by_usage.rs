//! Methods that use their receiver up, or borrow it: only types tell.

#[coro::coroutine]
async fn summary_of(client: Client) -> Summary {
    let writer = client.open().await;
    writer.finish().await.summary()
}
