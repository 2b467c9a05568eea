//! How fast the workers go about their tasks.
//!
//! Takes: their counts, whenever the monitor looks. Gives: to each worker how many tasks it may keep to itself, and to all whether
//! the reactor may be left alone; and help, where that has turned out wrong.
//!
//! Where tasks are quick and many, another worker that is woken for a few of them, or to sleep in the reactor meanwhile, costs
//! more than they do. How long a poll will take is not known; but with what there was in the last milliseconds to go by,
//! that is seldom wrong, and when it is, the next look sees it.
//!
//! Invariant: while nobody looks, nothing is taken for granted.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::multi::{MOST_KEPT, Multi};
use super::shared::{Flavor, Shared};

/// About what it costs another worker to wake up.
const WAKING: Duration = Duration::from_micros(16);
/// The reactor is left alone for so long at most, as a rule.
const ABSENCE: Duration = Duration::from_micros(100);

/// So many sleeps in a row that come long after one another are no accident.
const RARE: u32 = 8;
/// After so many that come soon after one another, the monitor shall look.
const FREQUENT: u32 = 64;

/// See the module. What the monitor keeps.
#[derive(Default)]
pub(super) struct Pace {
    last: Option<Seen>,
}

struct Seen {
    at: Instant,
    turns: u64,
    /// Of each worker.
    polls: Vec<u64>,
}

impl Pace {
    /// Looks at the workers. True if they keep each other from sleep, so that the next look is worth it.
    pub(super) fn look(&mut self, shared: &Shared, now: Instant) -> bool {
        let Flavor::Multi(multi) = shared.flavor() else { return false };
        let polls = multi.seats.iter().map(|seat| seat.stats.polls()).collect();
        let seen = Seen { at: now, turns: shared.reactor().waits(), polls };
        let Some(last) = self.last.replace(seen) else { return true };
        let elapsed = now.saturating_duration_since(last.at);
        for (seat, before) in multi.seats.iter().zip(last.polls) {
            let polls = seat.stats.polls() - before;
            seat.set_few(
                usize::try_from(at_this_rate(polls, elapsed, WAKING)).unwrap_or(MOST_KEPT).min(MOST_KEPT),
            );
            if polls == 0 && seat.queued() > 0 {
                multi.new_work();
            }
        }
        let turns = shared.reactor().waits() - last.turns;
        let is_attended = at_this_rate(turns, elapsed, ABSENCE) > 0;
        multi.set_attended(is_attended);
        if turns == 0 {
            multi.new_watcher();
        }
        is_attended
    }

    /// There may be no look for long.
    pub(super) fn forget(&mut self, shared: &Shared) {
        if let Flavor::Multi(multi) = shared.flavor() {
            multi.set_attended(false);
            multi.seats.iter().for_each(|seat| seat.set_few(0));
        }
        self.last = None;
    }
}

/// Whether something waits for help that only the next look would bring.
pub(super) fn needs_look(multi: &Multi) -> bool {
    multi.idle.needs_watcher() || multi.seats.iter().any(|seat| seat.queued() > 0)
}

/// How often a worker goes to sleep, as it sees itself, without the monitor.
#[derive(Default)]
pub(super) struct Sleeps {
    last: Cell<Option<Instant>>,
    /// How many in a row have come long after one another.
    rare: Cell<u32>,
    /// How many have come soon after one another, since they were last asked for.
    frequent: Cell<u32>,
}

impl Sleeps {
    /// There is one more.
    pub(super) fn note(&self, now: Instant) {
        let last = self.last.replace(Some(now));
        if last.is_some_and(|last| now.saturating_duration_since(last) >= ABSENCE) {
            self.rare.set(self.rare.get().saturating_add(1));
            self.frequent.set(self.frequent.get() / 2);
        } else {
            self.rare.set(0);
            self.frequent.set(self.frequent.get() + 1);
        }
    }

    /// Whether two that sleep in the reactor will hardly ever be woken both.
    pub(super) fn are_rare(&self) -> bool {
        self.rare.get() >= RARE
    }

    /// True every now and then, if they are so frequent that the monitor might find that the reactor can be left alone.
    pub(super) fn are_worth_a_look(&self) -> bool {
        let are_worth = self.frequent.get() >= FREQUENT;
        if are_worth {
            self.frequent.set(0);
        }
        are_worth
    }
}

/// How many of `count` in the time of `elapsed` fall into `time`.
fn at_this_rate(count: u64, elapsed: Duration, time: Duration) -> u128 {
    u128::from(count) * time.as_nanos() / elapsed.as_nanos().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded_down() {
        let look = Duration::from_millis(2);
        assert_eq!(at_this_rate(19, look, ABSENCE), 0);
        assert_eq!(at_this_rate(20, look, ABSENCE), 1);
        assert_eq!(at_this_rate(800, look, WAKING), 6);
        assert_eq!(at_this_rate(1, Duration::ZERO, WAKING), 16_000);
    }

    #[test]
    fn sleeps_are_rare_or_worth_a_look() {
        let start = Instant::now();
        let after = |gaps: &[Duration]| {
            let (sleeps, mut now) = (Sleeps::default(), start);
            for gap in gaps.iter().cycle().take(200) {
                sleeps.note(now);
                now += *gap;
            }
            (sleeps.are_rare(), sleeps.are_worth_a_look())
        };
        assert_eq!(after(&[2 * ABSENCE]), (true, false));
        assert_eq!(after(&[ABSENCE / 2]), (false, true));
        let seldom = [ABSENCE / 9, ABSENCE / 9, 9 * ABSENCE];
        assert_eq!(after(&seldom), (false, false));
    }

    #[test]
    fn what_was_worth_a_look_has_to_be_so_again() {
        let sleeps = Sleeps::default();
        let now = Instant::now();
        (0..FREQUENT).for_each(|_| sleeps.note(now));
        assert!(sleeps.are_worth_a_look());
        assert!(!sleeps.are_worth_a_look());
    }
}
