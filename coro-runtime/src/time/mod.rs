//! Waiting for time to pass: [`sleep`], [`sleep_until`], [`timeout`].
//!
//! Timers use the monotonic clock of [`std::time::Instant`], sleep in the same system call as the sockets, and have its
//! nanosecond resolution; the kernel's timer slack (50 µs by default) and the time until the thread gets the processor
//! come on top. A timer never fires early.
//!
//! All futures here are cancel safe: dropping one forgets its timer at once. They panic when they have to wait and no
//! runtime runs on the thread that polls them.

mod sleep;
mod timeout;

pub use sleep::{Sleep, sleep, sleep_until};
pub use timeout::{Elapsed, Timeout, timeout};
