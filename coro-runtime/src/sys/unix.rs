//! Non-blocking sockets of this machine.
//!
//! Takes: addresses. Gives: owned, non-blocking, close-on-exec sockets. Invariant: no call here blocks.

use std::io;
use std::os::fd::{AsFd, FromRawFd, OwnedFd};

use super::address::RawAddr;
use super::socket::{connect_at_once, socket};

/// What a pair of sockets moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bytes,
    Datagrams,
}

/// Connects, which here is at once or not at all: it would block where the listener has no room for one more, and nobody tells when
/// that has changed.
pub(crate) fn connect(addr: &RawAddr) -> io::Result<OwnedFd> {
    let socket = socket(addr.family(), libc::SOCK_STREAM)?;
    connect_at_once(socket.as_fd(), addr)?;
    Ok(socket)
}

/// Two sockets that are connected to each other.
pub(crate) fn pair(kind: Kind) -> io::Result<(OwnedFd, OwnedFd)> {
    let kind = match kind {
        Kind::Bytes => libc::SOCK_STREAM,
        Kind::Datagrams => libc::SOCK_DGRAM,
    };
    let mut fds = [-1; 2];
    let kind = kind | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    // SAFETY: there is room for two descriptors.
    unsafe { syscall!(socketpair(libc::AF_UNIX, kind, 0, fds.as_mut_ptr())) }?;
    // SAFETY: the kernel has just given us these descriptors, and nobody else owns them.
    Ok(unsafe { (OwnedFd::from_raw_fd(fds[0]), OwnedFd::from_raw_fd(fds[1])) })
}
