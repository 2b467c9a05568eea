//! Signals as futures: [`ctrl_c`].
//!
//! A handler writes into an eventfd that the reactor watches; `signalfd` would need the signal blocked in every thread,
//! also in those that other code starts, and in the children's masks.

use std::io;
use std::os::fd::OwnedFd;

use crate::io::{Attempt, Direction, Registration, operation};
use crate::sys::signal;

/// Waits for the next SIGINT after this call (Ctrl-C in a terminal).
///
/// The signal is caught from this call on, before the future is polled, and **for the rest of the process**: once a
/// program has asked for it, SIGINT alone does not end it any more, it has to act on this future. Each call waits for a
/// signal of its own; several may wait at once, also in several runtimes, and one signal ends all that wait.
///
/// Cancel safe.
///
/// # Errors
///
/// The future ends with an error when no runtime runs on the thread that polls it first, or when the system refuses the
/// handler or a file descriptor.
///
/// # Examples
///
/// ```no_run
/// coro_runtime::block_on(async {
///     coro_runtime::signal::ctrl_c().await?;
///     println!("interrupted");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub fn ctrl_c() -> impl Future<Output = io::Result<()>> + Send + Sync + 'static {
    // Read before the handler is there, so that no signal that the handler catches is missed.
    let seen = signal::interrupts();
    let watched = signal::watch_interrupts();
    async move {
        let interrupts = Registration::new(watched?)?;
        let look = |_: &OwnedFd| {
            if signal::interrupts() == seen {
                Err(io::ErrorKind::WouldBlock.into())
            } else {
                Ok(Attempt::full(()))
            }
        };
        operation(&interrupts, Direction::Read, look).await
    }
}
