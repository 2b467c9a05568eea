//! A panic as a value.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

use crate::pin::pin_field;

/// Catches the panic of a future: gives `Err` with the payload instead. So one of several futures that are joined may
/// panic, and the others go on. (A task that is [spawned](crate::spawn) keeps its panic for its handle anyway.)
///
/// After a panic the future is dropped at once. What it shares with others may be in the middle of a change, as with
/// [`std::panic::catch_unwind`]; unlike there, it is not asked to be [`UnwindSafe`](std::panic::UnwindSafe), and neither is
/// the future of a task.
///
/// # Panics
///
/// When it is polled again after it has given a payload; and when dropping the future panics after its poll has.
///
/// # Examples
///
/// ```
/// use coro_runtime::{future::catch_unwind, join};
///
/// let parse = |text: &'static str| async move { text.parse::<u32>().unwrap() };
/// let (wrong, right) =
///     coro_runtime::block_on(async { join!(catch_unwind(parse("x")), catch_unwind(parse("7"))).await });
/// assert_eq!(right.unwrap(), 7);
/// assert!(wrong.unwrap_err().downcast_ref::<String>().unwrap().contains("InvalidDigit"));
/// ```
pub fn catch_unwind<F: IntoFuture>(future: F) -> CatchUnwind<F::IntoFuture> {
    CatchUnwind { future: Some(future.into_future()) }
}

/// The future of [`catch_unwind`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct CatchUnwind<F> {
    /// Pinned with the whole. `None` after a panic.
    future: Option<F>,
}

impl<F: Future> Future for CatchUnwind<F> {
    type Output = thread::Result<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut place = pin_field!(self.as_mut(), future);
        let future = place.as_mut().as_pin_mut().expect("`catch_unwind` polled after a panic");
        match panic::catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => {
                place.set(None);
                Poll::Ready(Err(payload))
            }
        }
    }
}

impl<F> fmt::Debug for CatchUnwind<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatchUnwind").finish_non_exhaustive()
    }
}
