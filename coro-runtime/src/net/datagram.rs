//! What sockets of datagrams do, whatever their addresses are.
//!
//! Takes: a non-blocking socket. Gives: datagrams, each as a whole. Invariant: a datagram is taken only in the poll that gives it.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::task::{Context, Poll};

use crate::io::{Attempt, Direction, Registration, attempt, operation, poll_readiness, readiness};
use crate::sys::address::RawAddr;
use crate::sys::datagram::{self as sys, Take};
use crate::sys::options;

/// A socket of datagrams: a [`UdpSocket`](super::UdpSocket) or a [`UnixDatagram`](super::UnixDatagram), where `S` is the standard
/// library's type of that name. Closed on drop.
///
/// All methods take `&self`: several tasks may use it at once, and each datagram goes to one of them.
///
/// # Examples
///
/// See [`UdpSocket`](super::UdpSocket).
#[derive(Debug)]
pub struct DatagramSocket<S: AsFd> {
    pub(super) io: Registration<S>,
}

impl<S: AsFd> DatagramSocket<S> {
    /// `socket` must be non-blocking.
    pub(super) fn new(socket: S) -> io::Result<DatagramSocket<S>> {
        Ok(DatagramSocket { io: Registration::new(socket)? })
    }

    /// Sends a datagram to the address that the socket is connected to, when there is room for it; gives the number of its bytes, which
    /// is all of them.
    ///
    /// Cancel safe: the datagram is sent only when the future ends.
    ///
    /// # Errors
    ///
    /// Those of `send(2)`: above all that it is too large, that the socket is not connected, that the other end has refused an earlier
    /// one ([`ConnectionRefused`](io::ErrorKind::ConnectionRefused)), and that there is no room in the system (`ENOBUFS`).
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, there) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
    ///     here.connect(there.local_addr()?).await?;
    ///     there.connect(here.local_addr()?).await?;
    ///     assert_eq!(here.send(b"ping").await?, 4);
    ///     let mut buf = [0; 100];
    ///     let count = there.recv(&mut buf).await?;
    ///     assert_eq!(&buf[..count], b"ping");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn send(&self, buf: &[u8]) -> impl Future<Output = io::Result<usize>> {
        operation(&self.io, Direction::Write, |socket: &S| sys::send(socket.as_fd(), buf).map(Attempt::full))
    }

    /// Receives a datagram into `buf`; gives the number of its bytes. What of it has no room in `buf` is lost. It may be empty.
    ///
    /// A socket that is connected receives from that address only.
    ///
    /// Cancel safe: a datagram is taken only when the future ends with it.
    ///
    /// # Errors
    ///
    /// Those of `recv(2)`: above all that the other end has refused an earlier datagram
    /// ([`ConnectionRefused`](io::ErrorKind::ConnectionRefused)), after which the socket goes on as before.
    ///
    /// # Examples
    ///
    /// See [`send`](DatagramSocket::send).
    pub fn recv(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.receive(buf, Take::Off)
    }

    /// As [`recv`](DatagramSocket::recv), and leaves the datagram where it is.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.connect(socket.local_addr()?).await?;
    ///     socket.send(b"to itself").await?;
    ///     let (mut peeked, mut received) = ([0; 9], [0; 9]);
    ///     socket.peek(&mut peeked).await?;
    ///     socket.recv(&mut received).await?;
    ///     assert_eq!(peeked, received);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peek(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.receive(buf, Take::Peek)
    }

    fn receive(&self, buf: &mut [u8], take: Take) -> impl Future<Output = io::Result<usize>> {
        let receive = move |socket: &S| sys::receive(socket.as_fd(), buf, take).map(Attempt::full);
        operation(&self.io, Direction::Read, receive)
    }

    /// Sends a datagram to the address that the socket is connected to, if there is room for it now.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none, those of [`send`](DatagramSocket::send), and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`try_recv`](DatagramSocket::try_recv).
    pub fn try_send(&self, buf: &[u8]) -> io::Result<usize> {
        attempt(&self.io, Direction::Write, |socket: &S| sys::send(socket.as_fd(), buf).map(Attempt::full))
    }

    /// Receives a datagram, if one is there.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none, those of [`recv`](DatagramSocket::recv), and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    /// use std::io::ErrorKind;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.connect(socket.local_addr()?).await?;
    ///     let mut buf = [0; 8];
    ///     assert_eq!(socket.try_recv(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
    ///     socket.writable().await?;
    ///     assert_eq!(socket.try_send(b"bytes")?, 5);
    ///     let count = loop {
    ///         socket.readable().await?;
    ///         match socket.try_recv(&mut buf) {
    ///             Err(error) if error.kind() == ErrorKind::WouldBlock => {}
    ///             received => break received?,
    ///         }
    ///     };
    ///     assert_eq!(&buf[..count], b"bytes");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_recv(&self, buf: &mut [u8]) -> io::Result<usize> {
        let receive = |socket: &S| sys::receive(socket.as_fd(), buf, Take::Off).map(Attempt::full);
        attempt(&self.io, Direction::Read, receive)
    }

    /// Waits until there may be a datagram: [`try_recv`](DatagramSocket::try_recv) and its like tell.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`try_recv`](DatagramSocket::try_recv).
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Read)
    }

    /// Waits until there may be room for a datagram: [`try_send`](DatagramSocket::try_send) and its like tell.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`try_recv`](DatagramSocket::try_recv).
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Write)
    }

    /// Waits as [`readable`](DatagramSocket::readable) does, for what is polled itself:
    /// [`Connection::poll_read_ready`](super::Connection::poll_read_ready) says what becomes of wakers.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    pub fn poll_read_ready(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        poll_readiness(&self.io, Direction::Read, cx)
    }

    /// Waits as [`writable`](DatagramSocket::writable) does, for what is polled itself:
    /// [`Connection::poll_read_ready`](super::Connection::poll_read_ready) says what becomes of wakers.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    pub fn poll_write_ready(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        poll_readiness(&self.io, Direction::Write, cx)
    }

    /// The error that the next operation would fail with (`SO_ERROR`), which it does not any more.
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     assert!(socket.take_error()?.is_none());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        options::take_error(self.as_fd())
    }

    /// Gives the socket to the standard library. It stays non-blocking.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket: std::net::UdpSocket = UdpSocket::bind("127.0.0.1:0")?.into_std();
    ///     assert!(socket.recv(&mut [0; 8]).is_err(), "it does not wait");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn into_std(self) -> S {
        self.io.into_inner()
    }

    // What the kinds of addresses make of it.

    pub(super) fn send_to_raw(&self, buf: &[u8], addr: &RawAddr) -> impl Future<Output = io::Result<usize>> {
        let send = move |socket: &S| sys::send_to(socket.as_fd(), buf, addr).map(Attempt::full);
        operation(&self.io, Direction::Write, send)
    }

    pub(super) fn try_send_to_raw(&self, buf: &[u8], addr: &RawAddr) -> io::Result<usize> {
        let send = |socket: &S| sys::send_to(socket.as_fd(), buf, addr).map(Attempt::full);
        attempt(&self.io, Direction::Write, send)
    }
}

impl<S: AsFd> AsFd for DatagramSocket<S> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.io.get_ref().as_fd()
    }
}
