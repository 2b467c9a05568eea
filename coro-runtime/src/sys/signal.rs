//! Signals as eventfds.
//!
//! Takes: the wish to be told of a signal. Gives: a descriptor that has an edge at each of them, and a count.
//!
//! A handler that writes to an eventfd was chosen over `signalfd`: the latter needs the signal blocked in every thread
//! of the process, also in those that other code starts, and children would inherit that mask.
//!
//! Invariants:
//! - A handler is installed once and stays; it does nothing that is not async-signal-safe, and keeps `errno`.
//! - The count is raised before the descriptor is written, so that whoever sees the edge sees the count.

use std::io;
use std::mem;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::eventfd::EventFd;

/// The signals that can be caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Interrupt,
    Hangup,
    Terminate,
}

/// What is known of one of them.
struct Caught {
    notifier: OnceLock<EventFd>,
    count: AtomicU64,
    is_installed: Mutex<bool>,
}

static INTERRUPTS: Caught = Caught::new();
static HANGUPS: Caught = Caught::new();
static TERMINATIONS: Caught = Caught::new();

impl Caught {
    const fn new() -> Caught {
        Caught { notifier: OnceLock::new(), count: AtomicU64::new(0), is_installed: Mutex::new(false) }
    }
}

impl Signal {
    /// Installs the handler (the first time) and gives a descriptor of its own that has an edge at each signal.
    pub(crate) fn watch(self) -> io::Result<OwnedFd> {
        let caught = self.caught();
        let mut is_installed = caught.is_installed.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_installed {
            if caught.notifier.get().is_none() {
                // Only the holder of the lock sets the cell, so it is still empty.
                let _ = caught.notifier.set(EventFd::new()?);
            }
            install(self.number())?;
            *is_installed = true;
        }
        let notifier = caught.notifier.get().expect("the notifier is made before the handler is installed");
        notifier.as_fd().try_clone_to_owned()
    }

    /// How many have arrived since the handler was installed.
    pub(crate) fn count(self) -> u64 {
        self.caught().count.load(Ordering::Acquire)
    }

    fn number(self) -> libc::c_int {
        match self {
            Signal::Interrupt => libc::SIGINT,
            Signal::Hangup => libc::SIGHUP,
            Signal::Terminate => libc::SIGTERM,
        }
    }

    fn caught(self) -> &'static Caught {
        match self {
            Signal::Interrupt => &INTERRUPTS,
            Signal::Hangup => &HANGUPS,
            Signal::Terminate => &TERMINATIONS,
        }
    }

    fn of_number(number: libc::c_int) -> Option<Signal> {
        [Signal::Interrupt, Signal::Hangup, Signal::Terminate]
            .into_iter()
            .find(|signal| signal.number() == number)
    }
}

fn install(signal: libc::c_int) -> io::Result<()> {
    let handler: extern "C" fn(libc::c_int) = on_signal;
    // SAFETY: all-zero bytes are a valid `sigaction`: no flags and an empty mask.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = handler as libc::sighandler_t;
    action.sa_flags = libc::SA_RESTART;
    // SAFETY: `action` is initialised, its handler is a function of the right type that is async-signal-safe and lives
    // for ever; the old action is not asked for.
    unsafe { syscall!(sigaction(signal, &raw const action, ptr::null_mut())) }?;
    Ok(())
}

extern "C" fn on_signal(number: libc::c_int) {
    let Some(signal) = Signal::of_number(number) else { return };
    // SAFETY: `__errno_location` gives the address of this thread's `errno`, which is always valid.
    let errno = unsafe { *libc::__errno_location() };
    let caught = signal.caught();
    caught.count.fetch_add(1, Ordering::Release);
    if let Some(notifier) = caught.notifier.get() {
        // There is nobody to tell about an error; the count stays right in any case.
        let _ = notifier.notify();
    }
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}
