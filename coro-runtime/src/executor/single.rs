//! The one thread of a runtime without workers, as the others see it.
//!
//! Takes: queue entries and new tasks, from other threads. Gives: them to that thread. Invariant: once closed, it takes nothing.

use std::mem;
use std::sync::{Arc, OnceLock, Weak};

use crate::loom::{AtomicBool, Ordering, between_store_and_load};
use crate::mutex::Mutex;
use crate::task::{Owned, Runnable};

use super::run::CoreCell;
use super::stats::Stats;

/// What waits to be polled.
pub(super) enum Entry {
    /// The future given to `block_on`.
    Root,
    Task(Runnable),
}

/// What comes from other threads.
pub(super) enum Remote {
    Entry(Entry),
    /// A new task: to be owned, and to be polled.
    Spawned(Owned, Runnable),
}

/// What others see of the one thread of a runtime, and have for it.
pub(super) struct Single {
    queue: Mutex<RemoteQueue>,
    /// Set when the queue may hold something, so that looking costs no lock.
    has_items: AtomicBool,
    pub(super) stats: Stats,
    /// What runs the runtime, as long as its owner lives.
    core: OnceLock<Weak<CoreCell>>,
}

struct RemoteQueue {
    items: Vec<Remote>,
    is_closed: bool,
}

impl Single {
    pub(super) fn new() -> Single {
        let queue = Mutex::new(RemoteQueue { items: Vec::new(), is_closed: false });
        let (has_items, stats) = (AtomicBool::new(false), Stats::default());
        Single { queue, has_items, stats, core: OnceLock::new() }
    }

    pub(super) fn set_core(&self, core: &Arc<CoreCell>) {
        // There is one, from the beginning.
        let _ = self.core.set(Arc::downgrade(core));
    }

    pub(super) fn core(&self) -> Option<Arc<CoreCell>> {
        self.core.get().and_then(Weak::upgrade)
    }

    /// Gives the item back if this is closed.
    pub(super) fn push(&self, item: Remote) -> Option<Remote> {
        let mut queue = self.queue.lock();
        if queue.is_closed {
            return Some(item);
        }
        queue.items.push(item);
        // Before the look whether the thread sleeps.
        self.has_items.store(true, Ordering::SeqCst);
        None
    }

    /// Whether other threads have brought something, as far as that is known.
    #[inline]
    pub(super) fn has_items(&self) -> bool {
        self.has_items.load(Ordering::Acquire)
    }

    /// Moves what other threads have brought to `items`.
    pub(super) fn take(&self, items: &mut Vec<Remote>) {
        let mut queue = self.queue.lock();
        self.has_items.store(false, Ordering::Relaxed);
        items.append(&mut queue.items);
    }

    /// Whether others have brought nothing, for a thread that has said that it will sleep: what is brought later finds that.
    pub(super) fn is_empty(&self) -> bool {
        between_store_and_load();
        !self.has_items.load(Ordering::SeqCst)
    }

    pub(super) fn len(&self) -> usize {
        self.queue.lock().items.len()
    }

    /// Refuses everything from now on, and cancels the tasks that have not got to their owner.
    pub(super) fn close(&self) {
        let items = {
            let mut queue = self.queue.lock();
            queue.is_closed = true;
            mem::take(&mut queue.items)
        };
        drop(items);
    }
}
