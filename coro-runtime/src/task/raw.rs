//! Pointers to tasks of unknown type.
//!
//! Takes: a pointer to a [`Header`] that was made by [`Cell::allocate`]. Gives: the typed operations of its [`Cell`].
//! Invariants: a [`RawTask`] holds one reference of the task and drops it when it is dropped; the vtable of a header is
//! the one for the types of its cell.

use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::ptr::NonNull;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use super::cell::{Cell, Header, Outcome};
use super::error::JoinError;
use super::owned::Runnable;
use super::state::{Notify, OnComplete};
use super::{Schedule, TaskInfo};

/// The typed operations. Each needs a pointer to a live cell of the types the table was made for.
pub(super) struct Vtable {
    run: unsafe fn(NonNull<Header>) -> Outcome,
    shut_down: unsafe fn(NonNull<Header>),
    after_complete: unsafe fn(NonNull<Header>, OnComplete),
    schedule: unsafe fn(NonNull<Header>, Runnable),
    /// Wakes the task if its queue is this thread's own. If that enqueues it, the caller's reference is the entry's.
    wake_here: unsafe fn(NonNull<Header>) -> Option<Notify>,
    /// The second pointer is to the `Poll<Result<T, JoinError>>` to be written.
    poll_join: unsafe fn(NonNull<Header>, NonNull<()>, &Context<'_>),
    /// Takes over the reference of the join handle.
    drop_join: unsafe fn(NonNull<Header>),
    free: unsafe fn(NonNull<Header>),
    /// The name lives as long as the task.
    name: unsafe fn(NonNull<Header>) -> Option<NonNull<str>>,
    takes_requeued: bool,
}

pub(super) fn vtable_of<F: Future, S: Schedule>() -> &'static Vtable {
    &Vtable {
        run: run::<F, S>,
        shut_down: shut_down::<F, S>,
        after_complete: after_complete::<F, S>,
        schedule: schedule::<F, S>,
        wake_here: wake_here::<F, S>,
        poll_join: poll_join::<F, S>,
        drop_join: drop_join::<F, S>,
        free: free::<F, S>,
        name: name::<F, S>,
        takes_requeued: S::TAKES_REQUEUED,
    }
}

/// One reference to a task.
pub(super) struct RawTask {
    header: NonNull<Header>,
}

// SAFETY: what is behind the pointer is shared between threads by the rules of the module doc: fields that are not
// atomic are touched only by whoever the state word allows, futures that move between threads are `Send`, others refuse
// to be used on other threads.
unsafe impl Send for RawTask {}
// SAFETY: as above; all operations take `&self` and go through the state word.
unsafe impl Sync for RawTask {}

impl RawTask {
    /// Takes over one reference.
    ///
    /// # Safety
    ///
    /// `header` comes from [`Cell::allocate`], and the caller gives up one of the references counted there.
    pub(super) unsafe fn from_raw(header: NonNull<Header>) -> RawTask {
        RawTask { header }
    }

    #[inline]
    pub(super) fn header(&self) -> &Header {
        // SAFETY: our reference keeps the task allocated, and headers are only shared.
        unsafe { self.header.as_ref() }
    }

    pub(super) fn as_ptr(&self) -> NonNull<Header> {
        self.header
    }

    /// At which place its roster has the task.
    #[inline]
    pub(super) fn index(&self) -> u32 {
        self.header().index.load(Ordering::Relaxed)
    }

    /// Which of several rosters has the task.
    #[inline]
    pub(super) fn tag(&self) -> u16 {
        self.header().tag.load(Ordering::Relaxed)
    }

    /// Whether both are references to one task.
    pub(super) fn is(&self, other: &RawTask) -> bool {
        self.header == other.header
    }

    /// Completes the task that was run, and drops this reference; together with another, the owner's, `with_owner`.
    ///
    /// # Safety
    ///
    /// The run has ended with [`Outcome::Complete`], and nobody has said so. `with_owner`, the caller gives up one more
    /// reference to this task.
    #[inline]
    pub(super) unsafe fn complete(self, with_owner: bool) {
        let this = ManuallyDrop::new(self);
        let (state, references) = (&this.header().state, 1 + usize::from(with_owner));
        let todo = state.complete(references);
        if todo == OnComplete::KeepOutput {
            return;
        }
        // SAFETY: our reference keeps the cell alive; its own vtable fits it.
        unsafe { (this.header().vtable.after_complete)(this.header, todo) };
        if state.drop_references(references) {
            // SAFETY: these were the last references, so nobody else can reach the task; its own vtable fits it.
            unsafe { (this.header().vtable.free)(this.header) }
        }
    }

    /// As [`complete`](RawTask::complete), and keeps this reference.
    ///
    /// # Safety
    ///
    /// The run has ended with [`Outcome::Complete`], and nobody has said so.
    #[inline]
    pub(super) unsafe fn complete_and_stay(&self) {
        let todo = self.header().state.complete(0);
        if todo != OnComplete::KeepOutput {
            // SAFETY: our reference keeps the cell alive; its own vtable fits it.
            unsafe { (self.header().vtable.after_complete)(self.header, todo) };
        }
    }

    /// Drops this reference together with the owner's, of a task that is complete.
    ///
    /// # Safety
    ///
    /// The caller gives up one more reference to this task.
    #[inline]
    pub(super) unsafe fn drop_with_owner(self) {
        let this = ManuallyDrop::new(self);
        if this.header().state.drop_references(2) {
            // SAFETY: these were the last references, so nobody else can reach the task; its own vtable fits it.
            unsafe { (this.header().vtable.free)(this.header) }
        }
    }

    /// Runs the task. `None` if it is idle now: then this reference is gone.
    ///
    /// # Safety
    ///
    /// The reference is that of a queue entry.
    #[inline]
    pub(super) unsafe fn run(self) -> Option<(RawTask, Outcome)> {
        let this = ManuallyDrop::new(self);
        // SAFETY: our reference keeps the cell alive until the run ends; its own vtable fits it.
        let outcome = unsafe { (this.header().vtable.run)(this.header) };
        // Otherwise it is still ours.
        (outcome != Outcome::Idle).then(|| (ManuallyDrop::into_inner(this), outcome))
    }

    pub(super) fn takes_requeued(&self) -> bool {
        self.header().vtable.takes_requeued
    }

    pub(super) fn info(&self) -> TaskInfo {
        // SAFETY: as in `run`.
        let name = unsafe { (self.header().vtable.name)(self.header) };
        // SAFETY: the name lives as long as the task, which our reference keeps.
        TaskInfo::new(name.map(|name| unsafe { &*name.as_ptr() }), self.header().spawned_at)
    }

    pub(super) fn shut_down(&self) {
        // SAFETY: as in `run`.
        unsafe { (self.header().vtable.shut_down)(self.header) }
    }

    /// Wakes the task.
    #[inline]
    pub(super) fn notify(&self) {
        self.enqueue_if(self.header().state.notify());
    }

    /// Wakes the task, and drops this reference: where it goes into a queue of this thread's own, the entry takes it over.
    #[inline]
    pub(super) fn notify_at_last(self) {
        // SAFETY: as in `run`.
        match unsafe { (self.header().vtable.wake_here)(self.header) } {
            // The reference is needed until the task is in the queue.
            None => self.notify(),
            Some(Notify::Nothing) => {}
            // It is the entry's.
            Some(Notify::Enqueue) => mem::forget(self),
        }
    }

    /// Asks the owner to drop the future.
    pub(super) fn abort(&self) {
        self.enqueue_if(self.header().state.cancel());
    }

    fn enqueue_if(&self, notify: Notify) {
        match notify {
            Notify::Nothing => {}
            // SAFETY: the transition has added the reference that the entry takes over.
            Notify::Enqueue => self.schedule(Runnable::new(unsafe { RawTask::from_raw(self.header) })),
        }
    }

    /// Hands an entry of this task to its scheduler. Our own reference keeps the scheduler alive until the call is over.
    #[inline]
    pub(super) fn schedule(&self, entry: Runnable) {
        // SAFETY: as in `run`.
        unsafe { (self.header().vtable.schedule)(self.header, entry) }
    }

    /// Polls for the output.
    ///
    /// # Safety
    ///
    /// The caller is the join handle, and `T` is the output type of the task's future.
    pub(super) unsafe fn poll_join<T>(&self, cx: &Context<'_>) -> Poll<Result<T, JoinError>> {
        let mut poll = MaybeUninit::<Poll<Result<T, JoinError>>>::uninit();
        // SAFETY: as in `run`; `poll` is what the function writes, since `T` is the type of the output.
        unsafe { (self.header().vtable.poll_join)(self.header, NonNull::from(&mut poll).cast(), cx) };
        // SAFETY: the function has written it.
        unsafe { poll.assume_init() }
    }

    /// Ends the interest in the output, and drops the reference.
    ///
    /// # Safety
    ///
    /// The caller is the join handle.
    pub(super) unsafe fn drop_join(self) {
        let this = ManuallyDrop::new(self);
        if this.header().state.drop_join_of_new() {
            return;
        }
        // SAFETY: as in `run`; the operation takes over our reference.
        unsafe { (this.header().vtable.drop_join)(this.header) }
    }
}

impl Clone for RawTask {
    fn clone(&self) -> RawTask {
        self.header().state.add_reference();
        RawTask { header: self.header }
    }
}

impl Drop for RawTask {
    #[inline]
    fn drop(&mut self) {
        if self.header().state.drop_reference() {
            // SAFETY: this was the last reference, so nobody else can reach the task; its own vtable fits it.
            unsafe { (self.header().vtable.free)(self.header) }
        }
    }
}

/// # Safety
///
/// `header` is the header of a live `Cell<F, S>`.
unsafe fn cell<'a, F: Future, S: Schedule>(header: NonNull<Header>) -> &'a Cell<F, S> {
    // SAFETY: the caller's promise; the header is the first field of the cell, and the pointer was made from the
    // cell's block, so it may reach all of it.
    unsafe { header.cast().as_ref() }
}

unsafe fn run<F: Future, S: Schedule>(header: NonNull<Header>) -> Outcome {
    // SAFETY: the promise of the vtable; all pointers to headers come from `Cell::allocate`.
    unsafe { Cell::<F, S>::run(header) }
}

unsafe fn shut_down<F: Future, S: Schedule>(header: NonNull<Header>) {
    // SAFETY: the promise of the vtable.
    unsafe { cell::<F, S>(header) }.shut_down();
}

unsafe fn after_complete<F: Future, S: Schedule>(header: NonNull<Header>, todo: OnComplete) {
    // SAFETY: the promise of the vtable.
    unsafe { cell::<F, S>(header) }.after_complete(todo);
}

unsafe fn schedule<F: Future, S: Schedule>(header: NonNull<Header>, entry: Runnable) {
    // SAFETY: the promise of the vtable.
    unsafe { cell::<F, S>(header) }.schedule(entry);
}

unsafe fn wake_here<F: Future, S: Schedule>(header: NonNull<Header>) -> Option<Notify> {
    // SAFETY: the promise of the vtable.
    unsafe { cell::<F, S>(header).wake_here(header) }
}

unsafe fn name<F: Future, S: Schedule>(header: NonNull<Header>) -> Option<NonNull<str>> {
    // SAFETY: the promise of the vtable.
    unsafe { cell::<F, S>(header) }.name().map(NonNull::from)
}

unsafe fn poll_join<F: Future, S: Schedule>(header: NonNull<Header>, poll: NonNull<()>, cx: &Context<'_>) {
    // SAFETY: the promise of the vtable.
    let result = unsafe { cell::<F, S>(header) }.poll_join(cx);
    // SAFETY: the caller passes a place of this type, with nothing in it.
    unsafe { poll.cast().write(result) };
}

unsafe fn drop_join<F: Future, S: Schedule>(header: NonNull<Header>) {
    // SAFETY: the promise of the vtable.
    let is_last = unsafe { cell::<F, S>(header) }.drop_join();
    if is_last {
        // SAFETY: that was the last reference, so nobody else can reach the task.
        unsafe { free::<F, S>(header) }
    }
}

unsafe fn free<F: Future, S: Schedule>(header: NonNull<Header>) {
    // SAFETY: the promise of the vtable, and the caller had the last reference.
    unsafe { Cell::<F, S>::free(header) }
}
