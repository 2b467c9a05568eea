//! A timer as a descriptor.
//!
//! Takes: how long from now. Gives: one edge to every epoll that watches the descriptor edge-triggered. Setting it again
//! replaces what was set. Invariant: it is not read: each expiry is a new edge, as with [`EventFd`](super::eventfd::EventFd).

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Duration;

/// A timerfd on the monotonic clock; closed on drop.
#[derive(Debug)]
pub(crate) struct TimerFd {
    fd: OwnedFd,
}

impl TimerFd {
    pub(crate) fn new() -> io::Result<TimerFd> {
        // SAFETY: the call takes no pointers.
        let fd = unsafe {
            syscall!(timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_CLOEXEC | libc::TFD_NONBLOCK))
        }?;
        // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
        Ok(TimerFd { fd: unsafe { OwnedFd::from_raw_fd(fd) } })
    }

    /// Makes it expire once, after `delay`.
    pub(crate) fn set(&self, delay: Duration) -> io::Result<()> {
        // Zero would disarm it.
        let delay = delay.max(Duration::from_nanos(1));
        let value = libc::timespec {
            tv_sec: libc::time_t::try_from(delay.as_secs()).unwrap_or(libc::time_t::MAX),
            tv_nsec: delay.subsec_nanos().into(),
        };
        let once =
            libc::itimerspec { it_interval: libc::timespec { tv_sec: 0, tv_nsec: 0 }, it_value: value };
        // SAFETY: `once` is a live, initialised `itimerspec`; the old value is not asked for.
        unsafe { syscall!(timerfd_settime(self.fd.as_raw_fd(), 0, &raw const once, ptr::null_mut())) }?;
        Ok(())
    }
}

impl AsFd for TimerFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
