//! Futures that end at an instant.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::reactor::Timer;

/// Stands for deadlines beyond what `Instant` can express: 30 years.
const FAR_FUTURE: Duration = Duration::from_hours(30 * 365 * 24);

/// The future of [`sleep`] and [`sleep_until`].
#[derive(Debug)]
#[must_use = "a sleep does nothing unless it is awaited"]
pub struct Sleep {
    timer: Timer,
}

impl Sleep {
    /// When the sleep ends.
    pub fn deadline(&self) -> Instant {
        self.timer.deadline()
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.timer.poll(cx)
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
/// use coro_runtime::time::sleep;
/// use std::time::{Duration, Instant};
///
/// let start = Instant::now();
/// coro_runtime::block_on(sleep(Duration::from_millis(10)));
/// assert!(start.elapsed() >= Duration::from_millis(10));
/// ```
pub fn sleep(duration: Duration) -> Sleep {
    let now = Instant::now();
    let deadline = now.checked_add(duration).unwrap_or_else(|| now + FAR_FUTURE);
    Sleep { timer: if duration.is_zero() { Timer::new(deadline) } else { Timer::new_ahead(deadline) } }
}

/// Waits until `deadline`. One in the past makes the future ready at once.
///
/// # Panics
///
/// When polled with time left and no runtime on this thread.
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep { timer: Timer::new(deadline) }
}
