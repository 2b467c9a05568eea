//! Borrows that come out of a future, and are returned.

async fn g(s: &str) -> &str { s }

#[coro::coroutine]
async fn tail() -> &'static str {
    let s = String::new();
    g(&s).await
}

#[coro::coroutine]
async fn left(b: bool) -> &'static str {
    let s = String::new();
    if b {
        return g(&s).await;
    }
    ""
}

#[coro::coroutine]
async fn arms<'a>(n: u32, a: &'a str) -> &'a str {
    let s = String::new();
    match n {
        0 => a,
        1 => { g(&s).await }
        _ => if n > 3 { g(&String::new()).await } else { g(a).await },
    }
}

fn main() {}
