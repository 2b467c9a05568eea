//! The allocation of a task, and what is done with its typed fields.
//!
//! Takes: the rights that the state word has given (each function says which). Gives: the future polled and dropped, the
//! output stored and taken, the join waker stored and woken.

use std::alloc::Layout;
use std::mem::{self, ManuallyDrop};
use std::panic::Location;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU16, AtomicU32};
use std::task::{Context, Poll, Waker};

use crate::budget;
use crate::contain::contain_panic;
use crate::loom::UnsafeCell;

use super::block;
use super::error::{Cause, JoinError};
use super::id::Id;
use super::packed_waker::PackedWaker;
use super::raw::{RawTask, Vtable, vtable_of};
use super::stage::{Held, Holds, Stage};
use super::state::{EndRun, Notify, OnComplete, StartRun, State};
use super::waker::borrow_waker;
use super::{Runnable, Schedule, TaskInfo};

/// What is the same for all tasks. The first field of every [`Cell`], so that a pointer to one is a pointer to the other.
pub(super) struct Header {
    pub(super) state: State,
    pub(super) vtable: &'static Vtable,
    pub(super) spawned_at: &'static Location<'static>,
    /// Where the owner keeps the task: see [`Roster`](super::Roster).
    pub(super) index: AtomicU32,
    pub(super) tag: AtomicU16,
    /// What the stage holds.
    holds: Holds,
}

impl Header {
    pub(super) fn id(&self) -> Id {
        Id::of(NonNull::from(self))
    }
}

/// The allocation; see the picture in the [module doc](super).
#[repr(C)]
pub(super) struct Cell<F: Future, S> {
    pub(super) header: Header,
    scheduler: S,
    stage: UnsafeCell<Stage<F>>,
    join_waker: UnsafeCell<PackedWaker>,
}

/// How a run ended, for the owner.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The entry is used up, and its reference is gone.
    Idle,
    /// There was nothing to run: the entry may be dropped.
    Nothing,
    /// The entry belongs into a queue again.
    Requeue,
    /// The same, and it has to go through the scheduler.
    Reschedule,
    /// The entry is used up. The future is dropped and the output stored; that has to be [said](State::complete).
    Complete,
}

impl<F: Future, S: Schedule> Cell<F, S> {
    /// A task with three references: owner, queue entry, join handle.
    #[track_caller]
    pub(super) fn allocate(future: F, scheduler: S) -> NonNull<Header> {
        let header = Header {
            state: State::new(),
            vtable: vtable_of::<F, S>(),
            spawned_at: Location::caller(),
            index: AtomicU32::new(0),
            tag: AtomicU16::new(0),
            holds: Holds::future(),
        };
        let block = block::allocate(Layout::new::<Self>()).cast::<Self>();
        let cell = block.as_ptr();
        // Field by field: a cell that is built elsewhere and copied is read before its parts have got there.
        // SAFETY: the block is for a cell's layout, and is nobody else's; these are all of its fields.
        unsafe {
            (&raw mut (*cell).header).write(header);
            (&raw mut (*cell).scheduler).write(scheduler);
            (&raw mut (*cell).stage).write(UnsafeCell::new(Stage { future: ManuallyDrop::new(future) }));
            (&raw mut (*cell).join_waker).write(UnsafeCell::new(PackedWaker::NONE));
        }
        block.cast()
    }

    /// Gives back what [`allocate`](Cell::allocate) has got. Nothing but the scheduler is left to be dropped: the stage was
    /// emptied after completion, by whom it belonged to then, and so was the join waker.
    ///
    /// # Safety
    ///
    /// `header` is of a cell of these types, and the caller had the last reference.
    pub(super) unsafe fn free(header: NonNull<Header>) {
        let cell = header.cast::<Self>();
        // SAFETY: the caller's promise: the cell is there, and nobody else can reach it.
        unsafe {
            debug_assert!(cell.as_ref().is_empty(), "a task is freed after its completion");
            (&raw mut (*cell.as_ptr()).scheduler).drop_in_place();
        }
        // SAFETY: it came from there, with this layout, and is not used again.
        unsafe { block::free(cell.cast(), Layout::new::<Self>()) };
    }

    /// Whether nothing but the scheduler has to be dropped.
    fn is_empty(&self) -> bool {
        let is_stage_empty = match self.header.holds.get() {
            Held::Future | Held::Error => false,
            Held::Output => !mem::needs_drop::<F::Output>(),
            Held::Nothing => true,
        };
        // SAFETY: who frees the task has all rights to it.
        is_stage_empty && self.join_waker.with(|waker| unsafe { &*waker }.is_none())
    }

    /// Hands a queue entry to the scheduler.
    pub(super) fn schedule(&self, task: Runnable) {
        self.scheduler.schedule(task);
    }

    /// Wakes the task, if its scheduler has a queue of this thread's own for it; otherwise does nothing.
    ///
    /// # Safety
    ///
    /// `header` is of this cell, and the caller has a reference, which is the entry's if the task has been enqueued.
    pub(super) unsafe fn wake_here(&self, header: NonNull<Header>) -> Option<Notify> {
        let mut notified = None;
        self.scheduler.schedule_here(|| {
            let notify = self.header.state.notify_giving();
            notified = Some(notify);
            // SAFETY: the reference is the entry's now. That is not used up before this returns: only this thread could.
            (notify == Notify::Enqueue).then(|| Runnable::new(unsafe { RawTask::from_raw(header) }))
        });
        notified
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.scheduler.name()
    }

    /// Uses up a queue entry. Not a method: when this returns, there may be no cell any more.
    ///
    /// # Safety
    ///
    /// `header` is of a cell of these types, and the caller has the reference of the entry; unless the outcome is `Idle`, it
    /// keeps that.
    pub(super) unsafe fn run(header: NonNull<Header>) -> Outcome {
        let this = header.cast::<Self>();
        // SAFETY: the entry's reference keeps the cell, until the run ends.
        let state = unsafe { &(*this.as_ptr()).header.state };
        match state.start_run() {
            StartRun::Complete => Outcome::Nothing,
            // SAFETY: as above.
            StartRun::Cancel => unsafe { this.as_ref() }.cancel(),
            // SAFETY: as above, and the caller's promise.
            StartRun::Poll => match unsafe { this.as_ref().poll_future(header) } {
                // SAFETY: as above.
                Poll::Ready(output) => unsafe { this.as_ref() }.finish(output),
                Poll::Pending => match state.end_run() {
                    EndRun::Idle => Outcome::Idle,
                    EndRun::Requeue if S::TAKES_REQUEUED => Outcome::Reschedule,
                    EndRun::Requeue => Outcome::Requeue,
                    // SAFETY: as above: the run goes on.
                    EndRun::Cancel => unsafe { this.as_ref() }.cancel(),
                },
            },
        }
    }

    /// The owner gives the task up.
    pub(super) fn shut_down(&self) {
        if self.header.state.shut_down() {
            self.cancel();
            // The owner has its reference until later.
            let todo = self.header.state.complete(0);
            self.after_complete(todo);
        }
    }

    /// What is left to do when the task has been completed.
    pub(super) fn after_complete(&self, todo: OnComplete) {
        match todo {
            OnComplete::DropOutput => self.drop_output(),
            OnComplete::KeepOutput => {}
            OnComplete::WakeJoin => self.wake_join(),
        }
    }

    /// The join handle's poll.
    #[inline]
    pub(super) fn poll_join(&self, cx: &Context<'_>) -> Poll<Result<F::Output, JoinError>> {
        if self.header.state.is_complete() || self.is_complete_or_will_wake(cx.waker()) {
            Poll::Ready(self.take_output())
        } else {
            Poll::Pending
        }
    }

    /// The join handle's drop, with its reference. True if that was the last one.
    pub(super) fn drop_join(&self) -> bool {
        let state = &self.header.state;
        if state.is_all_join() {
            // The usual way of things, in one step.
            self.drop_output();
            self.drop_join_waker();
            return state.drop_join_at_end();
        }
        let todo = state.drop_join();
        if todo.output_is_ours {
            self.drop_output();
        }
        if todo.waker_is_ours {
            self.drop_join_waker();
        }
        state.drop_reference()
    }

    /// Polls. Needs `RUNNING`.
    ///
    /// # Safety
    ///
    /// As for [`run`](Cell::run).
    unsafe fn poll_future(&self, header: NonNull<Header>) -> Poll<Result<F::Output, Cause>> {
        // SAFETY: the caller's promise; the waker is gone before we return.
        let waker = unsafe { borrow_waker(header) };
        let mut cx = Context::from_waker(&waker);
        budget::start_poll();
        let poll = || {
            self.stage.with_mut(|stage| {
                assert!(self.header.holds.get() == Held::Future, "a task that is not complete has a future");
                // SAFETY: `RUNNING` is ours and `COMPLETE` is not set, so nobody else touches the stage; the future is
                // there, inside the task's allocation, which does not move, and is only ever dropped in place
                // (`drop_future`).
                unsafe { Pin::new_unchecked(&mut *(*stage).future) }.poll(&mut cx)
            })
        };
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(payload) => Poll::Ready(Err(Cause::panic(payload))),
        }
    }

    /// Drops the future, and stores why there is no output. Needs `RUNNING`.
    fn cancel(&self) -> Outcome {
        let error = match catch_unwind(AssertUnwindSafe(|| self.drop_future())) {
            Ok(()) => Cause::Cancelled,
            Err(payload) => Cause::panic(payload),
        };
        self.put_output(Err(error))
    }

    /// Drops the future, and stores the output. Needs `RUNNING`.
    fn finish(&self, output: Result<F::Output, Cause>) -> Outcome {
        contain_drop::<F>(|| self.drop_future());
        self.put_output(output)
    }

    /// Drops the future where it is. Needs `RUNNING`, and [`put_output`](Cell::put_output) afterwards, also if this panics.
    fn drop_future(&self) {
        if self.header.holds.get() == Held::Future {
            // SAFETY: `RUNNING` is ours, so nobody else touches the stage. The future is there, and is not dropped again:
            // the caller writes over it, before anybody else has a right to it.
            self.stage.with_mut(|stage| unsafe { ManuallyDrop::drop(&mut (*stage).future) });
        }
    }

    /// Stores the output, where the future was. Needs `RUNNING`.
    fn put_output(&self, output: Result<F::Output, Cause>) -> Outcome {
        let (stored, held) = match output {
            Ok(output) => (Stage { output: ManuallyDrop::new(output) }, Held::Output),
            Err(error) => (Stage { error: ManuallyDrop::new(error) }, Held::Error),
        };
        // SAFETY: `RUNNING` is ours; the future that was here has been dropped.
        self.stage.with_mut(|stage| unsafe { stage.write(stored) });
        self.header.holds.set(held);
        Outcome::Complete
    }

    /// Drops the output if nobody has taken it. Needs `COMPLETE` and the right to the stage.
    fn drop_output(&self) {
        let held = self.header.holds.get();
        self.header.holds.set(Held::Nothing);
        match held {
            Held::Output => contain_drop::<F::Output>(|| {
                // SAFETY: the task is complete and the output, which is there, is ours; it is not used again.
                self.stage.with_mut(|stage| unsafe { ManuallyDrop::drop(&mut (*stage).output) });
            }),
            Held::Error => self.drop_error(),
            Held::Future | Held::Nothing => {}
        }
    }

    /// Drops the error that nobody has taken; a panic is reported. Needs the right to the stage, with an error in it.
    #[cold]
    fn drop_error(&self) {
        // SAFETY: the task is complete and the error, which is there, is ours; it is not used again.
        let error = self.stage.with_mut(|stage| unsafe { ManuallyDrop::take(&mut (*stage).error) });
        if error.is_panic() {
            contain_panic(|| {
                let info = TaskInfo::new(self.name(), self.header.spawned_at);
                self.scheduler.unobserved_panic(&info);
            });
        }
        contain_panic(|| drop(error));
    }

    /// Wakes the join handle. Needs to have completed the task, with the join waker lent.
    fn wake_join(&self) {
        contain_panic(|| {
            self.join_waker.with(|waker| {
                // SAFETY: `JOIN_WAKER` and `COMPLETE` are set: nobody writes the waker before we give it back.
                let waker = unsafe { &*waker };
                waker.with(Waker::wake_by_ref).expect("a join waker that is lent is there");
            });
        });
        if self.header.state.release_join_waker() {
            self.drop_join_waker();
        }
    }

    /// False if the waker is stored and will be woken. Needs to be the join handle.
    #[inline(never)]
    fn is_complete_or_will_wake(&self, waker: &Waker) -> bool {
        let state = &self.header.state;
        if state.join_waker_is_lent() {
            let is_same = self.join_waker.with(|stored| {
                // SAFETY: the waker is lent, so nobody writes it; we are the only one who could take it back.
                unsafe { &*stored }.with(|stored| stored.will_wake(waker)) == Some(true)
            });
            // When the task has been completed meanwhile, the next poll would come too late: look again.
            if is_same {
                return state.is_complete();
            }
        }
        // Before the other is taken back: if this panics, nothing has changed.
        let waker = PackedWaker::new(waker.clone());
        if state.join_waker_is_lent() && !state.take_back_join_waker() {
            return true;
        }
        self.set_join_waker(waker);
        if state.lend_join_waker() {
            return false;
        }
        self.set_join_waker(PackedWaker::NONE);
        true
    }

    /// Takes the output. Needs `COMPLETE`, and to be the join handle.
    #[inline]
    fn take_output(&self) -> Result<F::Output, JoinError> {
        let held = self.header.holds.get();
        self.header.holds.set(Held::Nothing);
        self.stage.with_mut(|stage| match held {
            // SAFETY: the task is complete, so the stage is the join handle's. What is there is not read again.
            Held::Output => Ok(unsafe { ManuallyDrop::take(&mut (*stage).output) }),
            Held::Error => {
                // SAFETY: as above.
                let error = unsafe { ManuallyDrop::take(&mut (*stage).error) };
                Err(JoinError::new(error, self.header.id()))
            }
            Held::Future | Held::Nothing => panic!("`JoinHandle` polled after completion"),
        })
    }

    /// Needs the right to write the join waker, as [`set_join_waker`](Cell::set_join_waker).
    fn drop_join_waker(&self) {
        // SAFETY: who may write it may read it.
        if !self.join_waker.with(|waker| unsafe { &*waker }.is_none()) {
            self.set_join_waker(PackedWaker::NONE);
        }
    }

    /// Needs the right to write the join waker: not lent and the join handle's, or left to the runner.
    fn set_join_waker(&self, waker: PackedWaker) {
        // SAFETY: as the callers have established by the state transitions just before.
        let old = self.join_waker.with_mut(|place| mem::replace(unsafe { &mut *place }, waker));
        if !old.is_none() {
            contain_panic(|| drop(old));
        }
    }
}

/// Calls `drop`, which drops a `T`; its panic is stopped here, if that can panic at all.
fn contain_drop<T>(drop: impl FnOnce()) {
    if mem::needs_drop::<T>() {
        contain_panic(drop);
    } else {
        drop();
    }
}
