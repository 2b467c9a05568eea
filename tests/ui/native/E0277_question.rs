//! The error has no conversion.

use std::future::ready;

struct Ours;
struct Theirs;

fn theirs() -> Result<u32, Theirs> {
    Err(Theirs)
}

#[coro::coroutine]
async fn f() -> Result<u32, Ours> {
    let n = theirs()?;
    let m = ready(theirs()).await?;
    Ok(n + m)
}

fn main() {}
