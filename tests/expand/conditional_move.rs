//! A value that is moved away in one branch: its drop flag is kept across the wait.

#[coro::coroutine]
async fn deliver(parcel: Parcel, now: bool) {
    if now {
        send(parcel).await;
    }
    pause().await;
}
