//! The armed timers of one shard.
//!
//! Takes: deadlines with wakers. Gives: the wakers whose deadline has come, in order of deadline, then of arming; and
//! until when the driver may sleep.
//!
//! Invariants:
//! - A timer that is cancelled is gone at once; nothing of it stays until its deadline.
//! - Whoever arms a timer for before the end of the driver's sleep is told so. Both look under the lock, so either the
//!   driver sees the timer or the timer sees the sleep. A driver without timers needs no lock for that: the sleep that it
//!   has announced last was for ever, and it says that it sleeps before it looks whether there are any, while who arms the
//!   first looks whether it sleeps afterwards.
//! - Wakers are neither cloned nor dropped nor woken under the lock.

use std::task::Waker;
use std::time::{Duration, Instant};

use crate::loom::{AtomicU64, AtomicUsize, Ordering, between_store_and_load, fence};
use crate::mutex::Mutex;

use super::wheel::{Due, Wheel};

pub(super) use super::wheel::TimerKey;

#[derive(Debug)]
pub(super) struct Timers {
    /// Tick 0 of the wheel; a tick is a nanosecond.
    epoch: Instant,
    state: Mutex<State>,
    /// How many timers there are. Written under the lock.
    armed: AtomicUsize,
    /// Until when the driver sleeps, at most: as it has said last, or 0 once it has looked which timers are due. One that is
    /// awake will look at them before it sleeps. Written under the lock.
    sleeps_until: AtomicU64,
}

#[derive(Debug)]
struct State {
    wheel: Wheel<Waker>,
    is_shut_down: bool,
    /// A buffer that lives from turn to turn.
    due: Vec<Due<Waker>>,
}

/// What arming a timer has done. Where it was not armed, the waker is given back.
#[must_use]
#[derive(Debug)]
pub(super) enum Arming {
    Armed {
        key: TimerKey,
        /// Whether the driver sleeps for longer, and must be woken.
        ends_sleep: bool,
    },
    /// The deadline is past already.
    Passed(Waker),
    /// Nobody will drive these timers any more.
    ShutDown(Waker),
}

/// What has become of a timer that was armed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// It waits, with the waker that was asked about.
    Waits,
    /// It waits with another waker.
    WaitsForOther,
    /// Its deadline has come.
    Fired,
    /// Nobody drives it any more.
    ShutDown,
}

impl Timers {
    pub(super) fn new(epoch: Instant) -> Timers {
        let state = State { wheel: Wheel::new(), is_shut_down: false, due: Vec::new() };
        let (armed, sleeps_until) = (AtomicUsize::new(0), AtomicU64::new(0));
        Timers { epoch, state: Mutex::new(state), armed, sleeps_until }
    }

    pub(super) fn len(&self) -> usize {
        self.state.lock().wheel.len()
    }

    /// To be called under the lock, when timers have come or gone.
    #[inline]
    fn count(&self, state: &State) {
        self.armed.store(state.wheel.len(), Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn arm(&self, deadline: Instant, waker: Waker) -> Arming {
        let tick = self.tick(deadline);
        let mut state = self.state.lock();
        if state.is_shut_down {
            return Arming::ShutDown(waker);
        }
        match state.wheel.insert(tick, waker) {
            Ok(key) => {
                self.count(&state);
                let ends_sleep = tick < self.sleeps_until.load(Ordering::Relaxed);
                if ends_sleep {
                    self.sleeps_until.store(tick, Ordering::Relaxed);
                    // Before the look whether the driver sleeps.
                    fence(Ordering::SeqCst);
                }
                Arming::Armed { key, ends_sleep }
            }
            Err(waker) => Arming::Passed(waker),
        }
    }

    pub(super) fn look(&self, key: TimerKey, waker: &Waker) -> Look {
        let state = &mut *self.state.lock();
        match state.wheel.get(key) {
            Some(armed) if armed.will_wake(waker) => Look::Waits,
            Some(_) => Look::WaitsForOther,
            None if state.is_shut_down => Look::ShutDown,
            None => Look::Fired,
        }
    }

    /// Changes the waker. Gives back the replaced one, or `waker` itself if the timer waits no more.
    pub(super) fn replace_waker(&self, key: TimerKey, waker: Waker) -> Waker {
        match self.state.lock().wheel.get(key) {
            Some(armed) => std::mem::replace(armed, waker),
            None => waker,
        }
    }

    #[inline]
    pub(super) fn cancel(&self, key: TimerKey) -> Option<Waker> {
        let mut state = self.state.lock();
        let waker = state.wheel.remove(key);
        self.count(&state);
        waker
    }

    /// The driver is about to sleep, and has said so: until when, at most. A timer that is armed for before that says so.
    pub(super) fn start_sleep(&self) -> Option<Instant> {
        between_store_and_load();
        let has_none = self.armed.load(Ordering::SeqCst) == 0;
        if has_none && self.sleeps_until.load(Ordering::SeqCst) == u64::MAX {
            return None;
        }
        let state = self.state.lock();
        let next = state.wheel.next();
        self.sleeps_until.store(next.unwrap_or(u64::MAX), Ordering::Relaxed);
        next.map(|tick| self.epoch + Duration::from_nanos(tick))
    }

    /// The driver is awake: moves the wakers whose deadline has come to `wakers`. The clock is asked only if there are
    /// timers.
    pub(super) fn take_expired(&self, clock: impl FnOnce() -> Instant, wakers: &mut Vec<Waker>) {
        // One that is armed meanwhile is not due yet, or will be seen before the next sleep.
        if self.armed.load(Ordering::Relaxed) == 0 {
            return;
        }
        let state = &mut *self.state.lock();
        self.sleeps_until.store(0, Ordering::Relaxed);
        if state.wheel.len() > 0 {
            state.wheel.advance(self.tick(clock()), &mut state.due);
            wakers.extend(state.due.drain(..).map(|due| due.value));
            self.count(state);
        }
    }

    /// Moves all wakers to `wakers`: their futures will have to look for another reactor.
    pub(super) fn shut_down(&self, wakers: &mut Vec<Waker>) {
        let mut state = self.state.lock();
        state.is_shut_down = true;
        wakers.extend(state.wheel.drain());
        self.count(&state);
    }

    /// Instants of before the epoch are tick 0, those of 584 years later and more the last one.
    fn tick(&self, instant: Instant) -> u64 {
        let since = instant.saturating_duration_since(self.epoch);
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn arm(timers: &Timers, deadline: Instant) -> (TimerKey, bool) {
        arm_with(timers, deadline, Waker::noop())
    }

    fn arm_with(timers: &Timers, deadline: Instant, waker: &Waker) -> (TimerKey, bool) {
        match timers.arm(deadline, waker.clone()) {
            Arming::Armed { key, ends_sleep } => (key, ends_sleep),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_what_is_due_before_the_end_of_the_sleep_ends_it() {
        let now = Instant::now();
        let timers = Timers::new(now);
        assert!(!arm(&timers, now + 9 * MS).1, "the driver is awake");
        assert_eq!(timers.start_sleep(), Some(now + 9 * MS));
        assert!(!arm(&timers, now + 9 * MS).1);
        assert!(arm(&timers, now + 5 * MS).1);
        timers.take_expired(|| now, &mut Vec::new());
        assert!(!arm(&timers, now + MS).1, "the driver is awake again");
        assert_eq!(timers.start_sleep(), Some(now + MS));
    }

    #[test]
    fn the_first_timer_ends_an_endless_sleep() {
        let now = Instant::now();
        let timers = Timers::new(now);
        assert_eq!(timers.start_sleep(), None);
        assert!(arm(&timers, now + Duration::from_hours(1)).1);
    }

    #[test]
    fn a_timer_waits_until_it_has_fired_was_cancelled_or_shut_down() {
        let now = Instant::now();
        let timers = Timers::new(now);
        let waker = Waker::noop();
        let [first, second, third] = [1, 2, 3].map(|n| arm_with(&timers, now + n * MS, waker).0);
        assert!(timers.cancel(first).is_some());
        assert!(timers.cancel(first).is_none());
        let mut wakers = Vec::new();
        timers.take_expired(|| now + 2 * MS, &mut wakers);
        assert_eq!((wakers.len(), timers.len()), (1, 1));
        assert_eq!(timers.look(second, waker), Look::Fired);
        // Copies of a waker that does nothing need not know each other.
        assert!(matches!(timers.look(third, waker), Look::Waits | Look::WaitsForOther));
        assert!(matches!(timers.arm(now + 2 * MS, waker.clone()), Arming::Passed(_)));
        timers.shut_down(&mut wakers);
        assert_eq!((wakers.len(), timers.len()), (2, 0));
        assert_eq!(timers.look(third, waker), Look::ShutDown);
        assert!(matches!(timers.arm(now + 9 * MS, waker.clone()), Arming::ShutDown(_)));
    }

    #[test]
    fn a_deadline_beyond_the_wheel_is_its_last_tick() {
        let now = Instant::now();
        let timers = Timers::new(now);
        let far = now + Duration::from_hours(24 * 365 * 100_000);
        arm(&timers, far);
        let end = now + Duration::from_nanos(u64::MAX);
        assert_eq!(timers.start_sleep(), Some(end));
    }
}
