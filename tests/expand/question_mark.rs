//! `?` on what was awaited, and on what was not.

#[coro::coroutine]
async fn login(user: &str) -> Result<Session, Error> {
    let account = find(user).await?;
    let token = sign(&account)?;
    Ok(open(account, token).await?)
}
