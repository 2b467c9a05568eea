//! Spawned tasks: what [`spawn`](crate::spawn) gives back; tasks in groups ([`JoinSet`], [`TaskTracker`]), and values of their
//! own ([`LocalKey`]).
//!
//! # Why tasks do not borrow
//!
//! A spawned future has to be `'static`: it may not borrow from the function that spawns it. A scope that lends to its tasks,
//! as [`std::thread::scope`] does, would have to keep the lender from going away before they end. A thread's function can
//! wait for that in a destructor. A future cannot: whoever holds it may leak it half-way (by [`std::mem::forget`], or in a
//! cycle of `Arc`s), so that no destructor runs, and then reuse what it has borrowed, while its tasks go on on other
//! threads. So there is no sound way, as long as futures can be leaked.
//!
//! What needs to borrow runs within the task: [`join!`](macro@crate::join), [`join_all`](crate::join_all),
//! [`race!`](macro@crate::race) and [`timeout`](crate::time::timeout) take futures with borrows, and run them at once,
//! though not on several threads. What needs several threads owns its part, or shares it in an [`Arc`](std::sync::Arc).
//!
//! # The inside
//!
//! The rest of this page is the proof that tasks are sound.
//!
//! The module takes a future and a scheduler, and gives an owner's handle, a queue entry and a [`JoinHandle`]. It
//! establishes that the future is polled by one thread at a time and dropped by its owner, that its output is dropped
//! exactly once, and that wakers may be cloned, called and dropped by any thread at any time, also when task and runtime
//! are long gone.
//!
//! ```text
//!   one allocation per task
//!  +-------------------------------------------+
//!  | header     state word  (state.rs)         | <--- Owned     one, in the executor, until the task is complete
//!  |            &'static vtable                |
//!  |            where it was spawned           | <--- Runnable  at most one, in a queue or being run
//!  |            place at the owner's           |
//!  |            what the stage holds           |
//!  +-------------------------------------------+
//!  | scheduler  where `Runnable`s go, the name | <--- JoinHandle  at most one
//!  +-------------------------------------------+
//!  | stage      future | output | error | -    | <--- Waker     any number
//!  +-------------------------------------------+
//!  | join waker                                |
//!  +-------------------------------------------+
//! ```
//!
//! # Reference types
//!
//! Each of the four holds one reference in the state word; the last to go frees the allocation.
//!
//! - `Owned`: the executor's. Only it gives up a task (`Owned::shut_down`).
//! - `Runnable`: the right to run the task once. The transition to `NOTIFIED` makes it, so there is at most one.
//! - [`JoinHandle`]: takes the output, aborts the task. Dropping it detaches the task.
//! - `Waker`: makes a `Runnable` and hands it to the scheduler. The waker that a poll sees is borrowed from the
//!   `Runnable` and counts only when it is cloned.
//!
//! # State
//!
//! The picture in `state.rs`. In words: a task is queued, running or idle until it is complete. `RUNNING` is a lock: it is
//! taken by a compare-and-swap that fails if it is set. `JOIN_INTEREST` is set as long as the `JoinHandle` lives,
//! `JOIN_WAKER` as long as the join waker is lent to whoever completes the task.
//!
//! # Fields
//!
//! - *state*: atomic, everybody.
//! - *vtable*, *spawn location*, *scheduler*: never change; everybody with a reference reads them.
//! - *place*: atomic; the owner writes it before the first run and reads it after the last.
//! - *stage*, and what it holds: while `COMPLETE` is not set, only the thread that has set `RUNNING`. Once `COMPLETE` is set: the
//!   `JoinHandle`, while there is one; if `JOIN_INTEREST` was not set at that moment, the thread that set `COMPLETE`.
//! - *join waker*: while `JOIN_WAKER` is not set, only the `JoinHandle`. While it is set: before `COMPLETE` nobody
//!   writes, and the `JoinHandle` may read; after `COMPLETE` the thread that completed the task may read too, until it
//!   unsets `JOIN_WAKER`. If `JOIN_INTEREST` is gone by then, that thread drops the waker.
//!
//! # Safety
//!
//! - *Polling and dropping the future* need `RUNNING`, which one thread has. The future never moves: it is built inside
//!   its allocation's `Box` and dropped in place. It is dropped before `COMPLETE` is set, and a panic on the way is
//!   caught, so after `COMPLETE` there is none. A task is never freed before it is complete: `Owned` has a reference
//!   and goes away after completion only (its drop shuts the task down otherwise).
//! - *Wakers on other threads* touch the state, the vtable and the scheduler, which are shared by design. None drops the
//!   future or the output: freeing finds the stage empty, since the output belongs to the `JoinHandle` or was dropped on
//!   completion. What freeing does drop, the scheduler, is `Send`.
//! - *Futures that are not `Send`* are wrapped in a type that is: it refuses to be polled and declines to be dropped
//!   anywhere but on its thread (`local.rs`), which may be the thread of its first poll (`pinned.rs`). Their output is produced on that thread, and if it is not `Send` then the
//!   `JoinHandle` is not either and stays there.
//! - *Waking while running* only sets `NOTIFIED`; the runner finds it when it ends the run. *Recursion*, running a task
//!   that runs further up the stack, fails at the `RUNNING` bit.
//! - *The scheduler is called through the allocation*, so the caller keeps its own reference until the call is over:
//!   the entry that it passes may be run and freed by another thread meanwhile. Not so if the entry goes into a queue that only
//!   the calling thread takes from: then a waker that is used up gives its reference to the entry.

mod abort;
mod block;
mod builder;
mod cell;
mod error;
mod id;
mod info;
mod join;
mod join_set;
mod local;
mod owned;
mod packed_waker;
mod pinned;
mod raw;
mod roster;
mod stage;
mod state;
mod task_local;
mod tracker;
mod waker;

#[cfg(test)]
mod tests;

pub use crate::budget::{
    ConsumeBudget, Unconstrained, budget_is_spent, consume_budget, has_budget_remaining, unconstrained,
};
pub use abort::AbortHandle;
pub use builder::{Builder, Priority};
pub use error::JoinError;
pub use id::Id;
pub(crate) use info::AtLocation;
pub use info::{Suspension, TaskInfo};
pub use join::JoinHandle;
pub use join_set::JoinSet;
pub(crate) use owned::{Completed, Ended, Owned, Ran, Runnable, Spawned, new, new_local, new_pinned};
pub(crate) use roster::Roster;
pub use task_local::{LocalKey, NotInScope, TaskLocalFuture};
pub use tracker::{TaskTracker, TrackedFuture, TrackerToken, TrackerWait};

/// The budget of a poll, under the name that it has in tokio.
pub mod coop {
    pub use crate::budget::{
        ConsumeBudget, Unconstrained, consume_budget, has_budget_remaining, unconstrained,
    };
}

/// Where the queue entries of a task go.
pub(crate) trait Schedule: Send + Sync + 'static {
    /// Whether an entry that goes back into a queue after its run has to come here too. Otherwise its runner may put it
    /// where it took it from.
    const TAKES_REQUEUED: bool = false;

    /// Puts the entry into a queue whose executor owns the task. If that executor is gone, drops it.
    fn schedule(&self, task: Runnable);

    /// Puts in what `entry` makes, if this thread alone takes from the queue, and takes nothing before this returns. Otherwise
    /// `entry` is not called.
    fn schedule_here(&self, entry: impl FnOnce() -> Option<Runnable>) {
        drop(entry);
    }

    /// What the task is called.
    fn name(&self) -> Option<&str> {
        None
    }

    /// The task has panicked, and nobody has taken the panic from its handle.
    fn unobserved_panic(&self, _task: &TaskInfo) {}
}
