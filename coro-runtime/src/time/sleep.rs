//! Futures that end at an instant.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::budget;
use crate::reactor::Timer;

use super::instant::Instant;

/// The future of [`sleep`] and [`sleep_until`].
///
/// # Examples
///
/// A limit that each sign of life pushes back:
///
/// ```
/// use coro_runtime::time::{Instant, sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let mut limit = sleep(Duration::from_secs(9));
///     limit.reset(Instant::now() + Duration::from_millis(1));
///     assert!(!limit.is_elapsed());
///     (&mut limit).await;
///     assert!(limit.is_elapsed() && limit.deadline() <= Instant::now());
/// });
/// ```
#[derive(Debug)]
#[must_use = "a sleep does nothing unless it is awaited"]
pub struct Sleep {
    timer: Timer,
}

impl Sleep {
    /// When the sleep ends.
    ///
    /// ```
    /// use coro_runtime::time::{Instant, sleep_until};
    ///
    /// let now = Instant::now();
    /// assert_eq!(sleep_until(now).deadline(), now);
    /// ```
    pub fn deadline(&self) -> Instant {
        self.timer.deadline().into()
    }

    /// Whether the deadline has passed.
    ///
    /// ```
    /// use coro_runtime::time::sleep;
    /// use std::time::Duration;
    ///
    /// assert!(sleep(Duration::ZERO).is_elapsed());
    /// assert!(!sleep(Duration::from_secs(9)).is_elapsed());
    /// ```
    pub fn is_elapsed(&self) -> bool {
        self.deadline() <= Instant::now()
    }

    /// Makes the sleep end at another instant, also if it has ended already. It has to be polled afterwards for anybody
    /// to be woken.
    ///
    /// ```
    /// use coro_runtime::time::{Instant, sleep};
    /// use std::time::Duration;
    ///
    /// let mut sleep = sleep(Duration::from_secs(9));
    /// sleep.reset(Instant::now());
    /// assert!(sleep.is_elapsed());
    /// ```
    pub fn reset(&mut self, deadline: impl Into<Instant>) {
        self.timer = Timer::new(deadline.into().into_std());
    }

    /// Polls without asking for the budget of the task.
    pub(super) fn poll_deadline(&mut self, cx: &Context<'_>) -> Poll<()> {
        self.timer.poll(cx)
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        ready!(budget::poll_left(cx));
        self.poll_deadline(cx).map(|()| budget::spend_one())
    }
}

/// Waits until `duration` has passed since this call. A duration too long for [`Instant`] counts as 30 years.
///
/// # Panics
///
/// When polled with time left and no runtime on this thread.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let start = Instant::now();
///     sleep(Duration::from_millis(10)).await;
///     assert!(start.elapsed() >= Duration::from_millis(10));
/// });
/// ```
pub fn sleep(duration: Duration) -> Sleep {
    let deadline = Instant::now().add_or_far(duration).into_std();
    Sleep { timer: if duration.is_zero() { Timer::new(deadline) } else { Timer::new_ahead(deadline) } }
}

/// Waits until `deadline`, an instant of this module or of the standard library. One in the past makes the future ready
/// at once.
///
/// # Panics
///
/// When polled with time left and no runtime on this thread.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, sleep_until};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let deadline = Instant::now() + Duration::from_millis(5);
///     sleep_until(deadline).await;
///     assert!(Instant::now() >= deadline);
/// });
/// ```
pub fn sleep_until(deadline: impl Into<Instant>) -> Sleep {
    Sleep { timer: Timer::new(deadline.into().into_std()) }
}
