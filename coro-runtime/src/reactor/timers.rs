//! The armed timers of one reactor, earliest first.
//!
//! Takes: deadlines with wakers. Gives: the wakers whose deadline has come, in order of deadline, then of arming.
//! Invariant: a timer that is cancelled is gone at once; nothing of it stays until its deadline.

use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Instant;

/// Names one armed timer. Ordered by deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TimerKey {
    deadline: Instant,
    id: u64,
}

#[derive(Debug)]
pub(super) struct Timers {
    by_deadline: BTreeMap<TimerKey, Waker>,
    next_id: u64,
    is_shut_down: bool,
}

/// What arming a timer has done.
#[must_use]
#[derive(Debug)]
pub(super) enum Armed {
    /// It is the earliest now: whoever sleeps for a later one must be woken.
    Earliest(TimerKey),
    Later(TimerKey),
    /// Nobody will drive these timers any more. The waker is given back.
    ShutDown(Waker),
}

impl Timers {
    pub(super) fn new() -> Timers {
        Timers { by_deadline: BTreeMap::new(), next_id: 0, is_shut_down: false }
    }

    pub(super) fn len(&self) -> usize {
        self.by_deadline.len()
    }

    pub(super) fn arm(&mut self, deadline: Instant, waker: Waker) -> Armed {
        if self.is_shut_down {
            return Armed::ShutDown(waker);
        }
        let key = TimerKey { deadline, id: self.next_id };
        self.next_id += 1;
        let is_earliest = self.next_deadline().is_none_or(|next| deadline < next);
        self.by_deadline.insert(key, waker);
        if is_earliest { Armed::Earliest(key) } else { Armed::Later(key) }
    }

    /// Whether the timer is armed, with a waker like this one.
    pub(super) fn will_wake(&self, key: TimerKey, waker: &Waker) -> bool {
        self.by_deadline.get(&key).is_some_and(|armed| armed.will_wake(waker))
    }

    /// Changes the waker and gives back the replaced one; gives back `waker` itself if the timer is armed no more.
    pub(super) fn replace_waker(&mut self, key: TimerKey, waker: Waker) -> Result<Waker, Waker> {
        match self.by_deadline.get_mut(&key) {
            Some(entry) => Ok(std::mem::replace(entry, waker)),
            None => Err(waker),
        }
    }

    pub(super) fn cancel(&mut self, key: TimerKey) -> Option<Waker> {
        self.by_deadline.remove(&key)
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.by_deadline.first_key_value().map(|(key, _)| key.deadline)
    }

    /// Moves the wakers whose deadline has come to `wakers`. The clock is asked only if there are timers.
    pub(super) fn take_expired(&mut self, clock: impl FnOnce() -> Instant, wakers: &mut Vec<Waker>) {
        if self.by_deadline.is_empty() {
            return;
        }
        let now = clock();
        while let Some(entry) = self.by_deadline.first_entry() {
            if entry.key().deadline > now {
                return;
            }
            wakers.push(entry.remove());
        }
    }

    /// Moves all wakers to `wakers`: their futures will have to look for another reactor.
    pub(super) fn shut_down(&mut self, wakers: &mut Vec<Waker>) {
        self.is_shut_down = true;
        wakers.extend(std::mem::take(&mut self.by_deadline).into_values());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn arm(timers: &mut Timers, deadline: Instant) -> (TimerKey, bool) {
        match timers.arm(deadline, Waker::noop().clone()) {
            Armed::Earliest(key) => (key, true),
            Armed::Later(key) => (key, false),
            Armed::ShutDown(_) => panic!("not shut down"),
        }
    }

    #[test]
    fn only_a_new_earliest_needs_a_wake_up() {
        let mut timers = Timers::new();
        let now = Instant::now();
        let in_ms = |ms| now + Duration::from_millis(ms);
        assert!(arm(&mut timers, in_ms(5)).1);
        assert!(!arm(&mut timers, in_ms(5)).1);
        assert!(!arm(&mut timers, in_ms(9)).1);
        assert!(arm(&mut timers, in_ms(1)).1);
        assert_eq!(timers.next_deadline(), Some(in_ms(1)));
    }

    #[test]
    fn expired_are_taken_and_cancelled_are_gone() {
        let mut timers = Timers::new();
        let now = Instant::now();
        let keys = [1, 2, 3].map(|ms| arm(&mut timers, now + Duration::from_millis(ms)).0);
        assert!(timers.cancel(keys[0]).is_some());
        assert!(timers.cancel(keys[0]).is_none());
        let mut wakers = Vec::new();
        timers.take_expired(|| now + Duration::from_millis(2), &mut wakers);
        assert_eq!((wakers.len(), timers.len()), (1, 1));
        timers.shut_down(&mut wakers);
        assert_eq!((wakers.len(), timers.len()), (2, 0));
        assert!(matches!(timers.arm(now, Waker::noop().clone()), Armed::ShutDown(_)));
    }
}
