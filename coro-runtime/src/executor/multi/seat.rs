//! What the others see of a worker.
//!
//! Takes: calls and thieves. Gives: items, and whether the worker has to be woken. Invariant: a call is answered once: the
//! worker that wakes up finds it, or never goes to sleep.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
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
    /// The worker is in a poll that does not end: others may take what is in the slot.
    is_open: AtomicBool,
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
            is_open: AtomicBool::new(false),
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

    /// Whether there is something in the slot; ordered after what this thread did before.
    pub(in crate::executor) fn has_next(&self) -> bool {
        !self.next.is_empty_for_all()
    }

    /// Lets others take what is in the slot. False if there is nothing.
    pub(in crate::executor) fn open_slot(&self) -> bool {
        let has_next = self.has_next();
        self.is_open.store(has_next, Ordering::Release);
        has_next
    }

    /// Whether others may take from the slot, and there is something.
    pub(super) fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Acquire) && !self.next.is_empty()
    }

    /// Takes from the slot of another worker, if that is open.
    pub(super) fn steal_next(&self) -> Option<Runnable> {
        if self.is_open() && self.is_open.swap(false, Ordering::AcqRel) { self.next.take() } else { None }
    }

    /// The worker itself takes from its slot.
    pub(super) fn take_next(&self) -> Option<Runnable> {
        if self.is_open.load(Ordering::Relaxed) {
            self.is_open.store(false, Ordering::Relaxed);
        }
        self.next.take()
    }

    /// How many tasks lie in the worker's queue, about.
    pub(in crate::executor) fn queued(&self) -> usize {
        self.thief.len() + usize::from(!self.next.is_empty())
    }
}
