//! Ticks.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::budget;
use crate::reactor::Timer;

use super::instant::Instant;

/// What an [`Interval`] does when a tick was taken so late that the next is due as well.
///
/// With a period of 10, and a tick of time 10 that is taken at time 34 only:
///
/// ```text
///              10        20        30        40        50        60
///   Burst       34 34 34                     40        50        60      catches up on all of them
///   Delay       34                              44        54        64   counts anew from when it was taken
///   Skip        34                           40        50        60      leaves out those that were missed
/// ```
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, MissedTickBehavior, advance, interval, pause};
/// use std::time::Duration;
///
/// const SECOND: Duration = Duration::from_secs(1);
///
/// coro_runtime::block_on(async {
///     pause();
///     let start = Instant::now();
///     let mut ticks = interval(10 * SECOND);
///     ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
///     assert_eq!(ticks.tick().await, start);
///     advance(34 * SECOND).await;
///     assert_eq!(ticks.tick().await, start + 10 * SECOND);
///     advance(6 * SECOND).await;
///     assert_eq!(ticks.tick().await, start + 40 * SECOND);
/// });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTickBehavior {
    /// Ticks without a pause until those that were missed are made up for.
    #[default]
    Burst,
    /// Waits a whole period from when the late tick was taken. (A tick that is late by less than a period is none of these: the next
    /// comes when it is due, so that small delays do not add up.)
    Delay,
    /// Leaves out those that were missed: ticks stay multiples of the period after the first.
    Skip,
}

impl MissedTickBehavior {
    /// When the tick after that of `scheduled` is due, if that was taken at `now`.
    fn next(self, scheduled: Instant, now: Instant, period: Duration) -> Instant {
        let next = scheduled.add_or_far(period);
        if next > now {
            return next;
        }
        match self {
            MissedTickBehavior::Burst => next,
            MissedTickBehavior::Delay => now.add_or_far(period),
            MissedTickBehavior::Skip => {
                now.add_or_far(period.saturating_sub(remainder(now - scheduled, period)))
            }
        }
    }
}

/// What is left of `duration` after as many whole periods as fit.
fn remainder(duration: Duration, period: Duration) -> Duration {
    let nanos = duration.as_nanos() % period.as_nanos();
    // Less than the period, so its seconds fit.
    Duration::new(
        u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX),
        u32::try_from(nanos % 1_000_000_000).unwrap_or(0),
    )
}

/// Ticks once each period: made by [`interval`] and [`interval_at`].
///
/// # Examples
///
/// ```
/// use coro_runtime::time::interval;
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let mut ticks = interval(Duration::from_millis(2));
///     let first = ticks.tick().await;
///     ticks.tick().await;
///     let third = ticks.tick().await;
///     assert_eq!(third - first, 2 * ticks.period());
/// });
/// ```
#[derive(Debug)]
pub struct Interval {
    /// Of the next tick.
    timer: Timer,
    period: Duration,
    missed: MissedTickBehavior,
}

impl Interval {
    /// Waits for the next tick, and gives the instant that it was due at.
    ///
    /// Cancel safe: a tick is taken only when the future ends with it.
    ///
    /// # Panics
    ///
    /// When polled with time left and no runtime on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::time::interval;
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     let first = ticks.tick().await;
    ///     let second = ticks.tick().await;
    ///     assert_eq!(second - first, Duration::from_millis(5));
    /// });
    /// ```
    pub async fn tick(&mut self) -> Instant {
        poll_fn(|cx| self.poll_tick(cx)).await
    }

    /// Whether the next tick is due: for futures and streams that are written by hand.
    ///
    /// # Panics
    ///
    /// When it has to wait and no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::time::interval;
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     std::future::poll_fn(|cx| ticks.poll_tick(cx)).await;
    /// });
    /// ```
    pub fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(budget::poll_left(cx));
        ready!(self.timer.poll(cx));
        budget::spend_one();
        let scheduled = self.next_tick();
        self.set_next(self.missed.next(scheduled, Instant::now(), self.period));
        Poll::Ready(scheduled)
    }

    /// When the next tick is due.
    ///
    /// ```
    /// use coro_runtime::time::interval;
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     let first = ticks.tick().await;
    ///     assert_eq!(ticks.next_tick(), first + Duration::from_millis(5));
    /// });
    /// ```
    pub fn next_tick(&self) -> Instant {
        self.timer.deadline().into()
    }

    /// The time between two ticks.
    ///
    /// ```
    /// use coro_runtime::time::interval;
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     assert_eq!(ticks.period(), Duration::from_millis(5));
    /// });
    /// ```
    pub fn period(&self) -> Duration {
        self.period
    }

    /// Makes the next tick due one period from now.
    ///
    /// ```
    /// use coro_runtime::time::{Instant, interval};
    /// use std::time::Duration;
    ///
    /// let mut ticks = interval(Duration::from_secs(5));
    /// ticks.reset();
    /// assert!(ticks.next_tick() > Instant::now());
    /// ```
    pub fn reset(&mut self) {
        self.reset_at(Instant::now().add_or_far(self.period));
    }

    /// Makes the next tick due at `deadline`, and those that follow in steps of the period from there.
    ///
    /// ```
    /// use coro_runtime::time::{Instant, interval};
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     let soon = Instant::now() + Duration::from_millis(1);
    ///     ticks.reset_at(soon);
    ///     assert_eq!(ticks.tick().await, soon);
    /// });
    /// ```
    pub fn reset_at(&mut self, deadline: impl Into<Instant>) {
        self.set_next(deadline.into());
    }

    /// Makes the next tick due at once.
    ///
    /// ```
    /// use coro_runtime::time::{Instant, interval};
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_secs(5));
    ///     ticks.tick().await;
    ///     ticks.reset_immediately();
    ///     assert!(ticks.tick().await <= Instant::now());
    /// });
    /// ```
    pub fn reset_immediately(&mut self) {
        self.reset_at(Instant::now());
    }

    /// Makes the next tick due in so long from now, and those that follow in steps of the period from there.
    ///
    /// ```
    /// use coro_runtime::time::interval;
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_secs(5));
    ///     ticks.tick().await;
    ///     ticks.reset_after(Duration::from_millis(5));
    ///     let early = ticks.tick().await;
    ///     assert_eq!(ticks.next_tick() - early, Duration::from_secs(5));
    /// });
    /// ```
    pub fn reset_after(&mut self, after: Duration) {
        self.reset_at(Instant::now().add_or_far(after));
    }

    /// What happens when ticks are missed.
    ///
    /// ```
    /// use coro_runtime::time::{MissedTickBehavior, interval};
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     assert_eq!(ticks.missed_tick_behavior(), MissedTickBehavior::Burst);
    /// });
    /// ```
    pub fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    /// Says what shall happen when ticks are missed; without, it is [`Burst`](MissedTickBehavior::Burst).
    ///
    /// ```
    /// use coro_runtime::time::{MissedTickBehavior, interval};
    /// use std::time::Duration;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut ticks = interval(Duration::from_millis(5));
    ///     ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ///     assert_eq!(ticks.missed_tick_behavior(), MissedTickBehavior::Skip);
    /// });
    /// ```
    pub fn set_missed_tick_behavior(&mut self, behavior: MissedTickBehavior) {
        self.missed = behavior;
    }

    fn set_next(&mut self, deadline: Instant) {
        self.timer = Timer::new(deadline.into_std());
    }
}

/// Ticks at once, and then once each `period`.
///
/// # Panics
///
/// When `period` is zero.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, interval};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let start = Instant::now();
///     let mut ticks = interval(Duration::from_millis(5));
///     for _ in 0..4 {
///         ticks.tick().await;
///     }
///     assert!(start.elapsed() >= Duration::from_millis(15));
/// });
/// ```
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// Ticks at `start`, and then once each `period`.
///
/// # Panics
///
/// When `period` is zero.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, interval_at};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let start = Instant::now() + Duration::from_millis(5);
///     let mut ticks = interval_at(start, Duration::from_millis(1));
///     assert_eq!(ticks.tick().await, start);
///     assert!(Instant::now() >= start);
/// });
/// ```
#[track_caller]
pub fn interval_at(start: impl Into<Instant>, period: Duration) -> Interval {
    assert!(!period.is_zero(), "an interval needs a period that is not zero");
    let timer = Timer::new(start.into().into_std());
    Interval { timer, period, missed: MissedTickBehavior::default() }
}
