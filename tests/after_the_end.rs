//! A machine that is polled after its end panics with rustc's words.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

#[coro::coroutine]
async fn fine() -> u32 {
    std::future::ready(1).await
}

#[coro::coroutine]
async fn panicking() -> u32 {
    std::future::ready(()).await;
    panic!("on purpose")
}

struct Methods;

#[coro::coroutine]
impl Methods {
    async fn fine(&self) -> u32 {
        std::future::ready(2).await
    }
}

fn poll<F: Future>(future: Pin<&mut F>) -> Result<Poll<F::Output>, String> {
    let polled = catch_unwind(AssertUnwindSafe(|| future.poll(&mut Context::from_waker(Waker::noop()))));
    polled.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

#[test]
fn after_completion() {
    let mut future = pin!(fine());
    assert_eq!(poll(future.as_mut()), Ok(Poll::Ready(1)));
    for _ in 0..2 {
        assert_eq!(poll(future.as_mut()), Err("`async fn` resumed after completion".to_owned()));
    }
}

#[test]
fn after_panicking() {
    let mut future = pin!(panicking());
    assert_eq!(poll(future.as_mut()), Err("on purpose".to_owned()));
    for _ in 0..2 {
        assert_eq!(poll(future.as_mut()), Err("`async fn` resumed after panicking".to_owned()));
    }
}

#[test]
fn of_a_method() {
    let mut future = pin!(Methods.fine());
    assert_eq!(poll(future.as_mut()), Ok(Poll::Ready(2)));
    assert_eq!(poll(future.as_mut()), Err("`async fn` resumed after completion".to_owned()));
}
