//! An argument that the attribute does not have.

#[coro::coroutine(fast)] //~ ERROR unknown argument `fast`
async fn f() -> u32 {
    std::future::ready(1).await
}

fn main() {
    drop(f());
}
