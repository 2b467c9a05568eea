//! Waiting for time to pass: [`sleep`], [`timeout`], [`interval`]; and clocks that [stand still](pause), for tests.
//!
//! Timers use the monotonic clock of [`std::time::Instant`], sleep in the same system call as the sockets, and have its
//! nanosecond resolution; the kernel's timer slack (50 µs by default) and the time until the thread gets the processor
//! come on top. A timer never fires early.
//!
//! Each reactor has its timers in a wheel of its own: making, firing and dropping one takes constant time, however many
//! there are, and threads that run different reactors do not meet.
//!
//! All futures here are cancel safe: dropping one forgets its timer at once. They panic when they have to wait and no
//! runtime runs on the thread that polls them.

mod clock;
mod instant;
mod interval;
mod sleep;
mod timeout;

pub use clock::{Advance, advance, auto_advance, pause, resume};
pub use instant::Instant;
pub use interval::{Interval, MissedTickBehavior, interval, interval_at};
pub use sleep::{Sleep, sleep, sleep_until};
pub use timeout::{Elapsed, Timeout, timeout, timeout_at};
