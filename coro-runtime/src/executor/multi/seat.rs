//! What the others see of a worker.
//!
//! Takes: calls and thieves. Gives: items, and whether the worker has to be woken. Invariant: a call is answered once: the
//! worker that wakes up finds it, or never goes to sleep.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use crate::queue::{Slot, Thief};
use crate::reactor::Bell;
use crate::task::Runnable;

use super::super::stats::Stats;
use super::home::Home;

const AWAKE: usize = 0;
const ASLEEP: usize = 1;
const CALLED: usize = 2;

/// See the module. On cache lines of its own.
#[repr(align(128))]
pub(in crate::executor) struct Seat {
    pub(super) thief: Thief<Runnable>,
    /// The task that the worker has just woken, to be run next.
    pub(super) next: Slot<Runnable>,
    sleep: AtomicUsize,
    bell: OnceLock<Arc<Bell>>,
    /// The worker's local tasks; it keeps the home alive.
    pub(super) home: OnceLock<Weak<Home>>,
    pub(in crate::executor) stats: Arc<Stats>,
}

impl Seat {
    pub(super) fn new(thief: Thief<Runnable>) -> Seat {
        Seat {
            thief,
            next: Slot::new(),
            sleep: AtomicUsize::new(AWAKE),
            bell: OnceLock::new(),
            home: OnceLock::new(),
            stats: Arc::default(),
        }
    }

    /// True if the worker sleeps, and nobody else has called it: the caller wakes it.
    pub(super) fn call(&self) -> bool {
        self.sleep.compare_exchange(ASLEEP, CALLED, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Of the worker's local tasks; `None` once it has left.
    pub(in crate::executor) fn home(&self) -> Option<Arc<Home>> {
        self.home.get().and_then(Weak::upgrade)
    }

    pub(super) fn bell(&self) -> Option<&Arc<Bell>> {
        self.bell.get()
    }

    /// The worker sleeps at this bell from now on.
    pub(super) fn set_bell(&self, bell: Arc<Bell>) {
        // There is one worker to a seat, and it does so once.
        let _ = self.bell.set(bell);
    }

    /// The worker goes to sleep, unless it finds something afterwards.
    pub(super) fn start_sleep(&self) {
        self.sleep.store(ASLEEP, Ordering::Release);
    }

    /// The worker is awake. True if it was called.
    pub(super) fn end_sleep(&self) -> bool {
        self.sleep.swap(AWAKE, Ordering::AcqRel) == CALLED
    }

    /// How many tasks lie in the worker's queue, about.
    pub(in crate::executor) fn queued(&self) -> usize {
        self.thief.len() + usize::from(!self.next.is_empty())
    }
}
