//! What the others see of a worker.
//!
//! Takes: unparks and thieves. Gives: items. Invariant: an unpark ends the worker's sleep, or its next.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use crate::queue::{Slot, Thief};
use crate::task::Runnable;

use super::super::parker::Parker;
use super::super::stats::Stats;
use super::home::Home;

/// See the module. On cache lines of its own.
#[repr(align(128))]
pub(in crate::executor) struct Seat {
    pub(super) thief: Thief<Runnable>,
    /// The task that the worker has just woken, to be run next.
    pub(super) next: Slot<Runnable>,
    /// The worker is in a poll that does not end: others may take what is in the slot.
    is_open: AtomicBool,
    /// So many tasks are run in less time than another worker takes to wake up: nobody needs to be woken for them. So the
    /// monitor says, while it is awake and would see if they are not run.
    few: AtomicUsize,
    pub(super) parker: Parker,
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
            few: AtomicUsize::new(0),
            parker: Parker::new(),
            home: OnceLock::new(),
            stats: Arc::default(),
        }
    }

    /// Of the worker's local tasks; `None` once it has left.
    pub(in crate::executor) fn home(&self) -> Option<Arc<Home>> {
        self.home.get().and_then(Weak::upgrade)
    }

    /// See the field.
    pub(super) fn few(&self) -> usize {
        self.few.load(Ordering::Relaxed)
    }

    pub(in crate::executor) fn set_few(&self, few: usize) {
        self.few.store(few, Ordering::Relaxed);
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
