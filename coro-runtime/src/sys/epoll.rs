//! One epoll instance.
//!
//! Takes: descriptors with a token each, and until when to wait. Gives: the tokens that have news.
//!
//! Invariants:
//! - Descriptors are registered once, edge-triggered, for both directions.
//! - A wait never ends before its deadline without an event: timeouts are rounded up, and an interrupted wait goes on
//!   with what remains of its time.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::faults;

/// How many events one wait takes from the kernel, unless somebody wants another number.
pub(crate) const EVENTS_PER_WAIT: usize = 1024;

/// Longer waits are cut to this; the caller sees a wait without events and computes its deadline anew.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Set once this kernel (or a seccomp filter) has refused `epoll_pwait2`. Miri knows only the older call.
static PWAIT2_IS_MISSING: AtomicBool = AtomicBool::new(cfg!(miri));

/// How long a wait may block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// Take what is there and return.
    Poll,
    /// Block until an event or this instant.
    Until(Instant),
    /// Block until an event.
    Forever,
}

impl Wait {
    /// What is left of the wait; `None` means for ever.
    fn remaining(self) -> Option<Duration> {
        match self {
            Wait::Poll => Some(Duration::ZERO),
            Wait::Until(deadline) => {
                Some(deadline.saturating_duration_since(Instant::now()).min(LONGEST_WAIT))
            }
            Wait::Forever => None,
        }
    }
}

/// What the kernel reports about one descriptor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) token: u64,
    flags: u32,
}

impl Event {
    /// What a model says in the kernel's place.
    #[cfg(all(test, loom))]
    pub(crate) fn readable() -> Event {
        Event { token: 0, flags: libc::EPOLLIN.cast_unsigned() }
    }

    /// Data, a connection to accept, or an error to collect by reading.
    pub(crate) fn is_readable(self) -> bool {
        self.has(libc::EPOLLIN | libc::EPOLLERR | libc::EPOLLHUP | libc::EPOLLRDHUP)
    }

    /// Room to write, or an error to collect by writing.
    pub(crate) fn is_writable(self) -> bool {
        self.has(libc::EPOLLOUT | libc::EPOLLERR | libc::EPOLLHUP)
    }

    /// The peer will send nothing more.
    pub(crate) fn is_read_closed(self) -> bool {
        self.has(libc::EPOLLRDHUP | libc::EPOLLHUP)
    }

    /// Nothing can be written any more.
    pub(crate) fn is_write_closed(self) -> bool {
        self.has(libc::EPOLLHUP)
    }

    fn has(self, flags: i32) -> bool {
        self.flags & flags.cast_unsigned() != 0
    }
}

/// The buffer that a wait fills.
pub(crate) struct Events {
    buffer: Vec<libc::epoll_event>,
}

impl Events {
    /// For at most `capacity` events at a time, and at least one.
    pub(crate) fn new(capacity: usize) -> Events {
        Events { buffer: Vec::with_capacity(capacity.max(1)) }
    }

    pub(crate) fn len(&self) -> usize {
        self.buffer.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Event> {
        self.buffer.iter().map(|event| Event { token: event.u64, flags: event.events })
    }
}

/// An epoll instance; closed on drop.
#[derive(Debug)]
pub(crate) struct Epoll {
    fd: OwnedFd,
}

impl Drop for Epoll {
    fn drop(&mut self) {
        faults::closed(self.fd.as_raw_fd());
    }
}

impl Epoll {
    pub(crate) fn new() -> io::Result<Epoll> {
        // SAFETY: the call takes no pointers.
        let fd = unsafe { syscall!(epoll_create1(libc::EPOLL_CLOEXEC)) }?;
        // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
        Ok(Epoll { fd: unsafe { OwnedFd::from_raw_fd(fd) } })
    }

    /// Registers `fd` for both directions, edge-triggered. The kernel reports at once what is ready now.
    pub(crate) fn add(&self, fd: BorrowedFd<'_>, token: u64) -> io::Result<()> {
        self.add_with(fd, token, libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLRDHUP | libc::EPOLLET)
    }

    /// Registers `fd` for reading, edge-triggered.
    pub(crate) fn add_readable(&self, fd: BorrowedFd<'_>, token: u64) -> io::Result<()> {
        self.add_with(fd, token, libc::EPOLLIN | libc::EPOLLET)
    }

    fn add_with(&self, fd: BorrowedFd<'_>, token: u64, flags: libc::c_int) -> io::Result<()> {
        let mut event = libc::epoll_event { events: flags.cast_unsigned(), u64: token };
        // SAFETY: `event` is a live, initialised `epoll_event`; the kernel copies it during the call.
        unsafe {
            syscall!(epoll_ctl(self.fd.as_raw_fd(), libc::EPOLL_CTL_ADD, fd.as_raw_fd(), &raw mut event))
        }?;
        faults::added(self.fd.as_raw_fd(), fd.as_raw_fd(), event);
        Ok(())
    }

    /// Ends the registration of `fd`. Events already taken by a wait are not called back.
    pub(crate) fn delete(&self, fd: BorrowedFd<'_>) -> io::Result<()> {
        faults::deleted(self.fd.as_raw_fd(), fd.as_raw_fd());
        // SAFETY: `EPOLL_CTL_DEL` ignores the event pointer; null is allowed since Linux 2.6.9.
        unsafe {
            syscall!(epoll_ctl(self.fd.as_raw_fd(), libc::EPOLL_CTL_DEL, fd.as_raw_fd(), ptr::null_mut()))
        }?;
        Ok(())
    }

    /// Waits for events and puts them into `events`; signals do not shorten the wait.
    pub(crate) fn wait(&self, events: &mut Events, wait: Wait) -> io::Result<()> {
        events.buffer.clear();
        loop {
            match self.wait_once(events, faults::limit(self.fd.as_raw_fd(), wait.remaining())) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(()) => break,
            }
        }
        faults::events(self.fd.as_raw_fd(), &mut events.buffer);
        Ok(())
    }

    fn wait_once(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        if !PWAIT2_IS_MISSING.load(Ordering::Relaxed) {
            match self.pwait2(events, timeout) {
                Err(error) if is_refused(&error) => PWAIT2_IS_MISSING.store(true, Ordering::Relaxed),
                result => return result,
            }
        }
        self.wait_milliseconds(events, timeout)
    }

    /// Waits with nanosecond resolution (Linux 5.11).
    pub(super) fn pwait2(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = timeout.map(KernelTimespec::from);
        let timeout_ptr = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
        let capacity = events.buffer.capacity();
        // SAFETY: the buffer has room for `capacity` events; `timeout_ptr` is null or points to `timeout`, which
        // outlives the call and has the layout of the kernel's 64-bit `__kernel_timespec`; the signal mask is null.
        let count = unsafe {
            syscall!(syscall as SYS_epoll_pwait2(
                self.fd.as_raw_fd(),
                events.buffer.as_mut_ptr(),
                capacity,
                timeout_ptr,
                ptr::null::<libc::sigset_t>(),
                0_usize
            ))
        }?;
        let count = usize::try_from(count).expect("a wait returns a count that is not negative");
        // SAFETY: the kernel has initialised the first `count` events, and `count <= capacity`.
        unsafe { events.buffer.set_len(count) };
        Ok(())
    }

    /// Waits with millisecond resolution, rounded up so that no timer is woken early.
    pub(super) fn wait_milliseconds(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        let milliseconds = timeout.map_or(-1, round_up_to_milliseconds);
        let capacity = i32::try_from(events.buffer.capacity()).unwrap_or(i32::MAX);
        // SAFETY: the buffer has room for `capacity` events.
        let count = unsafe {
            syscall!(epoll_wait(self.fd.as_raw_fd(), events.buffer.as_mut_ptr(), capacity, milliseconds))
        }?;
        let count = usize::try_from(count).expect("a wait returns a count that is not negative");
        // SAFETY: the kernel has initialised the first `count` events, and `count <= capacity`.
        unsafe { events.buffer.set_len(count) };
        Ok(())
    }
}

impl AsFd for Epoll {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// Whether the error says that the system call does not exist here. Old seccomp filters say `EPERM`, which
/// `epoll_pwait2` itself never returns.
fn is_refused(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EPERM))
}

pub(super) fn round_up_to_milliseconds(timeout: Duration) -> i32 {
    let milliseconds = timeout.as_nanos().div_ceil(1_000_000);
    i32::try_from(milliseconds).unwrap_or(i32::MAX)
}

/// `struct __kernel_timespec`: 64-bit fields on every architecture, unlike `libc::timespec`.
#[repr(C)]
struct KernelTimespec {
    seconds: i64,
    nanoseconds: i64,
}

impl From<Duration> for KernelTimespec {
    fn from(duration: Duration) -> KernelTimespec {
        KernelTimespec {
            seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
            nanoseconds: i64::from(duration.subsec_nanos()),
        }
    }
}
