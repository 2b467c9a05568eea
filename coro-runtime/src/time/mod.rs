//! Waiting for time to pass: [`sleep`], [`timeout`], [`interval`]; and clocks that [stand still](pause), for tests.
//!
//! Timers use the monotonic clock of [`std::time::Instant`], sleep in the same system call as the sockets, and have its
//! nanosecond resolution. A timer never fires early. It is late by the time until the thread gets the processor, a few
//! microseconds on an idle machine; and timers that are due within 100 µs after others have fired are fired together at
//! the end of that time. For this, the thread's timer slack (50 µs by default) is lowered while a current-thread runtime
//! waits for timers, and put back when its `block_on` returns.
//!
//! Each thread that drives a reactor has its timers in a wheel of its own: making, firing and dropping one takes constant
//! time, however many there are, and threads do not meet.
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
