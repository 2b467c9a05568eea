//! SIGINT as an eventfd.
//!
//! Takes: the wish to be told of SIGINT. Gives: a descriptor that has an edge at each SIGINT, and a count of them.
//!
//! A handler that writes to an eventfd was chosen over `signalfd`: the latter needs the signal blocked in every thread
//! of the process, also in those that other code starts, and children would inherit that mask.
//!
//! Invariants:
//! - The handler is installed once and stays; it does nothing that is not async-signal-safe, and keeps `errno`.
//! - The count is raised before the descriptor is written, so that whoever sees the edge sees the count.

use std::io;
use std::mem;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::eventfd::EventFd;

static NOTIFIER: OnceLock<EventFd> = OnceLock::new();
static INTERRUPTS: AtomicU64 = AtomicU64::new(0);
static INSTALLED: Mutex<bool> = Mutex::new(false);

/// Installs the handler (the first time) and gives a descriptor of its own that has an edge at each SIGINT.
pub(crate) fn watch_interrupts() -> io::Result<OwnedFd> {
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*installed {
        if NOTIFIER.get().is_none() {
            // Only the holder of `INSTALLED` sets the cell, so it is still empty.
            let _ = NOTIFIER.set(EventFd::new()?);
        }
        install(libc::SIGINT)?;
        *installed = true;
    }
    let notifier = NOTIFIER.get().expect("the notifier is made before the handler is installed");
    notifier.as_fd().try_clone_to_owned()
}

/// How many SIGINTs have arrived since the handler was installed.
pub(crate) fn interrupts() -> u64 {
    INTERRUPTS.load(Ordering::Acquire)
}

fn install(signal: libc::c_int) -> io::Result<()> {
    let handler: extern "C" fn(libc::c_int) = on_interrupt;
    // SAFETY: all-zero bytes are a valid `sigaction`: no flags and an empty mask.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as libc::sighandler_t;
    action.sa_flags = libc::SA_RESTART;
    // SAFETY: `action` is initialised, its handler is a function of the right type that is async-signal-safe and lives
    // for ever; the old action is not asked for.
    unsafe { syscall!(sigaction(signal, &raw const action, ptr::null_mut())) }?;
    Ok(())
}

extern "C" fn on_interrupt(_signal: libc::c_int) {
    // SAFETY: `__errno_location` gives the address of this thread's `errno`, which is always valid.
    let errno = unsafe { *libc::__errno_location() };
    INTERRUPTS.fetch_add(1, Ordering::Release);
    if let Some(notifier) = NOTIFIER.get() {
        // There is nobody to tell about an error; the count stays right in any case.
        let _ = notifier.notify();
    }
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}
