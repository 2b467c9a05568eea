//! The timers of a reactor, in a shard for each thread that drives it.
//!
//! Takes: deadlines with wakers, from the thread that a shard belongs to; looks and cancellations from anywhere. Gives: the
//! wakers whose deadline has come, to whoever asks: so a thread that is busy keeps no timer from firing.
//!
//! A timer does not hold its reactor, only its number: to hold it would cost as much as to arm the timer. On a thread of
//! its reactor, which is where timers nearly always are, the number is compared; elsewhere the reactor is looked up.
//!
//! Invariant: numbers of reactors are not used again, and a reactor that is not found is gone, with all its timers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::Waker;
use std::time::Instant;

use super::timers::{Arming, Look, TimerKey, Timers};
use super::{Reactor, context};

/// The reactors that exist, by their number.
static REACTORS: Mutex<BTreeMap<u64, Weak<Reactor>>> = Mutex::new(BTreeMap::new());
static NUMBERS: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
pub(super) struct Shards {
    reactor: u64,
    count: u32,
    /// One for each shard.
    timers: Box<[Timers]>,
    assigned: AtomicU32,
}

/// Names an armed timer in the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct ArmedAt {
    reactor: u64,
    shard: u32,
    key: TimerKey,
}

/// What has become of the wish to arm a timer.
#[must_use]
#[derive(Debug)]
pub(super) enum Armed {
    Waits(ArmedAt),
    /// The deadline is past already.
    Passed,
    /// No runtime runs on this thread, or it was shut down.
    NoRuntime,
}

impl Shards {
    pub(super) fn new(count: u32) -> Shards {
        let epoch = Instant::now();
        Shards {
            reactor: NUMBERS.fetch_add(1, Ordering::Relaxed),
            timers: (0..count).map(|_| Timers::new(epoch)).collect(),
            assigned: AtomicU32::new(0),
            count,
        }
    }

    /// The next shard in turn.
    pub(super) fn assign(&self) -> u32 {
        self.assigned.fetch_add(1, Ordering::Relaxed) % self.count
    }

    pub(super) fn len(&self) -> usize {
        self.timers.iter().map(Timers::len).sum()
    }

    /// The driver is about to sleep: see [`Timers::start_sleep`].
    pub(super) fn start_sleep(&self) -> Option<Instant> {
        self.timers.iter().filter_map(Timers::start_sleep).min()
    }

    /// The driver is awake: see [`Timers::take_expired`].
    pub(super) fn take_expired(&self, mut clock: impl FnMut() -> Instant, wakers: &mut Vec<Waker>) {
        self.timers.iter().for_each(|timers| timers.take_expired(&mut clock, wakers));
    }

    pub(super) fn shut_down(&self, wakers: &mut Vec<Waker>) {
        self.timers.iter().for_each(|timers| timers.shut_down(wakers));
    }
}

/// Lets timers find their reactor.
pub(super) fn register(reactor: &Arc<Reactor>) {
    reactors(|reactors| reactors.insert(reactor.timers.reactor, Arc::downgrade(reactor)));
}

impl Drop for Shards {
    fn drop(&mut self) {
        reactors(|reactors| reactors.remove(&self.reactor));
    }
}

fn reactors<R>(f: impl FnOnce(&mut BTreeMap<u64, Weak<Reactor>>) -> R) -> R {
    f(&mut REACTORS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Arms a timer with the reactor of this thread.
#[inline]
pub(super) fn arm(deadline: Instant, waker: Waker) -> Armed {
    // Outside of the closure, for what is not used to be dropped outside.
    let mut waker = Some(waker);
    let arming = context::with_current(|reactor, shard| {
        let arming =
            reactor.timers.timers[shard as usize].arm(deadline, waker.take().expect("it is called once"));
        if let Arming::Armed { ends_sleep: true, .. } = arming {
            reactor.deadline_moved(deadline);
        }
        (arming, reactor.timers.reactor, shard)
    });
    match arming {
        Some((Arming::Armed { key, .. }, reactor, shard)) => Armed::Waits(ArmedAt { reactor, shard, key }),
        Some((Arming::Passed(waker), ..)) => {
            drop(waker);
            Armed::Passed
        }
        Some((Arming::ShutDown(waker), ..)) => {
            drop(waker);
            Armed::NoRuntime
        }
        None => Armed::NoRuntime,
    }
}

impl ArmedAt {
    /// What has become of the timer; if it waits, then with the waker.
    pub(super) fn look(&self, waker: &Waker) -> Look {
        let look = || self.with(|timers| timers.look(self.key, waker)).unwrap_or(Look::ShutDown);
        let first = look();
        if first != Look::WaitsForOther {
            return first;
        }
        let mut new = Some(waker.clone());
        let replaced =
            self.with(|timers| timers.replace_waker(self.key, new.take().expect("it is called once")));
        drop((replaced, new));
        // It may have fired between the two locks, and woken the other waker only.
        look()
    }

    #[inline]
    pub(super) fn cancel(&self) {
        let waker = self.with(|timers| timers.cancel(self.key));
        drop(waker);
    }

    /// Calls `f` with the shard that has the timer, if there still is one.
    #[inline]
    fn with<R>(&self, f: impl FnOnce(&Timers) -> R) -> Option<R> {
        let mut f = Some(f);
        let here = context::with_current(|reactor, _| {
            if reactor.timers.reactor != self.reactor {
                return None;
            }
            f.take().map(|f| f(&reactor.timers.timers[self.shard as usize]))
        });
        if let Some(Some(result)) = here {
            return Some(result);
        }
        let reactor = reactors(|reactors| reactors.get(&self.reactor).and_then(Weak::upgrade))?;
        f.map(|f| f(&reactor.timers.timers[self.shard as usize]))
    }
}
