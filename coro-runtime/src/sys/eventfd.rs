//! An eventfd: a counter in the kernel that makes a sleeping epoll return.
//!
//! Takes: calls from any thread, and from signal handlers. Gives: one edge per [`EventFd::notify`] to every epoll that
//! watches the descriptor edge-triggered.
//!
//! Invariant: the counter is not drained by the waiting side. Each write is a new edge, so reading would only cost a
//! system call; the counter is emptied in the one case where a write would overflow it.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// A non-blocking eventfd; closed on drop.
#[derive(Debug)]
pub(crate) struct EventFd {
    fd: OwnedFd,
}

impl EventFd {
    pub(crate) fn new() -> io::Result<EventFd> {
        // SAFETY: the call takes no pointers.
        let fd = unsafe { syscall!(eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK)) }?;
        // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
        Ok(EventFd { fd: unsafe { OwnedFd::from_raw_fd(fd) } })
    }

    /// Adds one to the counter. Safe to call from a signal handler (which must save `errno` itself).
    pub(crate) fn notify(&self) -> io::Result<()> {
        match self.write_one() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.drain()?;
                self.write_one()
            }
            result => result,
        }
    }

    fn write_one(&self) -> io::Result<()> {
        let one = 1_u64.to_ne_bytes();
        // SAFETY: `one` holds the eight readable bytes that the call is told about.
        unsafe { syscall!(retry write(self.fd.as_raw_fd(), one.as_ptr().cast(), one.len())) }?;
        Ok(())
    }

    /// Empties the counter.
    fn drain(&self) -> io::Result<()> {
        let mut count = [0_u8; 8];
        // SAFETY: `count` holds the eight writable bytes that the call is told about.
        match unsafe { syscall!(retry read(self.fd.as_raw_fd(), count.as_mut_ptr().cast(), count.len())) } {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(()),
        }
    }
}

impl AsFd for EventFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
