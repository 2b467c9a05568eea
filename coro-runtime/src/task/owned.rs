//! The executor's handles of a task.
//!
//! Takes: futures. Gives: [`Owned`] to keep, [`Runnable`] to queue, and the user's [`JoinHandle`].
//! Invariant: a task that loses its owner is complete, or is completed by that.

use std::mem::{self, ManuallyDrop};
use std::panic::Location;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

use crate::queue::ThinOwner;

use super::cell::{Cell, Outcome};
use super::join::JoinHandle;
use super::local::LocalFuture;
use super::pinned::Pinned;
use super::raw::RawTask;
use super::roster::{Place, Roster};
use super::{Schedule, TaskInfo};

/// A new task: its three handles.
pub(crate) struct Spawned<T> {
    pub(crate) owned: Owned,
    pub(crate) runnable: Runnable,
    pub(crate) join: JoinHandle<T>,
}

/// Makes a task, queued once.
#[track_caller]
pub(crate) fn new<F, S>(future: F, scheduler: S) -> Spawned<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
    S: Schedule,
{
    spawned(future, scheduler)
}

/// Makes a task of a future that stays on this thread: elsewhere it is neither polled nor dropped.
#[track_caller]
pub(crate) fn new_local<F, S>(future: F, scheduler: S) -> Spawned<F::Output>
where
    F: Future + 'static,
    S: Schedule,
{
    spawned(LocalFuture::new(future), scheduler)
}

/// Makes a task of a future that is made by its first run, and stays on the thread of that run.
#[track_caller]
pub(crate) fn new_pinned<M, F, S>(make: M, scheduler: S) -> Spawned<F::Output>
where
    M: FnOnce() -> F + Send + 'static,
    F: Future + 'static,
    F::Output: Send + 'static,
    S: Schedule,
{
    spawned(Pinned::new(make), scheduler)
}

/// The output of the future must be `Send`, or the future must be polled on this thread only.
#[track_caller]
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
    /// Notes where this is kept, for [`Completed`] to tell.
    #[inline]
    pub(super) fn set_place(&self, place: Place) {
        self.task.header().index.store(place.index, Ordering::Relaxed);
        self.task.header().tag.store(place.tag, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn is_of(&self, task: &RawTask) -> bool {
        self.task.is(task)
    }

    pub(super) fn is_complete(&self) -> bool {
        self.task.header().state.is_complete()
    }

    /// What to say about the task.
    pub(crate) fn info(&self) -> TaskInfo {
        self.task.info()
    }

    /// Drops the future, unless the task is complete; its join handle resolves to a cancelled error.
    fn shut_down(&self) {
        self.task.shut_down();
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if !self.is_complete() {
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
    /// The task has ended: its owner may let go of it.
    Complete(Completed),
}

/// A queue entry whose task has ended with it: its output is there. To be [finished](Completed::finish), which tells the
/// join handle; being dropped does so as well.
#[must_use = "the owner has to let go of the task"]
pub(crate) struct Completed {
    /// Goes with [`RawTask::complete`].
    task: ManuallyDrop<RawTask>,
}

impl Completed {
    fn new(task: RawTask) -> Completed {
        Completed { task: ManuallyDrop::new(task) }
    }

    #[inline]
    pub(super) fn task(&self) -> &RawTask {
        &self.task
    }

    /// Which of several rosters has the task.
    #[inline]
    pub(crate) fn tag(&self) -> u16 {
        self.task.tag()
    }

    /// The task is complete from now on. Its owner lets go of it, unless it has given it up before.
    #[inline]
    pub(crate) fn finish(self, owned: Option<Owned>) {
        debug_assert!(
            owned.as_ref().is_none_or(|owned| owned.is_of(&self.task)),
            "the owner's handle of another task"
        );
        let task = self.into_task();
        // Its part is done.
        let owned = ManuallyDrop::new(owned);
        // SAFETY: there is one `Completed` for a run that has ended so, and this is its end; the owner's reference, which
        // is one to this task, is forgotten with `owned`.
        unsafe { task.complete(owned.is_some()) }
    }

    /// The task is complete from now on, and its owner will hear of that.
    #[inline]
    pub(crate) fn end(self) -> Ended {
        let task = self.into_task();
        // SAFETY: there is one `Completed` for a run that has ended so, and this is its end.
        unsafe { task.complete_and_stay() };
        Ended { task: ManuallyDrop::new(task), owned: None }
    }

    #[inline]
    fn into_task(self) -> RawTask {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used again.
        unsafe { ManuallyDrop::take(&mut this.task) }
    }
}

impl Drop for Completed {
    fn drop(&mut self) {
        // SAFETY: `self` is not used again.
        let task = unsafe { ManuallyDrop::take(&mut self.task) };
        // SAFETY: there is one `Completed` for a run that has ended so, and this is its end.
        unsafe { task.complete(false) }
    }
}

/// A task that is complete, although its owner may not have let go of it yet.
#[must_use = "the owner has to let go of the task"]
pub(crate) struct Ended {
    /// Goes with the owner's handle, if that is here.
    task: ManuallyDrop<RawTask>,
    owned: Option<Owned>,
}

impl Ended {
    /// Which of several rosters has the task.
    pub(crate) fn tag(&self) -> u16 {
        self.task.tag()
    }

    /// Takes over the owner's handle, unless the roster has given that up before.
    pub(crate) fn take_from(&mut self, roster: &mut Roster) {
        self.owned = self.owned.take().or_else(|| roster.remove(&self.task));
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        // SAFETY: `self` is not used again.
        let task = unsafe { ManuallyDrop::take(&mut self.task) };
        if let Some(owned) = self.owned.take() {
            debug_assert!(owned.is_of(&task) && owned.is_complete(), "the owner's handle of another task");
            mem::forget(owned);
            // SAFETY: the owner's reference, which is one to this task, has just been forgotten.
            unsafe { task.drop_with_owner() }
        }
    }
}

// SAFETY: the pointer is that of the task, whose reference goes with it; tasks may be run on every thread.
unsafe impl ThinOwner for Runnable {
    fn into_raw(self) -> NonNull<()> {
        ManuallyDrop::new(self).task.as_ptr().cast()
    }

    unsafe fn from_raw(raw: NonNull<()>) -> Runnable {
        // SAFETY: the caller's promise: the reference was given up by `into_raw`.
        Runnable::new(unsafe { RawTask::from_raw(raw.cast()) })
    }
}

impl Runnable {
    pub(super) fn new(task: RawTask) -> Runnable {
        Runnable { task }
    }

    /// What to say about the task.
    pub(crate) fn info(&self) -> TaskInfo {
        self.task.info()
    }

    /// Where the task was spawned.
    pub(crate) fn spawned_at(&self) -> &'static Location<'static> {
        self.task.header().spawned_at
    }

    /// Whether it has to go through its scheduler when it is [requeued](Ran::Requeue).
    pub(crate) fn takes_requeued(&self) -> bool {
        self.task.takes_requeued()
    }

    /// Gives the entry to its scheduler.
    #[cold]
    pub(crate) fn schedule(self) {
        let task = self.task.clone();
        task.schedule(self);
    }

    /// Polls the task's future once, on this thread.
    #[inline]
    pub(crate) fn run(self) -> Ran {
        // SAFETY: this is a queue entry.
        let Some((task, outcome)) = (unsafe { self.task.run() }) else { return Ran::Idle };
        match outcome {
            Outcome::Idle | Outcome::Nothing => Ran::Idle,
            Outcome::Requeue => Ran::Requeue(Runnable::new(task)),
            Outcome::Reschedule => {
                Runnable::new(task).schedule();
                Ran::Idle
            }
            Outcome::Complete => Ran::Complete(Completed::new(task)),
        }
    }
}
