//! What tasks tell each other, and what they share: that it is [time to stop](CancellationToken), whose [turn](Mutex) it is.
//!
//! Nothing here needs a runtime: it works under any executor, and from threads without one.

mod cancellation;
mod mutex;

#[cfg(all(test, loom))]
mod tests;

pub use cancellation::{
    CancellationToken, Cancelled, CancelledOwned, DropGuard, DropGuardRef, RunUntilCancelled,
    RunUntilCancelledOwned,
};
pub use mutex::{Lock, Mutex, MutexGuard};
