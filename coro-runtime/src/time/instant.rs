//! The present, by the runtime's clock.

use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::{self, Duration};

use crate::reactor;

/// Stands for deadlines beyond what an instant can express: 30 years.
const FAR_FUTURE: Duration = Duration::from_hours(30 * 365 * 24);

/// A measurement of the runtime's clock, which is the monotonic clock of [`std::time::Instant`] unless a test has
/// [stopped it](super::pause).
///
/// Both types convert into each other, and mean the same; only [`now`](Instant::now) and [`elapsed`](Instant::elapsed)
/// differ while a clock stands still or has stood still.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let start = Instant::now();
///     sleep(Duration::from_millis(5)).await;
///     assert!(start.elapsed() >= Duration::from_millis(5));
///     assert!(start + Duration::from_millis(5) <= Instant::now());
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    instant: time::Instant,
}

impl Instant {
    /// The present: by the clock of the runtime on this thread, or the system's if there is none.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    ///
    /// let first = Instant::now();
    /// assert!(first <= Instant::now());
    /// ```
    pub fn now() -> Instant {
        reactor::now().into()
    }

    /// How long ago this was; zero if it is yet to come.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    /// use std::time::Duration;
    ///
    /// assert_eq!((Instant::now() + Duration::from_secs(9)).elapsed(), Duration::ZERO);
    /// ```
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(*self)
    }

    /// The time from `earlier` until this; zero if `earlier` is later.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    /// use std::time::Duration;
    ///
    /// let start = Instant::now();
    /// let end = start + Duration::from_secs(2);
    /// assert_eq!(end.duration_since(start), Duration::from_secs(2));
    /// assert_eq!(start.duration_since(end), Duration::ZERO);
    /// ```
    pub fn duration_since(&self, earlier: Instant) -> Duration {
        self.instant.saturating_duration_since(earlier.instant)
    }

    /// The same, under the name that tells of the zero.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    /// use std::time::Duration;
    ///
    /// let now = Instant::now();
    /// assert_eq!(now.saturating_duration_since(now + Duration::from_secs(1)), Duration::ZERO);
    /// ```
    pub fn saturating_duration_since(&self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }

    /// The time from `earlier` until this, if it is not later.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    /// use std::time::Duration;
    ///
    /// let start = Instant::now();
    /// let end = start + Duration::from_secs(2);
    /// assert_eq!(end.checked_duration_since(start), Some(Duration::from_secs(2)));
    /// assert_eq!(start.checked_duration_since(end), None);
    /// ```
    pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration> {
        self.instant.checked_duration_since(earlier.instant)
    }

    /// `duration` after this, if there is such an instant.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    /// use std::time::Duration;
    ///
    /// assert!(Instant::now().checked_add(Duration::from_secs(1)).is_some());
    /// assert!(Instant::now().checked_add(Duration::MAX).is_none());
    /// ```
    pub fn checked_add(&self, duration: Duration) -> Option<Instant> {
        self.instant.checked_add(duration).map(Instant::from)
    }

    /// `duration` before this, if there is such an instant.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    /// use std::time::Duration;
    ///
    /// let now = Instant::now();
    /// assert_eq!((now + Duration::from_secs(1)).checked_sub(Duration::from_secs(1)), Some(now));
    /// ```
    pub fn checked_sub(&self, duration: Duration) -> Option<Instant> {
        self.instant.checked_sub(duration).map(Instant::from)
    }

    /// Of a value of the standard library.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    ///
    /// let now = std::time::Instant::now();
    /// assert_eq!(Instant::from_std(now).into_std(), now);
    /// ```
    pub fn from_std(instant: time::Instant) -> Instant {
        Instant::from(instant)
    }

    /// As a value of the standard library.
    ///
    /// ```
    /// use coro_runtime::time::Instant;
    ///
    /// let now = std::time::Instant::now();
    /// assert_eq!(Instant::from(now).into_std(), now);
    /// ```
    pub fn into_std(self) -> time::Instant {
        self.instant
    }

    /// `duration` after this; what no instant can express is 30 years after this.
    pub(super) fn add_or_far(self, duration: Duration) -> Instant {
        self.checked_add(duration).unwrap_or_else(|| self + FAR_FUTURE)
    }
}

impl From<time::Instant> for Instant {
    fn from(instant: time::Instant) -> Instant {
        Instant { instant }
    }
}

impl From<Instant> for time::Instant {
    fn from(instant: Instant) -> time::Instant {
        instant.instant
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, duration: Duration) -> Instant {
        (self.instant + duration).into()
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    fn sub(self, duration: Duration) -> Instant {
        self.checked_sub(duration).expect("an instant that the system's clock can express")
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

/// The time between; zero if the right one is later.
impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }
}
