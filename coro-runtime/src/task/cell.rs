//! The allocation of a task, and what is done with its typed fields.
//!
//! Takes: the rights that the state word has given (each function says which). Gives: the future polled and dropped, the
//! output stored and taken, the join waker stored and woken.

use std::mem;
use std::panic::Location;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;
use std::task::{Context, Poll, Waker};

use crate::budget;
use crate::contain::contain_panic;
use crate::loom::UnsafeCell;

use super::error::JoinError;
use super::raw::{Vtable, vtable_of};
use super::state::{EndRun, OnComplete, StartRun, State};
use super::waker::borrow_waker;
use super::{Runnable, Schedule, TaskInfo};

/// What is the same for all tasks. The first field of every [`Cell`], so that a pointer to one is a pointer to the other.
pub(super) struct Header {
    pub(super) state: State,
    pub(super) vtable: &'static Vtable,
    /// The bits of the [`Key`](crate::slab::Key) under which the owner keeps the task.
    pub(super) key: AtomicU64,
    pub(super) spawned_at: &'static Location<'static>,
}

/// The allocation; see the picture in the [module doc](super).
#[repr(C)]
pub(super) struct Cell<F: Future, S> {
    pub(super) header: Header,
    scheduler: S,
    stage: UnsafeCell<Stage<F>>,
    join_waker: UnsafeCell<Option<Waker>>,
}

enum Stage<F: Future> {
    Running(F),
    Finished(Result<F::Output, JoinError>),
    Consumed,
}

/// How a run ended, for the owner.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The entry is used up.
    Idle,
    /// The entry belongs into a queue again.
    Requeue,
    /// The same, and it has to go through the scheduler.
    Reschedule,
    /// The entry is used up, and this run has completed the task.
    Complete,
}

impl<F: Future, S: Schedule> Cell<F, S> {
    /// A task with three references: owner, queue entry, join handle.
    #[track_caller]
    pub(super) fn allocate(future: F, scheduler: S) -> NonNull<Header> {
        let cell = Box::new(Cell {
            header: Header {
                state: State::new(),
                vtable: vtable_of::<F, S>(),
                key: AtomicU64::new(0),
                spawned_at: Location::caller(),
            },
            scheduler,
            stage: UnsafeCell::new(Stage::Running(future)),
            join_waker: UnsafeCell::new(None),
        });
        NonNull::from(Box::leak(cell)).cast()
    }

    /// Hands a queue entry to the scheduler.
    pub(super) fn schedule(&self, task: Runnable) {
        self.scheduler.schedule(task);
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.scheduler.name()
    }

    /// Uses up a queue entry.
    ///
    /// # Safety
    ///
    /// `header` is the pointer to this cell that [`Cell::allocate`] gave.
    pub(super) unsafe fn run(&self, header: NonNull<Header>) -> Outcome {
        match self.header.state.start_run() {
            StartRun::Complete => Outcome::Idle,
            StartRun::Cancel => self.cancel(),
            // SAFETY: the caller's promise.
            StartRun::Poll => match unsafe { self.poll_future(header) } {
                Poll::Ready(output) => self.complete(output),
                Poll::Pending => match self.header.state.end_run() {
                    EndRun::Idle => Outcome::Idle,
                    EndRun::Requeue if S::TAKES_REQUEUED => Outcome::Reschedule,
                    EndRun::Requeue => Outcome::Requeue,
                    EndRun::Cancel => self.cancel(),
                },
            },
        }
    }

    /// The owner gives the task up.
    pub(super) fn shut_down(&self) {
        if self.header.state.shut_down() {
            self.cancel();
        }
    }

    /// The join handle's poll.
    pub(super) fn poll_join(&self, cx: &Context<'_>) -> Poll<Result<F::Output, JoinError>> {
        if self.is_complete_or_will_wake(cx.waker()) {
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
    unsafe fn poll_future(&self, header: NonNull<Header>) -> Poll<Result<F::Output, JoinError>> {
        // SAFETY: the caller's promise; the waker is gone before we return.
        let waker = unsafe { borrow_waker(header) };
        let mut cx = Context::from_waker(&waker);
        budget::start_poll();
        let poll = || {
            self.stage.with_mut(|stage| {
                // SAFETY: `RUNNING` is ours and `COMPLETE` is not set, so nobody else touches the stage.
                let Stage::Running(future) = (unsafe { &mut *stage }) else {
                    unreachable!("a task that is not complete has a future")
                };
                // SAFETY: the future is inside the task's allocation, which does not move, and is only ever dropped
                // in place (`set_stage`).
                unsafe { Pin::new_unchecked(future) }.poll(&mut cx)
            })
        };
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(payload) => Poll::Ready(Err(JoinError::panic(payload))),
        }
    }

    /// Drops the future and completes the task without an output. Needs `RUNNING`.
    fn cancel(&self) -> Outcome {
        let drop_future = || self.set_stage(Stage::Consumed);
        let error = match catch_unwind(AssertUnwindSafe(drop_future)) {
            Ok(()) => JoinError::cancelled(),
            Err(payload) => JoinError::panic(payload),
        };
        self.complete(Err(error))
    }

    /// Drops the future, stores the output and completes the task. Needs `RUNNING`.
    fn complete(&self, output: Result<F::Output, JoinError>) -> Outcome {
        contain_drop::<F>(|| self.set_stage(Stage::Finished(output)));
        match self.header.state.complete() {
            OnComplete::DropOutput => self.drop_output(),
            OnComplete::KeepOutput => {}
            OnComplete::WakeJoin => self.wake_join(),
        }
        Outcome::Complete
    }

    /// Drops the output if nobody has taken it. Needs `COMPLETE` and the right to the stage.
    fn drop_output(&self) {
        let is_panic = self.stage.with(|stage| {
            // SAFETY: the task is complete and the output is ours, so nobody writes the stage.
            match unsafe { &*stage } {
                Stage::Finished(Err(error)) => Some(error.is_panic()),
                Stage::Finished(Ok(_)) => Some(false),
                Stage::Running(_) | Stage::Consumed => None,
            }
        });
        if is_panic == Some(true) {
            contain_panic(|| {
                let info = TaskInfo::new(self.name(), self.header.spawned_at);
                self.scheduler.unobserved_panic(&info);
            });
        }
        if is_panic.is_some() {
            contain_drop::<F::Output>(|| self.set_stage(Stage::Consumed));
        }
    }

    /// Wakes the join handle. Needs to have completed the task, with the join waker lent.
    fn wake_join(&self) {
        contain_panic(|| {
            self.join_waker.with(|waker| {
                // SAFETY: `JOIN_WAKER` and `COMPLETE` are set: nobody writes the waker before we give it back.
                let waker = unsafe { &*waker };
                waker.as_ref().expect("a join waker that is lent is there").wake_by_ref();
            });
        });
        if self.header.state.release_join_waker() {
            self.drop_join_waker();
        }
    }

    /// False if the waker is stored and will be woken. Needs to be the join handle.
    fn is_complete_or_will_wake(&self, waker: &Waker) -> bool {
        let state = &self.header.state;
        if state.is_complete() {
            return true;
        }
        if state.join_waker_is_lent() {
            let is_same = self.join_waker.with(|stored| {
                // SAFETY: the waker is lent, so nobody writes it; we are the only one who could take it back.
                unsafe { &*stored }.as_ref().is_some_and(|stored| stored.will_wake(waker))
            });
            // When the task has been completed meanwhile, the next poll would come too late: look again.
            if is_same {
                return state.is_complete();
            }
            if !state.take_back_join_waker() {
                return true;
            }
        }
        self.set_join_waker(Some(waker.clone()));
        if state.lend_join_waker() {
            return false;
        }
        self.set_join_waker(None);
        true
    }

    /// Takes the output. Needs `COMPLETE`, and to be the join handle.
    fn take_output(&self) -> Result<F::Output, JoinError> {
        let stage = self.stage.with_mut(|stage| {
            // SAFETY: the task is complete, so the stage is the join handle's. What is moved here is no future.
            mem::replace(unsafe { &mut *stage }, Stage::Consumed)
        });
        match stage {
            Stage::Finished(output) => output,
            Stage::Running(_) | Stage::Consumed => panic!("`JoinHandle` polled after completion"),
        }
    }

    /// Drops what is in the stage, in place, and puts `stage` there, also if that drop panics. Needs the right to the
    /// stage.
    fn set_stage(&self, stage: Stage<F>) {
        // SAFETY: callers have the right to the stage: they run the task, or it is complete and they own the output.
        self.stage.with_mut(|place| unsafe { *place = stage });
    }

    /// Needs the right to write the join waker, as [`set_join_waker`](Cell::set_join_waker).
    fn drop_join_waker(&self) {
        // SAFETY: who may write it may read it.
        if self.join_waker.with(|waker| unsafe { &*waker }.is_some()) {
            contain_panic(|| self.set_join_waker(None));
        }
    }

    /// Needs the right to write the join waker: not lent and the join handle's, or left to the runner.
    fn set_join_waker(&self, waker: Option<Waker>) {
        // SAFETY: as the callers have established by the state transitions just before.
        let old = self.join_waker.with_mut(|place| mem::replace(unsafe { &mut *place }, waker));
        drop(old);
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
