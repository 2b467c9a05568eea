//! Connections by hand: waiting and trying apart, and many buffers in one call.
//!
//! Takes: a connection. Gives: whether trying makes sense, and single tries. Invariant: a try that would have blocked, or has taken
//! all there was, is noted, so that the next wait is for news.

use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::AsFd;
use std::task::{Context, Poll};

use crate::io::{Direction, attempt, operation, poll_readiness, readiness};

use super::Connection;
use super::connection::{receive, receive_vectored, send, send_vectored};

impl<S: AsFd> Connection<S> {
    /// Waits until there may be something to read, or the end: [`try_read`](Connection::try_read) tells.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::ErrorKind;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     there.write_all(b"bytes").await?;
    ///     // A buffer is needed only once there is something to put into it.
    ///     let (count, buf) = loop {
    ///         here.readable().await?;
    ///         let mut buf = vec![0; 1024];
    ///         match here.try_read(&mut buf) {
    ///             Err(error) if error.kind() == ErrorKind::WouldBlock => {}
    ///             read => break (read?, buf),
    ///         }
    ///     };
    ///     assert!(b"bytes".starts_with(&buf[..count]));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Read)
    }

    /// Waits until there may be room to write: [`try_write`](Connection::try_write) tells.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     here.writable().await?;
    ///     assert_eq!(here.try_write(b"bytes")?, 5);
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Write)
    }

    /// Reads what is there, and does not wait for more.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is nothing, those of `recv(2)`, and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     assert_eq!(here.try_read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
        attempt(&self.io, Direction::Read, |socket: &S| receive(socket, buf))
    }

    /// As [`read`](Connection::read), into several buffers, one after the other: what has a length of its own and what follows in one
    /// system call.
    ///
    /// Cancel safe: bytes are taken only when the future ends with their number.
    ///
    /// # Errors
    ///
    /// Those of `recvmsg(2)`, for example [`ConnectionReset`](io::ErrorKind::ConnectionReset).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::IoSliceMut;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     there.write_all(b"header body").await?;
    ///     let (mut header, mut body) = ([0; 7], [0; 4]);
    ///     let mut message: &mut [_] = &mut [IoSliceMut::new(&mut header), IoSliceMut::new(&mut body)];
    ///     while !message.is_empty() {
    ///         let count = here.read_vectored(message).await?;
    ///         IoSliceMut::advance_slices(&mut message, count);
    ///     }
    ///     assert_eq!((&header, &body), (b"header ", b"body"));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn read_vectored(&self, bufs: &mut [IoSliceMut<'_>]) -> impl Future<Output = io::Result<usize>> {
        operation(&self.io, Direction::Read, |socket: &S| receive_vectored(socket, bufs))
    }

    /// As [`try_read`](Connection::try_read), into several buffers.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// See [`read_vectored`](Connection::read_vectored).
    pub fn try_read_vectored(&self, bufs: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        attempt(&self.io, Direction::Read, |socket: &S| receive_vectored(socket, bufs))
    }

    /// As [`write`](Connection::write), from several buffers, one after the other: a header and a body in one system call.
    ///
    /// Cancel safe: bytes are written only when the future ends with their number.
    ///
    /// # Errors
    ///
    /// Those of `sendmsg(2)`, for example [`BrokenPipe`](io::ErrorKind::BrokenPipe): there is no `SIGPIPE`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::IoSlice;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let mut message: &mut [_] = &mut [IoSlice::new(b"header "), IoSlice::new(b"body")];
    ///     while !message.is_empty() {
    ///         let count = there.write_vectored(message).await?;
    ///         IoSlice::advance_slices(&mut message, count);
    ///     }
    ///     let mut buf = [0; 11];
    ///     here.read_exact(&mut buf).await?;
    ///     assert_eq!(&buf, b"header body");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn write_vectored(&self, bufs: &[IoSlice<'_>]) -> impl Future<Output = io::Result<usize>> {
        operation(&self.io, Direction::Write, |socket: &S| send_vectored(socket, bufs))
    }

    /// As [`try_write`](Connection::try_write), from several buffers.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// See [`write_vectored`](Connection::write_vectored).
    pub fn try_write_vectored(&self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        attempt(&self.io, Direction::Write, |socket: &S| send_vectored(socket, bufs))
    }

    /// Writes as much as there is room for, and does not wait for more.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none, those of `send(2)`, and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::ErrorKind;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let full = loop {
    ///         if let Err(error) = here.try_write(&[0; 4096]) {
    ///             break error;
    ///         }
    ///     };
    ///     assert_eq!(full.kind(), ErrorKind::WouldBlock, "the other end reads nothing");
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
        attempt(&self.io, Direction::Write, |socket: &S| send(socket, buf))
    }

    /// Waits as [`readable`](Connection::readable) does, for what is polled itself: an implementation of a trait of another crate.
    ///
    /// All that poll a connection for reading, by this or by a trait, have one place for a waker. Whoever comes takes it, and the one
    /// who has been there is woken: so several may poll one connection by turns, at the price of waking each other. (Each future of
    /// [`read`](Connection::read) and the like has a place of its own.) The waker stays until there is news, or the connection is
    /// dropped.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    /// use std::{future::poll_fn, io::{self, ErrorKind}, task::{Context, Poll, ready}};
    ///
    /// fn poll_byte(stream: &TcpStream, cx: &Context<'_>) -> Poll<io::Result<u8>> {
    ///     loop {
    ///         ready!(stream.poll_read_ready(cx))?;
    ///         let mut byte = [0];
    ///         match stream.try_read(&mut byte) {
    ///             // Noted by the attempt: the next poll waits.
    ///             Err(error) if error.kind() == ErrorKind::WouldBlock => {}
    ///             Ok(0) => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
    ///             read => return Poll::Ready(read.map(|_| byte[0])),
    ///         }
    ///     }
    /// }
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     there.write_all(b"b").await?;
    ///     assert_eq!(poll_fn(|cx| poll_byte(&here, cx)).await?, b'b');
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn poll_read_ready(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        poll_readiness(&self.io, Direction::Read, cx)
    }

    /// Waits as [`writable`](Connection::writable) does, for what is polled itself; as
    /// [`poll_read_ready`](Connection::poll_read_ready) does for reading.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     std::future::poll_fn(|cx| here.poll_write_ready(cx)).await?;
    ///     assert_eq!(here.try_write(b"bytes")?, 5);
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn poll_write_ready(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        poll_readiness(&self.io, Direction::Write, cx)
    }
}
