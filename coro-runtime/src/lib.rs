//! The support library of the machines, and the reactor-executor that runs them.
//!
//! [`machine`] is what generated code calls: `no_std`, no dependencies; with the feature `alloc`, machines in boxes.
//! Everything else is the runtime (feature `runtime`, on by default; Linux): an executor on the calling thread and a
//! reactor over epoll, for any [`Future`]. `net` has sockets (TCP, UDP, those of this machine), `io` descriptors of any other kind,
//! `time` timers and clocks, `task` and `runtime` what runs and what runs it, `sync` locks and cancellation, `signal` signals. With the
//! feature `futures-io`, connections have the traits of the crate of that name.
//!
//! ```
//! # #[cfg(feature = "runtime")] {
//! use coro_runtime::{block_on, spawn, time::sleep};
//! use std::time::Duration;
//!
//! let output = block_on(async {
//!     let task = spawn(async {
//!         sleep(Duration::from_millis(10)).await;
//!         "slept"
//!     });
//!     task.await.unwrap()
//! });
//! assert_eq!(output, "slept");
//! # }
//! ```
#![cfg_attr(not(feature = "runtime"), no_std)]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(all(feature = "runtime", not(target_os = "linux")))]
compile_error!(
    "the feature `runtime` needs Linux (epoll); without default features the machines run anywhere"
);

pub mod machine;
#[cfg(feature = "alloc")]
pub mod recursive;

#[cfg(feature = "runtime")]
mod budget;
#[cfg(feature = "runtime")]
mod contain;
#[cfg(feature = "runtime")]
mod executor;
#[cfg(feature = "runtime")]
pub mod future;
#[cfg(feature = "runtime")]
pub mod io;
#[cfg(feature = "runtime")]
mod loom;
#[cfg(feature = "runtime")]
mod mutex;
#[cfg(feature = "runtime")]
pub mod net;
#[cfg(feature = "runtime")]
mod pin;
#[cfg(feature = "runtime")]
mod queue;
#[cfg(feature = "runtime")]
mod reactor;
#[cfg(feature = "runtime")]
pub mod signal;
#[cfg(feature = "runtime")]
mod slab;
#[cfg(feature = "runtime")]
pub mod sync;
#[cfg(feature = "runtime")]
mod sys;
#[cfg(feature = "runtime")]
pub mod task;
#[cfg(feature = "runtime")]
pub mod time;
#[cfg(feature = "runtime")]
mod wait_list;

#[cfg(feature = "stream")]
pub use futures_core::Stream;
pub use machine::{Coroutine, CoroutineState, Point, State, Stated};

#[cfg(feature = "runtime")]
pub use executor::{block_on, spawn, spawn_blocking, spawn_local, spawn_named};
#[cfg(feature = "runtime")]
pub use future::{join, join_all, race, select, try_join, yield_now};

/// The executor: [`Runtime`](runtime::Runtime) to run futures, [`Handle`](runtime::Handle) to spawn from elsewhere.
#[cfg(feature = "runtime")]
pub mod runtime {
    pub use crate::executor::{
        Builder, EnterGuard, Handle, Metrics, Runtime, ShutdownBegins, ShutdownReport, SlowPoll, ThreadName,
        UnhandledPanic, WorkerMetrics,
    };
}

/// Faults of system calls, injected for tests; no promise is made about them.
#[cfg(feature = "faults")]
#[doc(hidden)]
pub mod faults {
    pub use crate::sys::faults::{Faults, Injected};
}
