//! `?` asks for what the future comes to.

async fn get() -> Result<u32, String> {
    Ok(1)
}

#[coro::coroutine]
async fn result() -> Result<u32, String> {
    let n = get()?;
    Ok(n + get().await?)
}

#[coro::coroutine]
async fn number(n: u32) -> Option<u32> {
    let m = n?;
    get().await.ok()?.unknown();
    Some(m)
}

fn main() {}
