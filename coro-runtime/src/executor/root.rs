//! The waker of the future given to `block_on`.
//!
//! Takes: wake-ups from any thread, also after `block_on` has returned. Gives: one `Entry::Root` in the queue at most.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Wake;

use super::shared::Shared;

pub(super) struct RootWaker {
    shared: Arc<Shared>,
    is_queued: AtomicBool,
}

impl RootWaker {
    /// A waker whose root is queued already.
    pub(super) fn new_queued(shared: Arc<Shared>) -> Arc<RootWaker> {
        Arc::new(RootWaker { shared, is_queued: AtomicBool::new(true) })
    }

    /// The root is about to be polled: wake-ups from now on queue it again.
    pub(super) fn start_poll(&self) {
        // A swap, not a store: it must see what the threads whose wake-up found the flag set did before.
        self.is_queued.swap(false, Ordering::AcqRel);
    }
}

impl Wake for RootWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_queued.swap(true, Ordering::AcqRel) {
            self.shared.push_root();
        }
    }
}
