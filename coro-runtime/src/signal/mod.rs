//! Signals as futures: [`ctrl_c`], [`terminate`], [`hangup`].
//!
//! A handler writes into an eventfd that the reactor watches; `signalfd` would need the signal blocked in every thread,
//! also in those that other code starts, and in the children's masks.
//!
//! A signal is caught from the first call of its function on, and **for the rest of the process**: it alone does not end
//! the process any more, the program has to act on the future. Each call waits for a signal of its own; several may wait at
//! once, also in several runtimes, and one signal ends all that wait. To miss none of several, call for the next one before
//! the present one is acted on:
//!
//! ```no_run
//! # coro_runtime::block_on(async {
//! use coro_runtime::signal::hangup;
//!
//! let mut next = hangup();
//! loop {
//!     next.await?;
//!     next = hangup();
//!     println!("reading the configuration again");
//! }
//! # #[allow(unreachable_code)]
//! # std::io::Result::Ok(())
//! # }).unwrap();
//! ```

use std::io;
use std::os::fd::OwnedFd;

use crate::io::{Attempt, Direction, Registration, operation};
use crate::sys::signal::Signal;

/// Waits for the next SIGINT after this call (Ctrl-C in a terminal). The signal is caught from this call on, before the
/// future is polled; see [the module](self).
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
    next(Signal::Interrupt)
}

/// Waits for the next SIGTERM after this call: what `kill` and service managers send to ask a process to end. The signal is
/// caught from this call on, before the future is polled; see [the module](self).
///
/// Cancel safe.
///
/// # Errors
///
/// As with [`ctrl_c`].
///
/// # Examples
///
/// A program that ends on either, up to a limit of time; and at once when it is asked again:
///
/// ```no_run
/// use coro_runtime::{race, runtime::Runtime, signal::{ctrl_c, terminate}};
/// use std::time::Duration;
///
/// let runtime = Runtime::builder().multi_thread().build()?;
/// runtime.block_on(async { race!(ctrl_c(), terminate()).await })?;
/// let again = (ctrl_c(), terminate());
/// std::thread::spawn(|| {
///     let _ = coro_runtime::block_on(coro_runtime::race(again));
///     std::process::exit(1);
/// });
/// println!("{}", runtime.shutdown(Duration::from_secs(10)));
/// # std::io::Result::Ok(())
/// ```
pub fn terminate() -> impl Future<Output = io::Result<()>> + Send + Sync + 'static {
    next(Signal::Terminate)
}

/// Waits for the next SIGHUP after this call: by custom, what asks a server to read its configuration again or to say how it
/// is. The signal is caught from this call on, before the future is polled; see [the module](self).
///
/// Cancel safe.
///
/// # Errors
///
/// As with [`ctrl_c`].
///
/// # Examples
///
/// ```no_run
/// use coro_runtime::{runtime::Handle, signal::hangup};
///
/// # coro_runtime::block_on(async {
/// hangup().await?;
/// println!("{:?}", Handle::current().metrics());
/// # std::io::Result::Ok(())
/// # })?;
/// # std::io::Result::Ok(())
/// ```
pub fn hangup() -> impl Future<Output = io::Result<()>> + Send + Sync + 'static {
    next(Signal::Hangup)
}

fn next(signal: Signal) -> impl Future<Output = io::Result<()>> + Send + Sync + 'static {
    // Read before the handler is there, so that no signal that the handler catches is missed.
    let seen = signal.count();
    let watched = signal.watch();
    async move {
        let arrivals = Registration::new(watched?)?;
        let look = |_: &OwnedFd| {
            if signal.count() == seen { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(Attempt::full(())) }
        };
        operation(&arrivals, Direction::Read, look).await
    }
}
