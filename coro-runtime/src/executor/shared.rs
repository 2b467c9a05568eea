//! What every thread may do with a runtime.
//!
//! Takes: queue entries and new tasks, from anywhere. Gives: them to the thread that runs the runtime.
//! Invariants: an entry goes to the local queue if this thread runs the runtime, otherwise to the remote queue, whose
//! reader is awoken. Once closed, the remote queue takes nothing; new tasks are then dropped, and thereby cancelled.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::mutex::Mutex;
use crate::reactor::Reactor;
use crate::task::{Owned, Runnable, Schedule};

use super::context;

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

pub(super) struct Shared {
    reactor: Arc<Reactor>,
    remote: Mutex<RemoteQueue>,
    /// Set when the remote queue may hold something, so that looking costs no lock.
    has_remote: AtomicBool,
}

struct RemoteQueue {
    items: Vec<Remote>,
    is_closed: bool,
}

impl Shared {
    pub(super) fn new(reactor: Arc<Reactor>) -> Arc<Shared> {
        let remote = Mutex::new(RemoteQueue { items: Vec::new(), is_closed: false });
        Arc::new(Shared { reactor, remote, has_remote: AtomicBool::new(false) })
    }

    pub(super) fn reactor(&self) -> &Arc<Reactor> {
        &self.reactor
    }

    /// Puts an entry where the thread that runs this runtime finds it.
    pub(super) fn push(&self, entry: Entry) {
        if let Err(entry) = context::push(self, entry) {
            self.push_remote(Remote::Entry(entry));
        }
    }

    /// Makes the runtime own and run a new task.
    pub(super) fn adopt(&self, owned: Owned, runnable: Runnable) {
        if let Err((owned, runnable)) = context::adopt(self, owned, runnable) {
            self.push_remote(Remote::Spawned(owned, runnable));
        }
    }

    /// Moves what other threads have brought to `items`.
    pub(super) fn take_remote(&self, items: &mut Vec<Remote>) {
        if self.has_remote.load(Ordering::Acquire) {
            let mut remote = self.remote.lock();
            self.has_remote.store(false, Ordering::Relaxed);
            items.append(&mut remote.items);
        }
    }

    /// Whether other threads have brought nothing. Exact: it takes the lock.
    pub(super) fn remote_is_empty(&self) -> bool {
        self.remote.lock().items.is_empty()
    }

    /// Refuses everything from now on, and cancels the tasks that have not got to their owner.
    pub(super) fn close(&self) {
        let items = {
            let mut remote = self.remote.lock();
            remote.is_closed = true;
            std::mem::take(&mut remote.items)
        };
        drop(items);
    }

    fn push_remote(&self, item: Remote) {
        let refused = {
            let mut remote = self.remote.lock();
            if remote.is_closed {
                Some(item)
            } else {
                remote.items.push(item);
                self.has_remote.store(true, Ordering::Release);
                None
            }
        };
        // Dropped outside of the lock: a new task drops its future here.
        drop(refused);
        self.reactor.unpark();
    }
}

impl Schedule for Arc<Shared> {
    fn schedule(&self, task: Runnable) {
        self.push(Entry::Task(task));
    }
}
