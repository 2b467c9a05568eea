//! Non-blocking sockets of datagrams.
//!
//! Takes: addresses, borrowed sockets and buffers. Gives: owned sockets, and the results of single system calls.
//!
//! Invariants: no call here blocks; a datagram is moved as a whole or not at all, but for what has no room in a buffer, which is lost
//! as with the standard library's calls.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

use super::address::{Address, Family, RawAddr, Written};
use super::faults;
use super::socket::{bind, socket};

/// How a datagram is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Take {
    Off,
    /// It is left where it is.
    Peek,
}

impl Take {
    fn flags(self) -> libc::c_int {
        match self {
            Take::Off => 0,
            Take::Peek => libc::MSG_PEEK,
        }
    }
}

/// A socket without an address.
pub(crate) fn unbound(family: Family) -> io::Result<OwnedFd> {
    socket(family, libc::SOCK_DGRAM)
}

/// A socket that has an address.
pub(crate) fn bound(addr: &RawAddr) -> io::Result<OwnedFd> {
    let socket = unbound(addr.family())?;
    bind(&socket, addr)?;
    Ok(socket)
}

/// Receives one; gives the number of bytes.
pub(crate) fn receive(socket: BorrowedFd<'_>, buf: &mut [u8], take: Take) -> io::Result<usize> {
    let fd = socket.as_raw_fd();
    // SAFETY: `buf` has so many writable bytes.
    moved(fd, || unsafe { syscall!(retry recv(fd, buf.as_mut_ptr().cast(), buf.len(), take.flags())) })
}

/// The same, and who has sent it.
pub(crate) fn receive_from<A: Address>(
    socket: BorrowedFd<'_>,
    buf: &mut [u8],
    take: Take,
) -> io::Result<(usize, A)> {
    let fd = socket.as_raw_fd();
    let mut sender = Written::room();
    let count = moved(fd, || {
        let (storage, len) = ((&raw mut sender.storage).cast(), &raw mut sender.len);
        // SAFETY: `buf` has so many writable bytes; `sender` has room for `len` bytes, and both outlive the call.
        unsafe {
            syscall!(retry recvfrom(fd, buf.as_mut_ptr().cast(), buf.len(), take.flags(), storage, len))
        }
    })?;
    Ok((count, A::from_kernel(&sender)?))
}

/// Sends one to where the socket is connected to. A peer that is gone is an error and never `SIGPIPE`.
pub(crate) fn send(socket: BorrowedFd<'_>, buf: &[u8]) -> io::Result<usize> {
    let fd = socket.as_raw_fd();
    // SAFETY: `buf` has so many readable bytes.
    moved(fd, || unsafe { syscall!(retry send(fd, buf.as_ptr().cast(), buf.len(), libc::MSG_NOSIGNAL)) })
}

/// Sends one to an address.
pub(crate) fn send_to(socket: BorrowedFd<'_>, buf: &[u8], addr: &RawAddr) -> io::Result<usize> {
    let fd = socket.as_raw_fd();
    let flags = libc::MSG_NOSIGNAL;
    // SAFETY: `buf` has so many readable bytes; `addr` holds an initialised socket address of the length that is passed along.
    moved(fd, || unsafe {
        syscall!(retry sendto(fd, buf.as_ptr().cast(), buf.len(), flags, addr.as_ptr(), addr.len()))
    })
}

/// Moves one datagram, unless a test wants the call to block. It is never cut short: a kernel does not do that.
fn moved(fd: libc::c_int, call: impl FnOnce() -> io::Result<libc::ssize_t>) -> io::Result<usize> {
    if let Some(error) = faults::would_block(fd) {
        return Err(error);
    }
    Ok(usize::try_from(call()?).expect("a call that succeeds says how much it moved"))
}
