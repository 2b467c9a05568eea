//! The tasks' references to their runtime.
//!
//! Takes: a runtime, for each new task. Gives: a reference that keeps it. Those of tasks that have ended stay with the thread
//! that runs the runtime, for the next tasks: so tasks come and go there without an atomic step for it.
//!
//! Invariant: what a thread has spare is counted in the runtime's `Arc`, and belongs to nobody else; it is given up when the
//! thread leaves the runtime.

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr;
use std::sync::Arc;

use super::shared::Shared;

/// A thread keeps no more than this: giving them up takes an atomic step each.
const MOST_SPARE: usize = 1024;

/// A reference to a runtime, as an `Arc` is.
pub(super) struct Reference(ManuallyDrop<Arc<Shared>>);

impl Reference {
    #[inline]
    pub(super) fn new(shared: &Arc<Shared>) -> Reference {
        if SPARE.with(|spare| spare.take(shared)) {
            // SAFETY: the pointer is that of an `Arc`, and one of the references that it counts was spare.
            return Reference(ManuallyDrop::new(unsafe { Arc::from_raw(Arc::as_ptr(shared)) }));
        }
        Reference(ManuallyDrop::new(Arc::clone(shared)))
    }
}

impl Deref for Reference {
    type Target = Arc<Shared>;

    #[inline]
    fn deref(&self) -> &Arc<Shared> {
        &self.0
    }
}

impl Drop for Reference {
    #[inline]
    fn drop(&mut self) {
        if !SPARE.with(|spare| spare.put(&self.0)) {
            // SAFETY: it is not used again, and was not put aside.
            unsafe { ManuallyDrop::drop(&mut self.0) }
        }
    }
}

thread_local! {
    static SPARE: Spare = const { Spare { of: Cell::new(ptr::null()), count: Cell::new(0) } };
}

/// References to a runtime that nobody uses.
struct Spare {
    of: Cell<*const Shared>,
    count: Cell<usize>,
}

impl Spare {
    /// Whether there was one, which is the caller's now.
    #[inline]
    fn take(&self, shared: &Arc<Shared>) -> bool {
        let count = self.count.get();
        let has_one = count > 0 && ptr::eq(self.of.get(), Arc::as_ptr(shared));
        if has_one {
            self.count.set(count - 1);
        }
        has_one
    }

    /// False if it stays the caller's; otherwise it must not be dropped.
    #[inline]
    fn put(&self, shared: &Arc<Shared>) -> bool {
        let count = self.count.get();
        let has_room = count < MOST_SPARE && ptr::eq(self.of.get(), Arc::as_ptr(shared));
        if has_room {
            self.count.set(count + 1);
        }
        has_room
    }
}

/// This thread runs a runtime until the guard is dropped, and keeps references to it meanwhile.
pub(super) struct Keeps {
    previous: (*const Shared, usize),
    /// The guard must be dropped on this thread.
    _not_send: PhantomData<*const ()>,
}

impl Keeps {
    pub(super) fn references_of(shared: &Arc<Shared>) -> Keeps {
        let previous = SPARE.with(|spare| (spare.of.replace(Arc::as_ptr(shared)), spare.count.replace(0)));
        Keeps { previous, _not_send: PhantomData }
    }
}

impl Drop for Keeps {
    fn drop(&mut self) {
        let (of, count) = self.previous;
        let (of, count) = SPARE.with(|spare| (spare.of.replace(of), spare.count.replace(count)));
        for _ in 0..count {
            // SAFETY: these were spare: the pointer is that of an `Arc`, which counts them, and they are nobody's.
            drop(unsafe { Arc::from_raw(of) });
        }
    }
}
