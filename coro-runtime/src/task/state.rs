//! The state word of a task, and every way it may change.
//!
//! ```text
//!            spawn                    run                        Poll::Ready
//!  ------> QUEUED ----------------> RUNNING ------------------------------------> COMPLETE
//!            ^ (NOTIFIED)           |  |  ^                                           ^
//!            |         Poll::Pending|  |  | woken meanwhile: NOTIFIED,                |
//!            | wake         +-------+  |  | and back to QUEUED when it returns        |
//!            |              v          +--+                                           |
//!            +------------ IDLE ------------------------------------------------------+
//!                                     shut down (the future is dropped, not polled)
//!
//!   bits: RUNNING 1 | COMPLETE 2 | NOTIFIED 4 | CANCELLED 8 | JOIN_INTEREST 16 | JOIN_WAKER 32 | references from 64 on
//! ```
//!
//! Takes: what happened. Gives: what the caller must do now, as a `#[must_use]` value. No unsafe code here: the meaning
//! of the bits for the fields is in the [module doc](super).
//!
//! Invariants:
//! - One entry in all queues at most: it is made by the transition that sets `NOTIFIED` on a task that is neither
//!   running nor complete, or by the end of a run that finds `NOTIFIED`; and it is used up by the start of a run.
//! - One thread at a time has `RUNNING`. It never goes back from `COMPLETE`.
//! - The number of references equals the number of handles: owner, queue entry, join handle, wakers.

use crate::loom::{AtomicUsize, Ordering};

const RUNNING: usize = 1;
const COMPLETE: usize = 1 << 1;
const NOTIFIED: usize = 1 << 2;
const CANCELLED: usize = 1 << 3;
const JOIN_INTEREST: usize = 1 << 4;
const JOIN_WAKER: usize = 1 << 5;
const ONE_REFERENCE: usize = 1 << 6;

/// Queued, with a reference each for owner, queue entry and join handle.
const NEW: usize = NOTIFIED | JOIN_INTEREST | (3 * ONE_REFERENCE);

/// More references than can be without a leak: a count beyond this aborts, so that it never wraps.
const MAX_WORD: usize = isize::MAX.cast_unsigned();

/// The word.
#[derive(Debug)]
pub(super) struct State {
    word: AtomicUsize,
}

/// What the start of a run has found.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StartRun {
    /// The caller may poll the future; it must end the run.
    Poll,
    /// The caller runs the task, and must drop the future and complete it.
    Cancel,
    /// The task was shut down while it was queued: there is nothing left to run.
    Complete,
}

/// What the end of a run that left the future pending has found.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(super) enum EndRun {
    /// The task is idle, and the reference of its queue entry is gone: it may be freed at any time.
    Idle,
    /// It was woken meanwhile: the entry goes back into a queue.
    Requeue,
    /// It was aborted meanwhile and is still running: the caller must drop the future and complete it.
    Cancel,
}

/// What a wake-up or an abort must do.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notify {
    /// Nothing: the task is queued, will be queued by whoever runs it, or is complete.
    Nothing,
    /// Put the task into a queue; there is a reference for the entry.
    Enqueue,
}

/// What completing a task must do about its output.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnComplete {
    /// The join handle is gone: drop the output.
    DropOutput,
    /// The join handle will come for it. The caller's references are gone: the task may be freed at any time.
    KeepOutput,
    /// The join handle waits for it: wake it, then call [`State::release_join_waker`].
    WakeJoin,
}

/// What dropping the join handle must do.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DropJoin {
    /// The task is complete and its output has not been dropped by the runner: it is the handle's.
    pub(super) output_is_ours: bool,
    /// The runner does not look at the join waker any more, or not yet: it is the handle's.
    pub(super) waker_is_ours: bool,
}

impl State {
    /// A queued task with a reference each for its owner, its queue entry and its join handle.
    pub(super) fn new() -> State {
        State { word: AtomicUsize::new(NEW) }
    }

    #[inline]
    pub(super) fn is_complete(&self) -> bool {
        self.word.load(Ordering::Acquire) & COMPLETE != 0
    }

    /// A queue entry is taken to be run.
    #[inline]
    pub(super) fn start_run(&self) -> StartRun {
        self.update(|word| {
            if word & (COMPLETE | RUNNING) != 0 {
                return (StartRun::Complete, word);
            }
            let running = (word & !NOTIFIED) | RUNNING;
            let found = if word & CANCELLED == 0 { StartRun::Poll } else { StartRun::Cancel };
            (found, running)
        })
    }

    /// The future was polled and is pending. For `Idle`, the reference of the queue entry is gone: it was not the last,
    /// since the owner has one as long as the task is not cancelled.
    #[inline]
    pub(super) fn end_run(&self) -> EndRun {
        self.update(|word| {
            debug_assert!(word & RUNNING != 0);
            if word & CANCELLED != 0 {
                (EndRun::Cancel, word)
            } else if word & NOTIFIED != 0 {
                (EndRun::Requeue, word & !RUNNING)
            } else {
                debug_assert!(word / ONE_REFERENCE > 1, "the owner of a task has given it up without a word");
                (EndRun::Idle, (word & !RUNNING) - ONE_REFERENCE)
            }
        })
    }

    /// The future is dropped and the output is stored: from now on both belong to the join handle, if there is one. If
    /// that is all, the caller's `references` go in the same step.
    #[inline]
    pub(super) fn complete(&self, references: usize) -> OnComplete {
        self.update(|word| {
            debug_assert!(word & RUNNING != 0 && word & COMPLETE == 0);
            let complete = word ^ (RUNNING | COMPLETE);
            if word & JOIN_INTEREST == 0 {
                (OnComplete::DropOutput, complete)
            } else if word & JOIN_WAKER == 0 {
                (OnComplete::KeepOutput, complete - references * ONE_REFERENCE)
            } else {
                (OnComplete::WakeJoin, complete)
            }
        })
    }

    /// The runner is done with the join waker. True if the join handle went away meanwhile and left it to the runner.
    #[must_use = "the waker must be dropped by whoever owns it now"]
    pub(super) fn release_join_waker(&self) -> bool {
        let before = self.word.fetch_and(!JOIN_WAKER, Ordering::AcqRel);
        debug_assert!(before & COMPLETE != 0 && before & JOIN_WAKER != 0);
        before & JOIN_INTEREST == 0
    }

    /// A waker was called. The caller keeps its own reference until the task is in the queue.
    #[inline]
    pub(super) fn notify(&self) -> Notify {
        self.notify_adding(1)
    }

    /// A waker was called, and if the task has to be put into a queue, its reference becomes that of the entry.
    #[inline]
    pub(super) fn notify_giving(&self) -> Notify {
        self.notify_adding(0)
    }

    #[inline]
    fn notify_adding(&self, references: usize) -> Notify {
        self.update(|word| {
            if word & (COMPLETE | NOTIFIED) != 0 {
                (Notify::Nothing, word)
            } else if word & RUNNING != 0 {
                (Notify::Nothing, word | NOTIFIED)
            } else {
                (Notify::Enqueue, add_references(word | NOTIFIED, references))
            }
        })
    }

    /// The task was aborted by its handle: its owner shall drop the future.
    pub(super) fn cancel(&self) -> Notify {
        self.update(|word| {
            if word & (COMPLETE | CANCELLED) != 0 {
                (Notify::Nothing, word)
            } else if word & (RUNNING | NOTIFIED) != 0 {
                // Whoever runs it, now or next, will see the bit.
                (Notify::Nothing, word | CANCELLED)
            } else {
                (Notify::Enqueue, add_references(word | CANCELLED | NOTIFIED, 1))
            }
        })
    }

    /// The owner gives the task up. True if the caller runs it now, and must drop the future and complete it; false if
    /// it is complete, or running further up on this thread's stack and will be cancelled there.
    #[must_use = "a task that was made running must be completed"]
    pub(super) fn shut_down(&self) -> bool {
        self.update(|word| {
            let is_ours = word & (COMPLETE | RUNNING) == 0;
            let running = if is_ours { RUNNING } else { 0 };
            (is_ours, word | CANCELLED | running)
        })
    }

    /// The join handle has stored its waker. False if the task is complete: then the waker is still the handle's.
    #[must_use = "the output is there if the task is complete"]
    pub(super) fn lend_join_waker(&self) -> bool {
        self.update(|word| {
            debug_assert!(word & JOIN_INTEREST != 0 && word & JOIN_WAKER == 0);
            if word & COMPLETE != 0 { (false, word) } else { (true, word | JOIN_WAKER) }
        })
    }

    /// The join handle wants to change its waker. False if the task is complete: then it is the runner's to read.
    #[must_use = "the waker may be touched only if it was given back"]
    pub(super) fn take_back_join_waker(&self) -> bool {
        self.update(|word| {
            debug_assert!(word & JOIN_INTEREST != 0);
            if word & COMPLETE != 0 { (false, word) } else { (true, word & !JOIN_WAKER) }
        })
    }

    /// Whether the join waker is lent to the runner. Only the join handle lends it.
    pub(super) fn join_waker_is_lent(&self) -> bool {
        self.word.load(Ordering::Acquire) & JOIN_WAKER != 0
    }

    /// Whether the task is complete, and the runner has nothing to do with the join handle any more: its output and its
    /// waker are the handle's alone.
    #[inline]
    pub(super) fn is_all_join(&self) -> bool {
        self.word.load(Ordering::Acquire) & (COMPLETE | JOIN_WAKER) == COMPLETE
    }

    /// The join handle goes away together with its reference, after [`is_all_join`](State::is_all_join). True if this was
    /// the last reference: the caller must free the task.
    #[must_use = "the last reference must free the task"]
    #[inline]
    pub(super) fn drop_join_at_end(&self) -> bool {
        self.drop_of_last(JOIN_INTEREST, 1)
    }

    /// The join handle of a task that nobody has touched yet goes away, with its reference: the usual course of those that
    /// are spawned and left alone. False if it is another task.
    #[must_use = "the handle is still there if this fails"]
    #[inline]
    pub(super) fn drop_join_of_new(&self) -> bool {
        let detached = NEW - JOIN_INTEREST - ONE_REFERENCE;
        // An exchange that fails costs as much as one that does not.
        self.word.load(Ordering::Relaxed) == NEW
            && self.word.compare_exchange(NEW, detached, Ordering::Release, Ordering::Relaxed).is_ok()
    }

    /// The join handle goes away.
    pub(super) fn drop_join(&self) -> DropJoin {
        self.update(|word| {
            debug_assert!(word & JOIN_INTEREST != 0);
            let is_complete = word & COMPLETE != 0;
            let mut after = word & !JOIN_INTEREST;
            if !is_complete {
                after &= !JOIN_WAKER;
            }
            (DropJoin { output_is_ours: is_complete, waker_is_ours: after & JOIN_WAKER == 0 }, after)
        })
    }

    #[inline]
    pub(super) fn add_reference(&self) {
        // A new reference is made from an existing one, so nothing needs to be ordered.
        let before = self.word.fetch_add(ONE_REFERENCE, Ordering::Relaxed);
        abort_beyond_limit(before);
    }

    /// True if this was the last reference: the caller must free the task.
    #[must_use = "the last reference must free the task"]
    #[inline]
    pub(super) fn drop_reference(&self) -> bool {
        self.drop_references(1)
    }

    /// True if these were the last references: the caller must free the task.
    #[must_use = "the last reference must free the task"]
    #[inline]
    pub(super) fn drop_references(&self, count: usize) -> bool {
        self.drop_of_last(0, count)
    }

    /// Gives up references of the caller's, and `bits`. True if they were the last: then the word is left as it was, since
    /// nobody else can see it. A look is enough for that: only who has a reference makes another.
    #[inline]
    fn drop_of_last(&self, bits: usize, references: usize) -> bool {
        if self.word.load(Ordering::Acquire) / ONE_REFERENCE == references {
            return true;
        }
        let before = self.word.fetch_sub(bits + references * ONE_REFERENCE, Ordering::AcqRel);
        debug_assert!(before / ONE_REFERENCE >= references && before & bits == bits);
        before / ONE_REFERENCE == references
    }

    /// Applies a transition. The word is written even if it does not change: a wake-up of a task that is queued already
    /// must still publish what its thread did before to the thread that will run the task.
    #[inline]
    fn update<R>(&self, transition: impl Fn(usize) -> (R, usize)) -> R {
        let mut word = self.word.load(Ordering::Acquire);
        loop {
            let (result, after) = transition(word);
            match self.word.compare_exchange_weak(word, after, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return result,
                Err(actual) => word = actual,
            }
        }
    }
}

#[inline]
fn add_references(word: usize, count: usize) -> usize {
    if count > 0 {
        abort_beyond_limit(word);
    }
    word + count * ONE_REFERENCE
}

#[inline]
fn abort_beyond_limit(word: usize) {
    if word > MAX_WORD {
        std::process::abort();
    }
}
