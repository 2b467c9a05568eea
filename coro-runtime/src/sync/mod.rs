//! What tasks tell each other: that it is [time to stop](CancellationToken).
//!
//! Nothing here needs a runtime: it works under any executor, and from threads without one.

mod cancellation;

#[cfg(all(test, loom))]
mod tests;

pub use cancellation::{CancellationToken, Cancelled, CancelledOwned, DropGuard, RunUntilCancelled};
