//! Non-blocking TCP sockets.
//!
//! Takes: addresses, borrowed sockets and buffers. Gives: owned, non-blocking, close-on-exec sockets as the standard
//! library's types, and the results of single system calls.
//!
//! Invariant: no call here blocks; what would block is `ErrorKind::WouldBlock`, a connect under way is `Ok`.

use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem;
use std::net::{Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6, TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use super::{faults, options};

/// The kernel takes no more in one call (`UIO_MAXIOV`).
const MOST_BUFFERS: usize = 1024;

/// How many connections the kernel keeps for a listener that is not accepting; the kernel caps it at `somaxconn`.
const BACKLOG: i32 = 1024;

/// A socket that listens on `addr`, with `SO_REUSEADDR` set.
pub(crate) fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = stream_socket(addr)?;
    let fd = socket.as_raw_fd();
    options::reuse_address(socket.as_fd())?;
    let raw = RawAddr::from(addr);
    // SAFETY: `raw` holds an initialised socket address of the length that is passed along.
    unsafe { syscall!(bind(fd, raw.as_ptr(), raw.len())) }?;
    // SAFETY: the call takes no pointers.
    unsafe { syscall!(listen(fd, BACKLOG)) }?;
    Ok(TcpListener::from(socket))
}

/// Takes one connection off the listener's queue.
pub(crate) fn accept(listener: BorrowedFd<'_>) -> io::Result<(TcpStream, SocketAddr)> {
    if let Some(error) = faults::would_block(listener.as_raw_fd()) {
        return Err(error);
    }
    // SAFETY: all-zero bytes are a valid `sockaddr_storage`.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let mut len = size_of_socklen(&storage);
    let flags = libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    // SAFETY: `storage` has room for `len` bytes, and both outlive the call.
    let fd = unsafe {
        syscall!(retry accept4(listener.as_raw_fd(), (&raw mut storage).cast(), &raw mut len, flags))
    }?;
    // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    Ok((TcpStream::from(socket), to_socket_addr(&storage)?))
}

/// Whether the system, or this process, has no room for another descriptor.
pub(crate) fn is_exhaustion(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM))
}

/// Starts to connect. When the socket becomes writable, `take_error` of the stream says how it ended.
pub(crate) fn connect(addr: SocketAddr) -> io::Result<TcpStream> {
    let socket = stream_socket(addr)?;
    let raw = RawAddr::from(addr);
    // SAFETY: `raw` holds an initialised socket address of the length that is passed along.
    match unsafe { syscall!(connect(socket.as_raw_fd(), raw.as_ptr(), raw.len())) } {
        Ok(_) => {}
        // An interrupted connect goes on in the background, exactly like one that would block.
        Err(error) if matches!(error.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR)) => {}
        Err(error) => return Err(error),
    }
    Ok(TcpStream::from(socket))
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

fn stream_socket(addr: SocketAddr) -> io::Result<OwnedFd> {
    let family = match addr {
        SocketAddr::V4(_) => libc::AF_INET,
        SocketAddr::V6(_) => libc::AF_INET6,
    };
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    // SAFETY: the call takes no pointers.
    let fd = unsafe { syscall!(socket(family, kind, 0)) }?;
    // SAFETY: the kernel has just given us this descriptor, and nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A socket address in the form the kernel takes.
pub(super) enum RawAddr {
    V4(libc::sockaddr_in),
    V6(libc::sockaddr_in6),
}

impl RawAddr {
    fn as_ptr(&self) -> *const libc::sockaddr {
        match self {
            RawAddr::V4(addr) => (&raw const *addr).cast(),
            RawAddr::V6(addr) => (&raw const *addr).cast(),
        }
    }

    fn len(&self) -> libc::socklen_t {
        match self {
            RawAddr::V4(addr) => size_of_socklen(addr),
            RawAddr::V6(addr) => size_of_socklen(addr),
        }
    }
}

impl From<SocketAddr> for RawAddr {
    fn from(addr: SocketAddr) -> RawAddr {
        match addr {
            SocketAddr::V4(addr) => RawAddr::V4(libc::sockaddr_in {
                sin_family: family(libc::AF_INET),
                sin_port: addr.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(addr.ip().octets()) },
                sin_zero: [0; 8],
            }),
            SocketAddr::V6(addr) => RawAddr::V6(libc::sockaddr_in6 {
                sin6_family: family(libc::AF_INET6),
                sin6_port: addr.port().to_be(),
                sin6_flowinfo: addr.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: addr.ip().octets() },
                sin6_scope_id: addr.scope_id(),
            }),
        }
    }
}

fn to_socket_addr(storage: &libc::sockaddr_storage) -> io::Result<SocketAddr> {
    match i32::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that the storage holds a `sockaddr_in`, and it is large and aligned enough.
            let addr = unsafe { *(&raw const *storage).cast::<libc::sockaddr_in>() };
            let ip = addr.sin_addr.s_addr.to_ne_bytes().into();
            Ok(SocketAddrV4::new(ip, u16::from_be(addr.sin_port)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that the storage holds a `sockaddr_in6`, and it is large and aligned enough.
            let addr = unsafe { *(&raw const *storage).cast::<libc::sockaddr_in6>() };
            let ip = addr.sin6_addr.s6_addr.into();
            let port = u16::from_be(addr.sin6_port);
            Ok(SocketAddrV6::new(ip, port, addr.sin6_flowinfo, addr.sin6_scope_id).into())
        }
        other => Err(io::Error::other(format!("a peer of address family {other}, neither IPv4 nor IPv6"))),
    }
}

fn family(family: i32) -> libc::sa_family_t {
    libc::sa_family_t::try_from(family).expect("address families fit into `sa_family_t`")
}

pub(super) fn size_of_socklen<T>(value: &T) -> libc::socklen_t {
    libc::socklen_t::try_from(mem::size_of_val(value)).expect("socket options and addresses are small")
}
