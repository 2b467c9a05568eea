//! What connections do, whatever they are made of.
//!
//! Takes: a connected, non-blocking socket. Gives: its bytes, in both directions. Invariant: bytes are moved only in the poll that
//! tells how many.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd};

use crate::io::{Attempt, Direction, Registration, operation};
use crate::sys::{options, socket as sys};

/// A connection: a [`TcpStream`](super::TcpStream) or a [`UnixStream`](super::UnixStream), where `S` is the standard library's type of
/// that name. Closed on drop.
///
/// All methods take `&self`: several tasks may use the two directions at once.
///
/// # Examples
///
/// A function for connections of every kind:
///
/// ```
/// use coro_runtime::net::{Connection, UnixStream};
/// use std::os::fd::AsFd;
///
/// async fn echo<S: AsFd>(connection: Connection<S>) -> std::io::Result<()> {
///     let mut buf = [0; 64];
///     while let count @ 1.. = connection.read(&mut buf).await? {
///         connection.write_all(&buf[..count]).await?;
///     }
///     Ok(())
/// }
///
/// coro_runtime::block_on(async {
///     let (here, there) = UnixStream::pair()?;
///     there.write_all(b"bytes").await?;
///     there.shutdown(std::net::Shutdown::Write)?;
///     echo(here).await?;
///     let mut buf = [0; 5];
///     there.read_exact(&mut buf).await?;
///     assert_eq!(&buf, b"bytes");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Connection<S: AsFd> {
    pub(super) io: Registration<S>,
}

impl<S: AsFd> Connection<S> {
    /// `socket` must be connected and non-blocking.
    pub(super) fn new(socket: S) -> io::Result<Connection<S>> {
        Ok(Connection { io: Registration::new(socket)? })
    }

    /// Reads into `buf` what is there, at least one byte; 0 is the end of the stream (or an empty `buf`).
    ///
    /// Cancel safe: bytes are taken only when the future ends with them.
    ///
    /// # Errors
    ///
    /// Those of `recv(2)`, for example [`ConnectionReset`](io::ErrorKind::ConnectionReset).
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
    ///     there.write_all(b"bytes").await?;
    ///     let mut buf = [0; 100];
    ///     let count = here.read(&mut buf).await?;
    ///     assert!(b"bytes".starts_with(&buf[..count]) && count > 0);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn read(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        operation(&self.io, Direction::Read, |socket: &S| receive(socket, buf))
    }

    /// Like [`read`](Connection::read), and leaves the bytes where they are.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// Those of `recv(2)`.
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
    ///     there.write_all(b"b").await?;
    ///     let (mut peeked, mut read) = ([0; 1], [0; 1]);
    ///     here.peek(&mut peeked).await?;
    ///     here.read(&mut read).await?;
    ///     assert_eq!((&peeked, &read), (b"b", b"b"));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peek(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        let peek = |socket: &S| sys::peek(socket.as_fd(), buf).map(Attempt::full);
        operation(&self.io, Direction::Read, peek)
    }

    /// Reads until `buf` is full.
    ///
    /// Not cancel safe: what was read before a cancellation is in `buf`, but how much that is cannot be told.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the stream ends before, and those of `recv(2)`.
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
    ///     there.write_all(b"bytes").await?;
    ///     let mut buf = [0; 5];
    ///     here.read_exact(&mut buf).await?;
    ///     assert_eq!(&buf, b"bytes");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub async fn read_exact(&self, buf: &mut [u8]) -> io::Result<()> {
        let mut filled = 0;
        while filled < buf.len() {
            match self.read(&mut buf[filled..]).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
        }
        Ok(())
    }

    /// Writes from `buf` as much as there is room for, at least one byte (unless `buf` is empty); gives the number.
    ///
    /// Cancel safe: bytes are written only when the future ends with their number.
    ///
    /// # Errors
    ///
    /// Those of `send(2)`, for example [`BrokenPipe`](io::ErrorKind::BrokenPipe): there is no `SIGPIPE`.
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
    ///     let count = there.write(b"bytes").await?;
    ///     let mut buf = vec![0; count];
    ///     here.read_exact(&mut buf).await?;
    ///     assert!(b"bytes".starts_with(&buf));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn write(&self, buf: &[u8]) -> impl Future<Output = io::Result<usize>> {
        operation(&self.io, Direction::Write, |socket: &S| send(socket, buf))
    }

    /// Writes all of `buf`.
    ///
    /// Not cancel safe: how much was written before a cancellation cannot be told. Two tasks that write at once may mix
    /// their bytes.
    ///
    /// # Errors
    ///
    /// Those of `send(2)`.
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
    ///     there.write_all(b"bytes").await?;
    ///     let mut buf = [0; 5];
    ///     here.read_exact(&mut buf).await?;
    ///     assert_eq!(&buf, b"bytes");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub async fn write_all(&self, buf: &[u8]) -> io::Result<()> {
        let mut rest = buf;
        while !rest.is_empty() {
            match self.write(rest).await? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                count => rest = &rest[count..],
            }
        }
        Ok(())
    }

    /// Ends one direction or both, at once. What was written before is still sent.
    ///
    /// # Errors
    ///
    /// Those of `shutdown(2)`, for example [`NotConnected`](io::ErrorKind::NotConnected).
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
    ///     there.shutdown(std::net::Shutdown::Write)?;
    ///     assert_eq!(here.read(&mut [0; 8]).await?, 0, "the end");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        sys::shut_down(self.as_fd(), how)
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
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     assert!(here.take_error()?.is_none());
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        options::take_error(self.as_fd())
    }

    /// Gives the connection to the standard library. It stays non-blocking.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::Write;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let mut there: std::net::TcpStream = there.into_std();
    ///     there.write_all(b"bytes")?;
    ///     let mut buf = [0; 5];
    ///     here.read_exact(&mut buf).await?;
    ///     assert_eq!(&buf, b"bytes");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn into_std(self) -> S {
        self.io.into_inner()
    }
}

impl<S: AsFd> AsFd for Connection<S> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.io.get_ref().as_fd()
    }
}

/// As the halves have it.
impl<S: AsFd> AsRef<Connection<S>> for Connection<S> {
    fn as_ref(&self) -> &Connection<S> {
        self
    }
}

// What each of the operations tries.

#[inline]
pub(super) fn receive(socket: &impl AsFd, buf: &mut [u8]) -> io::Result<Attempt<usize>> {
    sys::receive(socket.as_fd(), buf).map(|count| Attempt::of_bytes(count, buf.len()))
}

#[inline]
pub(super) fn send(socket: &impl AsFd, buf: &[u8]) -> io::Result<Attempt<usize>> {
    sys::send(socket.as_fd(), buf).map(|count| Attempt::of_bytes(count, buf.len()))
}

pub(super) fn receive_vectored(
    socket: &impl AsFd,
    bufs: &mut [IoSliceMut<'_>],
) -> io::Result<Attempt<usize>> {
    sys::receive_vectored(socket.as_fd(), bufs).map(|(moved, wanted)| Attempt::of_bytes(moved, wanted))
}

pub(super) fn send_vectored(socket: &impl AsFd, bufs: &[IoSlice<'_>]) -> io::Result<Attempt<usize>> {
    sys::send_vectored(socket.as_fd(), bufs).map(|(moved, wanted)| Attempt::of_bytes(moved, wanted))
}
