//! How many polls may go by before the reactor is asked for news.
//!
//! Takes: how long the last polls took. Gives: the number for the next round. A look at the reactor costs a system call,
//! so quick polls share one among many; slow polls get more looks, so that news wait for about [`TARGET`].
//!
//! Invariant: the number is between 1 and the builder's, 61 if nothing is said. It falls at once when polls are slow and at most doubles per round when
//! they are quick again.

use std::time::{Duration, Instant};

/// For how long polls may keep the reactor waiting, where there is a choice.
const TARGET: Duration = Duration::from_micros(200);

#[cfg(test)]
const MOST: u32 = 61;

#[derive(Debug)]
pub(super) struct Interval {
    /// The most polls between two looks: so that the system call costs each little.
    most: u32,
    polls: u32,
    /// When this round began, if the previous round ended with work left. A thread that sleeps between rounds needs no
    /// measure, and is spared the clock.
    began: Option<Instant>,
}

impl Interval {
    pub(super) fn new(most: u32) -> Interval {
        Interval { most, polls: most, began: None }
    }

    /// How many polls this round may have.
    pub(super) fn polls(&self) -> u32 {
        self.polls
    }

    /// The round ended with work left.
    pub(super) fn end_busy_round(&mut self, now: Instant) {
        if let Some(began) = self.began.replace(now) {
            self.polls = next(self.polls, self.most, now.saturating_duration_since(began));
        }
    }

    /// The round ended with nothing to do.
    pub(super) fn end_idle_round(&mut self) {
        self.began = None;
    }
}

/// The number after a full round of `polls` that took `elapsed`.
fn next(polls: u32, most: u32, elapsed: Duration) -> u32 {
    let fitting = u128::from(polls) * TARGET.as_nanos() / elapsed.as_nanos().max(1);
    let fitting = u32::try_from(fitting).unwrap_or(u32::MAX);
    fitting.min(polls.saturating_mul(2)).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_polls_share_a_look() {
        assert_eq!(next(MOST, MOST, Duration::from_micros(10)), MOST);
        assert_eq!(next(MOST, MOST, Duration::ZERO), MOST);
    }

    #[test]
    fn slow_polls_get_a_look_each() {
        assert_eq!(next(MOST, MOST, Duration::from_secs(1)), 1);
        assert_eq!(next(1, MOST, Duration::from_secs(1)), 1);
        assert_eq!(next(MOST, MOST, Duration::from_micros(400)), 30);
    }

    #[test]
    fn growth_is_limited() {
        assert_eq!(next(1, MOST, Duration::from_nanos(100)), 2);
        assert_eq!(next(40, MOST, Duration::from_nanos(100)), MOST);
    }

    #[test]
    fn idle_rounds_are_not_measured() {
        let mut interval = Interval::new(MOST);
        let start = Instant::now();
        interval.end_busy_round(start);
        interval.end_idle_round();
        interval.end_busy_round(start + Duration::from_secs(1));
        assert_eq!(interval.polls(), MOST);
        interval.end_busy_round(start + Duration::from_secs(2));
        assert_eq!(interval.polls(), 1);
    }
}
