//! The executor's handles of a task.
//!
//! Takes: futures. Gives: [`Owned`] to keep, [`Runnable`] to queue, and the user's [`JoinHandle`].
//! Invariant: a task that loses its owner is complete, or is completed by that.

use std::sync::atomic::Ordering;

use crate::slab::Key;

use super::Schedule;
use super::cell::{Cell, Outcome};
use super::join::JoinHandle;
use super::local::LocalFuture;
use super::raw::RawTask;

/// A new task: its three handles.
pub(crate) struct Spawned<T> {
    pub(crate) owned: Owned,
    pub(crate) runnable: Runnable,
    pub(crate) join: JoinHandle<T>,
}

/// Makes a task, queued once.
pub(crate) fn new<F, S>(future: F, scheduler: S) -> Spawned<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
    S: Schedule,
{
    spawned(future, scheduler)
}

/// Makes a task of a future that stays on this thread: elsewhere it is neither polled nor dropped.
pub(crate) fn new_local<F, S>(future: F, scheduler: S) -> Spawned<F::Output>
where
    F: Future + 'static,
    S: Schedule,
{
    spawned(LocalFuture::new(future), scheduler)
}

/// The output of the future must be `Send`, or the future must be polled on this thread only.
fn spawned<F, S>(future: F, scheduler: S) -> Spawned<F::Output>
where
    F: Future + Send + 'static,
    S: Schedule,
{
    let header = Cell::allocate(future, scheduler);
    // SAFETY: a new task has three references, which these take over.
    let [owned, runnable, join] = [(); 3].map(|()| unsafe { RawTask::from_raw(header) });
    Spawned { owned: Owned { task: owned }, runnable: Runnable::new(runnable), join: JoinHandle::new(join) }
}

/// The owner's handle. Dropping it shuts the task down.
pub(crate) struct Owned {
    task: RawTask,
}

impl Owned {
    /// Notes under which key this is kept, for [`Ran::Complete`] to tell.
    pub(crate) fn set_key(&self, key: Key) {
        self.task.header().key.store(key.to_bits(), Ordering::Relaxed);
    }

    /// Drops the future, unless the task is complete; its join handle resolves to a cancelled error.
    fn shut_down(&self) {
        self.task.shut_down();
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if !self.task.header().state.is_complete() {
            self.shut_down();
        }
    }
}

/// A queue entry: the right to run the task once.
pub(crate) struct Runnable {
    task: RawTask,
}

/// What a run has left.
pub(crate) enum Ran {
    /// Nothing to do before the next wake-up.
    Idle,
    /// The task was woken while it ran: back into the queue with it.
    Requeue(Runnable),
    /// The task is complete: its owner may let go of it.
    Complete(Key),
}

impl Runnable {
    pub(super) fn new(task: RawTask) -> Runnable {
        Runnable { task }
    }

    /// Polls the task's future once, on this thread.
    pub(crate) fn run(self) -> Ran {
        match self.task.run() {
            Outcome::Idle => Ran::Idle,
            Outcome::Requeue => Ran::Requeue(self),
            Outcome::Complete => {
                Ran::Complete(Key::from_bits(self.task.header().key.load(Ordering::Relaxed)))
            }
        }
    }
}
