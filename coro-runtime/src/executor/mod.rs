//! Running futures: the current-thread scheduler.
//!
//! Takes: futures. Gives: their outputs. [`Runtime::block_on`] runs the root future and all spawned tasks on its thread,
//! and sleeps in the reactor when none can go on.
//!
//! Two halves, as in the reactor: `Shared` is what every thread may do (put something into the remote queue, end the
//! sleep), `Running` is what the thread inside `block_on` does (the local queue, the tasks it owns).
//!
//! Invariants:
//! - First in, first out, the root future included: each runnable future is polled before any is polled twice.
//! - The reactor is asked for news at least each 61 polls, and sooner when polls take long (`interval.rs`): what always
//!   yields delays neither sockets nor timers.
//! - A task is owned from its spawn on, by the remote queue and then by the thread that runs it; so when a runtime is
//!   dropped, all its tasks are.
//! - Tasks that are not `Send` end with the `block_on` that they were spawned in, on its thread.
//! - The thread sleeps in epoll and nowhere else: user code may park and unpark threads as it likes.

mod context;
mod groups;
mod handle;
mod interval;
mod root;
mod run;
mod runtime;
mod shared;

pub use handle::{Handle, Metrics, spawn, spawn_local};
pub use runtime::{Runtime, block_on};
