//! A step back.

use std::pin::Pin;
use std::task::{Context, Poll};

/// The future of [`yield_now`].
#[derive(Debug)]
#[must_use = "yielding does nothing unless it is awaited"]
pub struct YieldNow {
    has_yielded: bool,
}

/// Lets all others that can run go first: the task goes to the end of the queue.
///
/// # Examples
///
/// ```
/// coro_runtime::block_on(async {
///     coro_runtime::spawn(async { println!("first") });
///     coro_runtime::yield_now().await;
///     println!("second");
/// });
/// ```
pub fn yield_now() -> YieldNow {
    YieldNow { has_yielded: false }
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.has_yielded {
            return Poll::Ready(());
        }
        self.has_yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
