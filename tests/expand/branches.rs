//! A wait in each branch; the two futures lie over each other.

#[coro::coroutine]
async fn greet(name: &str, loudly: bool) -> usize {
    if loudly {
        shout(name).await
    } else {
        whisper(name).await;
        name.len()
    }
}
