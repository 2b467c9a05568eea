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

use std::time::{Duration, Instant};

use super::multi::{FEW, Multi};
use super::shared::{Flavor, Shared};

/// About what it costs another worker to wake up.
const WAKING: Duration = Duration::from_micros(16);
/// The reactor is left alone for so long at most, as a rule.
const ABSENCE: Duration = Duration::from_micros(100);

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
            seat.set_few(usize::try_from(at_this_rate(polls, elapsed, WAKING)).unwrap_or(FEW).min(FEW));
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
}
