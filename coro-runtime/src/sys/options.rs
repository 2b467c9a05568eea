//! Options of sockets that the standard library does not have.
//!
//! Takes: borrowed sockets. Gives: typed values. Invariant: nothing here waits.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Duration;

use super::address::size_of_socklen;

/// A type of values of options at the level of sockets.
///
/// # Safety
///
/// Any bytes are a value.
unsafe trait Value: Copy {}

// SAFETY: it is an integer.
unsafe impl Value for libc::c_int {}
// SAFETY: it is two integers.
unsafe impl Value for libc::linger {}
// SAFETY: it is three integers.
unsafe impl Value for libc::ucred {}

/// Reads an option. What the kernel does not write of it is as in `initial`.
fn get<T: Value>(socket: BorrowedFd<'_>, name: libc::c_int, initial: T) -> io::Result<T> {
    let mut value = initial;
    let mut len = size_of_socklen(&value);
    // SAFETY: `value` has room for `len` bytes, and both outlive the call. Whatever is written there is a value.
    unsafe {
        syscall!(getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            name,
            (&raw mut value).cast(),
            &raw mut len
        ))
    }?;
    Ok(value)
}

fn set<T: Value>(socket: BorrowedFd<'_>, name: libc::c_int, value: T) -> io::Result<()> {
    // SAFETY: `value` is live and initialised, and its size is passed along.
    unsafe {
        syscall!(setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            name,
            (&raw const value).cast(),
            size_of_socklen(&value)
        ))
    }?;
    Ok(())
}

/// Makes a port free to be bound although connections of the one who had it may still be about.
pub(super) fn reuse_address(socket: BorrowedFd<'_>) -> io::Result<()> {
    let on: libc::c_int = 1;
    set(socket, libc::SO_REUSEADDR, on)
}

/// The error that the next operation would fail with, which it does not any more.
pub(crate) fn take_error(socket: BorrowedFd<'_>) -> io::Result<Option<io::Error>> {
    let error: libc::c_int = get(socket, libc::SO_ERROR, 0)?;
    Ok((error != 0).then(|| io::Error::from_raw_os_error(error)))
}

/// How long closing waits for what is still to be sent, if it does.
pub(crate) fn linger(socket: BorrowedFd<'_>) -> io::Result<Option<Duration>> {
    let linger = get(socket, libc::SO_LINGER, libc::linger { l_onoff: 0, l_linger: 0 })?;
    let seconds = u64::try_from(linger.l_linger).unwrap_or(0);
    Ok((linger.l_onoff != 0).then(|| Duration::from_secs(seconds)))
}

/// Makes closing wait, for whole seconds, or not.
pub(crate) fn set_linger(socket: BorrowedFd<'_>, time: Option<Duration>) -> io::Result<()> {
    let seconds = time.map_or(0, |time| time.as_secs());
    let linger = libc::linger {
        l_onoff: i32::from(time.is_some()),
        l_linger: i32::try_from(seconds).unwrap_or(i32::MAX),
    };
    set(socket, libc::SO_LINGER, linger)
}

/// Who has made the other end of a connection on this machine.
pub(crate) fn peer_credentials(socket: BorrowedFd<'_>) -> io::Result<libc::ucred> {
    get(socket, libc::SO_PEERCRED, libc::ucred { pid: 0, uid: libc::uid_t::MAX, gid: libc::gid_t::MAX })
}
