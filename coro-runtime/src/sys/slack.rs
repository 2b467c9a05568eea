//! How late the kernel may end a sleep of this thread.
//!
//! Takes: a limit. Gives: the limit before. The kernel's own is 50 µs: it lets sleeps of the whole machine end together, to
//! save power. Threads that this one starts inherit the limit.

use std::io;

/// Sets the limit, in nanoseconds; 0 is the one that the thread began with. Gives the previous.
pub(crate) fn replace(nanoseconds: u64) -> io::Result<u64> {
    // SAFETY: the call takes no pointers.
    let previous = unsafe { syscall!(prctl(libc::PR_GET_TIMERSLACK)) }?;
    // SAFETY: as above.
    unsafe { syscall!(prctl(libc::PR_SET_TIMERSLACK, nanoseconds)) }?;
    Ok(u64::try_from(previous).unwrap_or(0))
}
