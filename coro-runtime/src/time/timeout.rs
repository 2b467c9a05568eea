//! Futures that may take only so long.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::pin::{halves, pin_field};

use super::instant::Instant;
use super::sleep::{Sleep, sleep, sleep_until};

/// The future of [`timeout`] and [`timeout_at`].
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct Timeout<F> {
    /// Pinned with the whole.
    parts: (F, Sleep),
}

/// The error of [`timeout`] and [`timeout_at`]: the time was over before the future ended.
///
/// As an [`io::Error`](std::io::Error) its kind is [`TimedOut`](std::io::ErrorKind::TimedOut):
///
/// ```
/// use coro_runtime::time::timeout;
/// use std::{future, io, time::Duration};
///
/// async fn impatient() -> io::Result<()> {
///     timeout(Duration::from_millis(1), future::pending()).await?
/// }
///
/// assert_eq!(coro_runtime::block_on(impatient()).unwrap_err().kind(), io::ErrorKind::TimedOut);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    _private: (),
}

/// Runs `future` for at most `duration` from this call on. If both end at once, the output wins.
///
/// When the time is over the future is not polled any more; it is dropped with the `Timeout`, so whether something of it
/// is lost is up to its own cancel safety.
///
/// # Errors
///
/// [`Elapsed`] if the time was over first.
///
/// # Panics
///
/// When polled with time left and no runtime on this thread.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::timeout;
/// use std::{future, time::Duration};
///
/// coro_runtime::block_on(async {
///     assert_eq!(timeout(Duration::from_secs(9), async { 5 }).await, Ok(5));
///     assert!(timeout(Duration::from_millis(1), future::pending::<()>()).await.is_err());
/// });
/// ```
pub fn timeout<F: IntoFuture>(duration: Duration, future: F) -> Timeout<F::IntoFuture> {
    Timeout { parts: (future.into_future(), sleep(duration)) }
}

/// Runs `future` until `deadline` at most: like [`timeout`], for several futures that have one limit together.
///
/// # Errors
///
/// [`Elapsed`] if the deadline came first.
///
/// # Panics
///
/// When polled with time left and no runtime on this thread.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, sleep, timeout_at};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let deadline = Instant::now() + Duration::from_millis(50);
///     assert!(timeout_at(deadline, sleep(Duration::from_millis(1))).await.is_ok());
///     assert!(timeout_at(deadline, sleep(Duration::from_secs(9))).await.is_err());
/// });
/// ```
pub fn timeout_at<F: IntoFuture>(deadline: impl Into<Instant>, future: F) -> Timeout<F::IntoFuture> {
    Timeout { parts: (future.into_future(), sleep_until(deadline)) }
}

impl<F> Timeout<F> {
    /// The future that may take only so long.
    ///
    /// ```
    /// use coro_runtime::time::timeout;
    /// use std::{future, time::Duration};
    ///
    /// coro_runtime::block_on(async {
    ///     let mut limited = timeout(Duration::from_secs(9), future::ready(1));
    ///     *limited.get_mut() = future::ready(2);
    ///     assert_eq!(limited.get_ref().clone().into_inner(), 2);
    ///     assert_eq!(limited.await, Ok(2));
    /// });
    /// ```
    pub fn get_ref(&self) -> &F {
        &self.parts.0
    }

    /// The future, to be changed; see [`get_ref`](Timeout::get_ref).
    pub fn get_mut(&mut self) -> &mut F {
        &mut self.parts.0
    }

    /// The future, without the limit.
    ///
    /// ```
    /// use coro_runtime::time::timeout;
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     assert_eq!(timeout(Duration::ZERO, async { 1 }).into_inner().await, 1);
    /// });
    /// ```
    pub fn into_inner(self) -> F {
        self.parts.0
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (future, sleep) = halves(pin_field!(self, parts));
        if let Poll::Ready(output) = future.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        // Also if the future has spent the budget: one that always has something to do shall end in time.
        sleep.get_mut().poll_deadline(cx).map(|()| Err(Elapsed { _private: () }))
    }
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time was over before the future ended")
    }
}

impl Error for Elapsed {}

/// For functions that pass on I/O errors: the kind is [`TimedOut`](std::io::ErrorKind::TimedOut).
impl From<Elapsed> for std::io::Error {
    fn from(elapsed: Elapsed) -> std::io::Error {
        std::io::Error::new(std::io::ErrorKind::TimedOut, elapsed)
    }
}
