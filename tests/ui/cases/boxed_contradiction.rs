//! Arguments of the attribute that contradict each other, and one that is given twice.

#[coro::coroutine(boxed, boxed_local)] //~ ERROR `boxed_local` contradicts `boxed`
async fn f() -> u32 {
    std::future::ready(1).await
}

#[coro::coroutine(boxed, boxed)] //~ ERROR `boxed` is given twice
async fn g() -> u32 {
    std::future::ready(1).await
}

#[coro::coroutine(boxed = true)] //~ ERROR `boxed` takes no value
async fn h() -> u32 {
    std::future::ready(1).await
}

fn main() {
    drop((f(), g(), h()));
}
