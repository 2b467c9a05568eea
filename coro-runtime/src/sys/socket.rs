//! Non-blocking sockets of connections.
//!
//! Takes: addresses, borrowed sockets and buffers. Gives: owned, non-blocking, close-on-exec sockets, and the results of single system
//! calls.
//!
//! Invariant: no call here blocks; what would block is `ErrorKind::WouldBlock`, a connect under way is `Ok`.

use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem;
use std::net::Shutdown;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use super::address::{Address, Family, RawAddr, Written};
use super::{faults, options};

/// The kernel takes no more in one call (`UIO_MAXIOV`).
const MOST_BUFFERS: usize = 1024;

/// How many connections the kernel keeps for a listener that is not accepting; the kernel caps it at `somaxconn`.
const BACKLOG: i32 = 1024;

/// A socket that listens on `addr`; on the internet with `SO_REUSEADDR` set.
pub(crate) fn listen(addr: &RawAddr) -> io::Result<OwnedFd> {
    let socket = socket(addr.family(), libc::SOCK_STREAM)?;
    match addr {
        RawAddr::V4(_) | RawAddr::V6(_) => options::reuse_address(socket.as_fd())?,
        RawAddr::Unix(..) => {}
    }
    bind(&socket, addr)?;
    // SAFETY: the call takes no pointers.
    unsafe { syscall!(listen(socket.as_raw_fd(), BACKLOG)) }?;
    Ok(socket)
}

/// Takes one connection off the listener's queue.
pub(crate) fn accept<S: From<OwnedFd>, A: Address>(listener: BorrowedFd<'_>) -> io::Result<(S, A)> {
    if let Some(error) = faults::would_block(listener.as_raw_fd()) {
        return Err(error);
    }
    let mut peer = Written::room();
    let flags = libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    // SAFETY: `peer` has room for `len` bytes, and both outlive the call.
    let fd = unsafe {
        syscall!(retry accept4(
            listener.as_raw_fd(),
            (&raw mut peer.storage).cast(),
            &raw mut peer.len,
            flags
        ))
    }?;
    // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    Ok((socket.into(), A::from_kernel(&peer)?))
}

/// Whether the system, or this process, has no room for another descriptor.
pub(crate) fn is_exhaustion(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM))
}

/// Starts to connect. When the socket becomes writable, its pending error says how it ended.
pub(crate) fn connect(addr: &RawAddr) -> io::Result<OwnedFd> {
    let socket = socket(addr.family(), libc::SOCK_STREAM)?;
    // SAFETY: `addr` holds an initialised socket address of the length that is passed along.
    match unsafe { syscall!(connect(socket.as_raw_fd(), addr.as_ptr(), addr.len())) } {
        Ok(_) => {}
        // An interrupted connect goes on in the background, exactly like one that would block.
        Err(error) if matches!(error.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR)) => {}
        Err(error) => return Err(error),
    }
    Ok(socket)
}

/// Connects what does not have to wait for the other end: to send datagrams to an address, and to take those of no other.
pub(crate) fn connect_at_once(socket: BorrowedFd<'_>, addr: &RawAddr) -> io::Result<()> {
    // SAFETY: `addr` holds an initialised socket address of the length that is passed along.
    unsafe { syscall!(retry connect(socket.as_raw_fd(), addr.as_ptr(), addr.len())) }?;
    Ok(())
}

/// Reads what is there into `buf`; 0 is the end of the stream.
#[inline]
pub(crate) fn receive(socket: BorrowedFd<'_>, buf: &mut [u8]) -> io::Result<usize> {
    receive_with(socket, buf, 0)
}

/// Like [`receive`], and leaves the bytes in the socket.
pub(crate) fn peek(socket: BorrowedFd<'_>, buf: &mut [u8]) -> io::Result<usize> {
    receive_with(socket, buf, libc::MSG_PEEK)
}

#[inline]
fn receive_with(socket: BorrowedFd<'_>, buf: &mut [u8], flags: i32) -> io::Result<usize> {
    let fd = socket.as_raw_fd();
    let (nobody, no_len) = (ptr::null_mut::<libc::sockaddr>(), ptr::null_mut::<libc::socklen_t>());
    // SAFETY: `buf` has `len <= buf.len()` writable bytes; where the address of the sender goes may be null.
    transfer(fd, buf.len(), |len| unsafe {
        syscall!(retry recv as SYS_recvfrom(fd, buf.as_mut_ptr(), len, flags, nobody, no_len))
    })
}

/// Writes as much of `buf` as fits now. A closed peer is an error and never `SIGPIPE`.
#[inline]
pub(crate) fn send(socket: BorrowedFd<'_>, buf: &[u8]) -> io::Result<usize> {
    let fd = socket.as_raw_fd();
    let (nobody, no_len): (_, libc::socklen_t) = (ptr::null::<libc::sockaddr>(), 0);
    // SAFETY: `buf` has `len <= buf.len()` readable bytes; the address of a connected peer is not asked for.
    transfer(fd, buf.len(), |len| unsafe {
        syscall!(retry send as SYS_sendto(fd, buf.as_ptr(), len, libc::MSG_NOSIGNAL, nobody, no_len))
    })
}

/// The same from several buffers, one after the other, or the first of very many. Also how many bytes those have.
pub(crate) fn send_vectored(socket: BorrowedFd<'_>, bufs: &[IoSlice<'_>]) -> io::Result<(usize, usize)> {
    let fd = socket.as_raw_fd();
    let bufs = &bufs[..bufs.len().min(MOST_BUFFERS)];
    let wanted = bufs.iter().fold(0_usize, |sum, buf| sum.saturating_add(buf.len()));
    // SAFETY: all-zero bytes are a valid `msghdr`: without address, buffers and control data.
    let mut message: libc::msghdr = unsafe { mem::zeroed() };
    // An `IoSlice` has the layout of an `iovec`; the kernel only reads them.
    message.msg_iov = bufs.as_ptr().cast_mut().cast();
    message.msg_iovlen = bufs.len();
    let moved = transfer(fd, wanted, |most| {
        if let Some(first) = bufs.iter().find(|buf| !buf.is_empty()).filter(|_| most < wanted) {
            // A test wants less: some of one buffer.
            let len = most.min(first.len());
            // SAFETY: `first` has `len` readable bytes.
            return unsafe { syscall!(retry send(fd, first.as_ptr().cast(), len, libc::MSG_NOSIGNAL)) };
        }
        // SAFETY: `message` refers to initialised buffers, which live for the call.
        unsafe { syscall!(retry sendmsg(fd, &raw const message, libc::MSG_NOSIGNAL)) }
    })?;
    Ok((moved, wanted))
}

/// Reads into several buffers, one after the other, or the first of very many. Also how many bytes those have room for.
pub(crate) fn receive_vectored(
    socket: BorrowedFd<'_>,
    bufs: &mut [IoSliceMut<'_>],
) -> io::Result<(usize, usize)> {
    let fd = socket.as_raw_fd();
    let most_buffers = bufs.len().min(MOST_BUFFERS);
    let bufs = &mut bufs[..most_buffers];
    let wanted = bufs.iter().fold(0_usize, |sum, buf| sum.saturating_add(buf.len()));
    // SAFETY: all-zero bytes are a valid `msghdr`: without address, buffers and control data.
    let mut message: libc::msghdr = unsafe { mem::zeroed() };
    // An `IoSliceMut` has the layout of an `iovec`.
    message.msg_iov = bufs.as_mut_ptr().cast();
    message.msg_iovlen = bufs.len();
    let moved = transfer(fd, wanted, |most| {
        if let Some(first) = bufs.iter_mut().find(|buf| !buf.is_empty()).filter(|_| most < wanted) {
            // A test wants less: some of one buffer.
            let len = most.min(first.len());
            // SAFETY: `first` has `len` writable bytes.
            return unsafe { syscall!(retry recv(fd, first.as_mut_ptr().cast(), len, 0)) };
        }
        // SAFETY: `message` refers to buffers that are borrowed exclusively for the call.
        unsafe { syscall!(retry recvmsg(fd, &raw mut message, 0)) }
    })?;
    Ok((moved, wanted))
}

/// Moves up to `len` bytes, in one call.
#[inline]
fn transfer<N>(fd: RawFd, len: usize, call: impl FnOnce(usize) -> io::Result<N>) -> io::Result<usize>
where
    usize: TryFrom<N, Error: fmt::Debug>,
{
    if let Some(error) = faults::would_block(fd) {
        return Err(error);
    }
    let most = faults::shorten(len);
    let moved = call(most)?;
    if most < len {
        faults::shortened(fd);
    }
    Ok(usize::try_from(moved).expect("a call that succeeds says how much it moved"))
}

/// Ends one direction of a connection, or both.
pub(crate) fn shut_down(socket: BorrowedFd<'_>, how: Shutdown) -> io::Result<()> {
    let how = match how {
        Shutdown::Read => libc::SHUT_RD,
        Shutdown::Write => libc::SHUT_WR,
        Shutdown::Both => libc::SHUT_RDWR,
    };
    // SAFETY: the call takes no pointers.
    unsafe { syscall!(shutdown(socket.as_raw_fd(), how)) }?;
    Ok(())
}

/// A new socket, close-on-exec and non-blocking.
pub(super) fn socket(family: Family, kind: libc::c_int) -> io::Result<OwnedFd> {
    let kind = kind | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    // SAFETY: the call takes no pointers.
    let fd = unsafe { syscall!(socket(family.number(), kind, 0)) }?;
    // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

pub(super) fn bind(socket: &OwnedFd, addr: &RawAddr) -> io::Result<()> {
    // SAFETY: `addr` holds an initialised socket address of the length that is passed along.
    unsafe { syscall!(bind(socket.as_raw_fd(), addr.as_ptr(), addr.len())) }?;
    Ok(())
}
