//! Running futures.
//!
//! Takes: futures. Gives: their outputs. [`Runtime::block_on`] runs the root future on its thread. Of tasks there are two
//! schedulers: without workers, that thread runs them too (`run.rs`, `running.rs`), and sleeps in the reactor when none
//! can go on; with workers, those run them (`multi/`). A thread in `block_on` that runs no tasks, since others do, is a guest
//! (`multi/guest.rs`); without workers it takes over when the other leaves.
//!
//! `Shared` is what every thread may do: own a new task, queue a task that was woken. It finds out what this thread is to
//! the runtime (`context.rs`), and takes the short way if it is one of its own.
//!
//! Invariants:
//! - First in, first out on one thread, the root future included: each runnable future is polled before any is polled twice,
//!   but for [priorities](crate::task::Priority).
//! - The reactor is asked for news at least each 61 polls, and sooner when polls take long (`interval.rs`): what always
//!   yields delays neither sockets nor timers.
//! - A task is owned from its spawn on, so when a runtime is dropped, all its tasks are.
//! - Tasks that are not `Send` are run and dropped by their thread.
//! - Threads sleep in epoll or on conditions of ours and nowhere else: user code may park and unpark threads as it likes.

mod aliases;
mod blocking;
mod builder;
mod classes;
mod closing;
mod context;
mod groups;
mod handle;
mod hooks;
mod idle;
mod interval;
mod metrics;
mod monitor;
mod multi;
mod pace;
mod parker;
mod reference;
mod root;
mod run;
mod running;
mod runtime;
mod settings;
mod shared;
mod shutdown;
mod single;
mod spawn;
mod stats;
mod thread_name;
mod traced;

#[cfg(test)]
mod tests;

pub use blocking::spawn_blocking;
pub use builder::Builder;
pub use closing::ShutdownBegins;
pub use handle::{EnterGuard, Handle};
pub use metrics::{Metrics, WorkerMetrics};
pub use runtime::{Runtime, block_on};
pub use settings::{SlowPoll, UnhandledPanic};
pub use shutdown::ShutdownReport;
pub use spawn::{spawn, spawn_local, spawn_named};
pub use thread_name::ThreadName;
