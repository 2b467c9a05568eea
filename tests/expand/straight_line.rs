//! Two waits, one after the other; a value is kept across the second.

/// Fetches two values, one after the other.
#[coro::coroutine]
async fn total(client: Client, first: u32) -> u32 {
    let one = client.fetch(first).await;
    let two = client.fetch(one + 1).await;
    one + two
}
