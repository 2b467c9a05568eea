//! What time it is for one reactor.
//!
//! Takes: the wish to stop, to move and to let go on. Gives: the present, and while time stands still, the instant that
//! an idle driver jumps to.
//!
//! Invariants:
//! - The clock never goes back.
//! - A program that never stops a clock pays one load of a flag for a look at it.
//! - While time stands still it moves only in [`Clock::skip`], which is called when nothing else can go on.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Waker;
use std::time::Instant;

use crate::mutex::Mutex;

/// How many clocks of the process may differ from the system's.
static OWN_TIMES: AtomicUsize = AtomicUsize::new(0);

/// Whether all clocks of the process are the system's. Relaxed: a clock that a thread asks was stopped by this thread, or by
/// one that it has synchronised with since.
fn all_are_the_systems() -> bool {
    OWN_TIMES.load(Ordering::Relaxed) == 0
}

/// The present, by the clock of the reactor on this thread; the system's, if there is none.
pub(crate) fn now() -> Instant {
    if all_are_the_systems() {
        return Instant::now();
    }
    super::current().map_or_else(Instant::now, |reactor| reactor.clock().now())
}

#[derive(Debug)]
pub(crate) struct Clock {
    time: Mutex<Time>,
    /// How many wishes there have been: their numbers.
    wishes: AtomicU64,
    /// How much goes on elsewhere of which the runtime waits for the end.
    works: AtomicUsize,
}

#[derive(Debug)]
enum Time {
    System,
    /// It went on at `real`, which it called `shown`.
    GoesOn {
        real: Instant,
        shown: Instant,
    },
    Stands(Standing),
}

#[derive(Debug)]
struct Standing {
    now: Instant,
    /// Whether it jumps to the next timer whenever the driver is idle, or only to where somebody wants it.
    skips_idle: bool,
    /// Where somebody wants it, and who.
    wanted: BTreeMap<(Instant, u64), Waker>,
}

/// Names a wish for the clock to get to an instant.
#[derive(Debug)]
pub(crate) struct WishKey {
    target: Instant,
    number: u64,
}

impl Clock {
    pub(super) fn new() -> Clock {
        Clock { time: Mutex::new(Time::System), wishes: AtomicU64::new(0), works: AtomicUsize::new(0) }
    }

    pub(crate) fn now(&self) -> Instant {
        if all_are_the_systems() { Instant::now() } else { self.time.lock().now() }
    }

    pub(crate) fn is_paused(&self) -> bool {
        !all_are_the_systems() && matches!(*self.time.lock(), Time::Stands(_))
    }

    /// Stops the clock. If it stands already, only changes whether it skips what is idle.
    pub(crate) fn pause(&self, skips_idle: bool) {
        let time = &mut *self.time.lock();
        let now = time.now();
        match time {
            Time::Stands(standing) => standing.skips_idle = skips_idle,
            Time::System | Time::GoesOn { .. } => {
                if let Time::System = time {
                    OWN_TIMES.fetch_add(1, Ordering::Relaxed);
                }
                *time = Time::Stands(Standing { now, skips_idle, wanted: BTreeMap::new() });
            }
        }
    }

    /// Lets a clock that stands go on from where it stands.
    pub(crate) fn resume(&self) {
        let given_up = {
            let time = &mut *self.time.lock();
            let Time::Stands(standing) = time else { return };
            let wanted = std::mem::take(&mut standing.wanted);
            *time = Time::GoesOn { real: Instant::now(), shown: standing.now };
            wanted
        };
        super::wake_all(&mut given_up.into_values().collect());
    }

    /// Asks for the clock to get to `target` when all that is due until then has been done. If it does not stand, gives
    /// the waker back.
    pub(crate) fn wish(&self, target: Instant, waker: Waker) -> Result<WishKey, Waker> {
        match &mut *self.time.lock() {
            Time::Stands(standing) => {
                let number = self.wishes.fetch_add(1, Ordering::Relaxed);
                standing.wanted.insert((target, number), waker);
                Ok(WishKey { target, number })
            }
            Time::System | Time::GoesOn { .. } => Err(waker),
        }
    }

    /// Changes the waker of a wish and gives the replaced one back, or `waker` itself if the wish has come true or was
    /// given up.
    pub(crate) fn replace_waker(&self, key: &WishKey, waker: Waker) -> Result<Waker, Waker> {
        match &mut *self.time.lock() {
            Time::Stands(standing) => match standing.wanted.get_mut(&(key.target, key.number)) {
                Some(wanted) => Ok(std::mem::replace(wanted, waker)),
                None => Err(waker),
            },
            Time::System | Time::GoesOn { .. } => Err(waker),
        }
    }

    pub(crate) fn withdraw(&self, key: &WishKey) -> Option<Waker> {
        match &mut *self.time.lock() {
            Time::Stands(standing) => standing.wanted.remove(&(key.target, key.number)),
            Time::System | Time::GoesOn { .. } => None,
        }
    }

    /// When the system's clock will show what this one calls `deadline`; `None` if it stands.
    pub(super) fn to_system(&self, deadline: Instant) -> Option<Instant> {
        if all_are_the_systems() {
            return Some(deadline);
        }
        match *self.time.lock() {
            Time::System => Some(deadline),
            Time::GoesOn { real, shown } => Some(real + deadline.saturating_duration_since(shown)),
            Time::Stands(_) => None,
        }
    }

    /// Some work elsewhere begins, of which the runtime waits for the end: until then the clock skips nothing by itself.
    pub(super) fn start_work(&self) {
        self.works.fetch_add(1, Ordering::Relaxed);
    }

    /// It has ended, and whom it concerns has been woken. True if that was all, and the clock stands.
    pub(super) fn end_work(&self) -> bool {
        self.works.fetch_sub(1, Ordering::AcqRel) == 1 && self.is_paused()
    }

    /// Whether some work goes on. If not, all wake-ups by its end can be seen; if so, its end sees that the clock stands.
    pub(super) fn has_work(&self) -> bool {
        self.works.fetch_add(0, Ordering::AcqRel) > 0
    }

    /// Nothing can go on: moves a clock that stands to where something can, the next timer (`by_itself`, if it is one that
    /// does so) or the next wish. Wishes that come true by this go to `wakers`. False if the clock did not move.
    pub(super) fn skip(&self, by_itself: bool, next_timer: Option<Instant>, wakers: &mut Vec<Waker>) -> bool {
        let Time::Stands(standing) = &mut *self.time.lock() else { return false };
        let wish = standing.wanted.first_key_value().map(|(&(target, _), _)| target);
        match (next_timer, wish) {
            (Some(timer), Some(wish)) if timer <= wish => standing.move_to(timer),
            (Some(timer), None) if standing.skips_idle && by_itself => standing.move_to(timer),
            (_, Some(wish)) => {
                standing.move_to(wish);
                wakers.extend(standing.wanted.pop_first().map(|(_, waker)| waker));
            }
            (_, None) => return false,
        }
        true
    }
}

impl Time {
    fn now(&self) -> Instant {
        match self {
            Time::System => Instant::now(),
            Time::GoesOn { real, shown } => *shown + real.elapsed(),
            Time::Stands(standing) => standing.now,
        }
    }
}

impl Standing {
    fn move_to(&mut self, instant: Instant) {
        self.now = self.now.max(instant);
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        if !matches!(*self.time.lock(), Time::System) {
            OWN_TIMES.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
