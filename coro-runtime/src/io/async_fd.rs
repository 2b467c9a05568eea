//! Descriptors that this crate knows nothing of.
//!
//! Takes: an open, non-blocking descriptor, and functions that try a system call once. Gives: futures of their results.
//! Invariant: the descriptor is registered from its taking over until it is given back or dropped.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::task::{Context, Poll};

use super::{Attempt, Direction, Registration, attempt, operation, poll_readiness, readiness};

/// A descriptor of any kind that epoll knows: a pipe, a UDP or Unix socket, a `timerfd`, an `inotify`. Regular files are none.
///
/// It has to be non-blocking. What it takes to use it is a function that makes one system call: the futures call it until it does
/// not fail with [`WouldBlock`](io::ErrorKind::WouldBlock).
///
/// It belongs to the runtime in whose `block_on` it was made, like a [`TcpStream`](crate::net::TcpStream). All methods take
/// `&self`, so several tasks may use it at once.
///
/// # Examples
///
/// ```
/// use coro_runtime::{io::AsyncFd, join};
/// use std::os::unix::net::UnixDatagram;
///
/// coro_runtime::block_on(async {
///     let (one, other) = UnixDatagram::pair()?;
///     one.set_nonblocking(true)?;
///     other.set_nonblocking(true)?;
///     let (one, other) = (AsyncFd::new(one)?, AsyncFd::new(other)?);
///
///     let mut buf = [0; 8];
///     let received = other.read_with(|socket| socket.recv(&mut buf));
///     let sent = one.write_with(|socket| socket.send(b"ping"));
///     let (received, sent) = join!(received, sent).await;
///     assert_eq!((received?, sent?), (4, 4));
///     assert_eq!(&buf[..4], b"ping");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct AsyncFd<T: AsFd> {
    pub(super) io: Registration<T>,
}

impl<T: AsFd> AsyncFd<T> {
    /// Takes a descriptor over, which has to be non-blocking already: otherwise the calls block the thread.
    ///
    /// # Errors
    ///
    /// When epoll does not take it (regular files, and what is registered already, as a borrowed descriptor may be), and when no
    /// runtime runs on this thread. `inner` is dropped then.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::io::AsyncFd;
    ///
    /// coro_runtime::block_on(async {
    ///     let file = std::fs::File::open("/proc/self/exe").unwrap();
    ///     assert!(AsyncFd::new(file).is_err(), "a regular file is always ready");
    /// });
    /// ```
    pub fn new(inner: T) -> io::Result<AsyncFd<T>> {
        Ok(AsyncFd { io: Registration::new_unready(inner)? })
    }

    /// Calls `read` as soon as there may be something to read, and again after each time that it would have blocked.
    ///
    /// Cancel safe if `read` is all or nothing, as a system call is: the future ends in the poll in which that succeeds.
    ///
    /// # Errors
    ///
    /// Those of `read`, but for [`WouldBlock`](io::ErrorKind::WouldBlock) and [`Interrupted`](io::ErrorKind::Interrupted).
    ///
    /// # Examples
    ///
    /// See [`AsyncFd`].
    pub fn read_with<R>(
        &self,
        mut read: impl FnMut(&T) -> io::Result<R>,
    ) -> impl Future<Output = io::Result<R>> {
        operation(&self.io, Direction::Read, move |inner: &T| read(inner).map(Attempt::full))
    }

    /// Calls `write` as soon as there may be room, and again after each time that it would have blocked.
    ///
    /// Cancel safe if `write` is all or nothing, as a system call is: the future ends in the poll in which that succeeds.
    ///
    /// # Errors
    ///
    /// Those of `write`, but for [`WouldBlock`](io::ErrorKind::WouldBlock) and [`Interrupted`](io::ErrorKind::Interrupted).
    ///
    /// # Examples
    ///
    /// See [`AsyncFd`].
    pub fn write_with<R>(
        &self,
        mut write: impl FnMut(&T) -> io::Result<R>,
    ) -> impl Future<Output = io::Result<R>> {
        operation(&self.io, Direction::Write, move |inner: &T| write(inner).map(Attempt::full))
    }

    /// Waits until there may be something to read, or the end.
    ///
    /// It goes by what the kernel has said since the last call that would have blocked: so what is read has to be read by
    /// [`try_read_with`](AsyncFd::try_read_with) or [`read_with`](AsyncFd::read_with), which note that. Otherwise this is ready at once
    /// for ever.
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
    /// use coro_runtime::io::AsyncFd;
    /// use std::io::{ErrorKind, Read, Write};
    /// use std::os::unix::net::UnixStream;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, mut there) = UnixStream::pair()?;
    ///     here.set_nonblocking(true)?;
    ///     let here = AsyncFd::new(here)?;
    ///     there.write_all(b"bytes")?;
    ///     let mut buf = [0; 8];
    ///     let count = loop {
    ///         here.readable().await?;
    ///         match here.try_read_with(|mut stream| stream.read(&mut buf)) {
    ///             Err(error) if error.kind() == ErrorKind::WouldBlock => {}
    ///             read => break read?,
    ///         }
    ///     };
    ///     assert_eq!(&buf[..count], b"bytes");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Read)
    }

    /// Waits until there may be room to write, as [`readable`](AsyncFd::readable) does for reading.
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
    /// use coro_runtime::io::AsyncFd;
    /// use std::{io::Write, os::unix::net::UnixStream};
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, _there) = UnixStream::pair()?;
    ///     here.set_nonblocking(true)?;
    ///     let here = AsyncFd::new(here)?;
    ///     here.writable().await?;
    ///     assert_eq!(here.try_write_with(|mut stream| stream.write(b"bytes"))?, 5);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Write)
    }

    /// Waits as [`readable`](AsyncFd::readable) does, for what is polled itself: an implementation of a trait of another crate.
    ///
    /// All that poll a descriptor for reading, by this or by a trait, have one place for a waker. Whoever comes takes it, and the one
    /// who has been there is woken. The waker stays until there is news, or the descriptor is dropped or given back.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::io::AsyncFd;
    /// use std::{future::poll_fn, io::Write, os::unix::net::UnixStream};
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, mut there) = UnixStream::pair()?;
    ///     here.set_nonblocking(true)?;
    ///     let here = AsyncFd::new(here)?;
    ///     there.write_all(b"bytes")?;
    ///     poll_fn(|cx| here.poll_read_ready(cx)).await
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn poll_read_ready(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        poll_readiness(&self.io, Direction::Read, cx)
    }

    /// Waits as [`writable`](AsyncFd::writable) does, for what is polled itself; as [`poll_read_ready`](AsyncFd::poll_read_ready)
    /// does for reading.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::io::AsyncFd;
    /// use std::{future::poll_fn, os::unix::net::UnixStream};
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, _there) = UnixStream::pair()?;
    ///     here.set_nonblocking(true)?;
    ///     let here = AsyncFd::new(here)?;
    ///     poll_fn(|cx| here.poll_write_ready(cx)).await
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn poll_write_ready(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        poll_readiness(&self.io, Direction::Write, cx)
    }

    /// Calls `read` now. If that would block, the next [`readable`](AsyncFd::readable) waits for news of the kernel.
    ///
    /// # Errors
    ///
    /// Those of `read`, but for [`Interrupted`](io::ErrorKind::Interrupted), and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`readable`](AsyncFd::readable).
    pub fn try_read_with<R>(&self, mut read: impl FnMut(&T) -> io::Result<R>) -> io::Result<R> {
        attempt(&self.io, Direction::Read, |inner| read(inner).map(Attempt::full))
    }

    /// Calls `write` now. If that would block, the next [`writable`](AsyncFd::writable) waits for news of the kernel.
    ///
    /// # Errors
    ///
    /// Those of `write`, but for [`Interrupted`](io::ErrorKind::Interrupted), and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`writable`](AsyncFd::writable).
    pub fn try_write_with<R>(&self, mut write: impl FnMut(&T) -> io::Result<R>) -> io::Result<R> {
        attempt(&self.io, Direction::Write, |inner| write(inner).map(Attempt::full))
    }

    /// What the descriptor is, for calls that never block.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::io::AsyncFd;
    /// use std::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.set_nonblocking(true)?;
    ///     let socket = AsyncFd::new(socket)?;
    ///     assert_ne!(socket.get_ref().local_addr()?.port(), 0);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn get_ref(&self) -> &T {
        self.io.get_ref()
    }

    /// Gives it back. It stays non-blocking.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::io::AsyncFd;
    ///
    /// coro_runtime::block_on(async {
    ///     let (reader, writer) = std::io::pipe()?;
    ///     let reader = AsyncFd::new(reader)?;
    ///     drop(writer);
    ///     reader.readable().await?;
    ///     let _reader: std::io::PipeReader = reader.into_inner();
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn into_inner(self) -> T {
        self.io.into_inner()
    }
}

impl<T: AsFd> AsFd for AsyncFd<T> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.io.get_ref().as_fd()
    }
}
