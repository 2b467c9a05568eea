//! How fast the workers go about their tasks.
//!
//! Takes: their counts, whenever the monitor looks. Gives: to each worker how many tasks it may keep to itself, and to all whether
//! the reactor may be left alone; and help, where that has turned out wrong.
//!
//! Where tasks are quick and many, another worker that is woken for a few of them, or to sleep in the reactor meanwhile, costs
//! more than they do. How long a poll will take is not known; but with what there was in the last milliseconds to go by,
//! that is seldom wrong, and when it is, the next look sees it. A look that finds a poll behind which something may wait is
//! followed by another in a moment; if the poll still goes on then, nothing is taken for granted for a while.
//!
//! Invariant: while nobody looks, nothing is taken for granted.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::multi::{MOST_KEPT, Multi, Seat};
use super::shared::{Flavor, Shared};

/// About what it costs another worker to wake up.
const WAKING: Duration = Duration::from_micros(16);
/// The reactor is left alone for so long at most, as a rule.
const ABSENCE: Duration = Duration::from_micros(500);
/// Where polls come more seldom than that, the next event will hardly ever find a worker at work for the last one. Shorter than
/// an absence: what is near the limit, and seems to be now above and now below, shall not do neither.
const SELDOM: Duration = Duration::from_micros(250);
/// So many sleeps tell a worker how much there is between them.
const SLEEPS: u32 = 8;

/// For so many looks nothing is taken for granted any more after a poll that went on for long.
const CAREFUL: u32 = 50;

/// See the module. What the monitor keeps.
#[derive(Default)]
pub(super) struct Pace {
    last: Option<Seen>,
    /// For so many looks nothing is taken for granted.
    careful: u32,
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
        self.careful = self.careful.saturating_sub(1);
        for (seat, before) in multi.seats.iter().zip(last.polls) {
            let polls = seat.stats.polls() - before;
            let few = usize::try_from(at_this_rate(polls, elapsed, WAKING)).unwrap_or(MOST_KEPT);
            seat.set_few(if self.careful > 0 { 0 } else { few.min(MOST_KEPT) });
            if polls == 0 && seat.queued() > 0 {
                multi.new_work();
            }
        }
        let turns = shared.reactor().waits() - last.turns;
        let is_attended = at_this_rate(turns, elapsed, ABSENCE) > 0;
        multi.set_attended(is_attended && self.careful == 0);
        if turns == 0 {
            multi.new_watcher();
        }
        is_attended
    }

    /// Whether something may wait behind a poll that goes on, although somebody sleeps who could have it: for the next event, or
    /// for what was kept. If the poll still goes on in a moment, [`look_again`](Pace::look_again) sees to that.
    pub(super) fn doubts(&mut self, shared: &Shared) -> bool {
        let (Flavor::Multi(multi), Some(last)) = (shared.flavor(), &mut self.last) else { return false };
        last.polls = multi.seats.iter().map(|seat| seat.stats.polls()).collect();
        multi.idle.needs_searcher() && multi.seats.iter().any(|seat| may_hold_up(multi, seat))
    }

    /// The next look of those who doubt.
    pub(super) fn look_again(&mut self, shared: &Shared) {
        let (Flavor::Multi(multi), Some(last)) = (shared.flavor(), &self.last) else { return };
        let is_same =
            |(seat, before): (&Seat, &u64)| seat.stats.polls() == *before && may_hold_up(multi, seat);
        if multi.seats.iter().zip(&last.polls).any(is_same) {
            self.careful = CAREFUL;
            multi.set_attended(false);
            multi.seats.iter().for_each(|seat| seat.set_few(0));
            multi.new_watcher();
            if multi.seats.iter().any(|seat| seat.queued() > 0) {
                multi.new_work();
            }
        }
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

/// Whether the worker is in a poll, and something might wait for its end.
fn may_hold_up(multi: &Multi, seat: &Seat) -> bool {
    seat.stats.polling().is_some() && (seat.queued() > 0 || multi.idle.needs_watcher())
}

/// Whether something waits for help that only the next look would bring.
pub(super) fn needs_look(multi: &Multi) -> bool {
    multi.idle.needs_watcher() || multi.seats.iter().any(|seat| seat.queued() > 0)
}

/// How much a worker has to do between its sleeps, as it sees itself, without the monitor.
#[derive(Default)]
pub(super) struct Sleeps {
    /// Since it was last asked how much there is.
    count: Cell<u32>,
    /// When that was, and how many polls there had been.
    last: Cell<Option<(Instant, u64)>>,
    are_rare: Cell<bool>,
    are_worth_a_look: Cell<bool>,
}

impl Sleeps {
    /// There is one more, after so many polls in all. It costs a look at the clock now and then.
    pub(super) fn note(&self, polls: u64, clock: impl FnOnce() -> Instant) {
        let count = self.count.get() + 1;
        self.count.set(count % SLEEPS);
        if count == SLEEPS {
            let now = clock();
            if let Some((before, polls_before)) = self.last.replace(Some((now, polls))) {
                self.judge(polls - polls_before, now.saturating_duration_since(before));
            }
        }
    }

    fn judge(&self, polls: u64, elapsed: Duration) {
        let are_rare = at_this_rate(polls, elapsed, SELDOM) == 0;
        self.are_rare.set(are_rare);
        self.are_worth_a_look.set(!are_rare && at_this_rate(SLEEPS.into(), elapsed, ABSENCE) > 0);
    }

    /// Whether two that sleep in the reactor will hardly ever be woken both.
    pub(super) fn are_rare(&self) -> bool {
        self.are_rare.get()
    }

    /// True every now and then, if there is so much to do that the monitor might find that the reactor can be left alone.
    pub(super) fn are_worth_a_look(&self) -> bool {
        self.are_worth_a_look.take()
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
        assert_eq!(at_this_rate(3, look, ABSENCE), 0);
        assert_eq!(at_this_rate(4, look, ABSENCE), 1);
        assert_eq!(at_this_rate(800, look, WAKING), 6);
        assert_eq!(at_this_rate(1, Duration::ZERO, WAKING), 16_000);
    }

    /// After sleeps with these pauses by turns, and a poll after each: whether they are rare, and worth a look.
    fn judged(pauses: &[Duration]) -> (bool, bool) {
        let (sleeps, mut now) = (Sleeps::default(), Instant::now());
        for (pause, polls) in pauses.iter().cycle().take(200).zip(0..) {
            sleeps.note(polls, || now);
            now += *pause;
        }
        (sleeps.are_rare(), sleeps.are_worth_a_look())
    }

    #[test]
    fn sleeps_are_rare_or_worth_a_look() {
        assert_eq!(judged(&[SELDOM * 2]), (true, false));
        assert_eq!(judged(&[SELDOM / 2]), (false, true));
        // What counts is how much there is, not how it is spread.
        assert_eq!(judged(&[SELDOM / 10, SELDOM / 10, SELDOM * 9]), (true, false));
        assert_eq!(judged(&[SELDOM / 10, SELDOM]), (false, true));
    }

    #[test]
    fn a_few_sleeps_with_much_between_them_are_neither_rare_nor_worth_a_look() {
        let (sleeps, mut now) = (Sleeps::default(), Instant::now());
        for polls in (0..).step_by(100).take(20) {
            sleeps.note(polls, || now);
            now += ABSENCE * 5;
        }
        assert_eq!((sleeps.are_rare(), sleeps.are_worth_a_look()), (false, false));
    }

    #[test]
    fn what_was_worth_a_look_has_to_be_so_again() {
        let (sleeps, now) = (Sleeps::default(), Instant::now());
        (0..u64::from(2 * SLEEPS)).for_each(|polls| sleeps.note(polls, || now));
        assert!(sleeps.are_worth_a_look());
        assert!(!sleeps.are_worth_a_look());
    }
}
