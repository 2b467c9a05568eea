//! TCP connections.

use std::io;
use std::net::{self, Shutdown, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd};

use crate::io::{Attempt, Direction, Registration, operation};
use crate::sys::socket;

use super::ToSocketAddrs;

/// A TCP connection. Closed on drop.
///
/// All methods take `&self`: several tasks may use the two directions at once.
///
/// # Examples
///
/// See [`TcpListener`](super::TcpListener).
#[derive(Debug)]
pub struct TcpStream {
    pub(super) io: Registration<net::TcpStream>,
}

impl TcpStream {
    /// Connects to the first of the addresses that answers. Dropping the future gives the attempt up.
    ///
    /// A name is looked up on a thread for [blocking work](crate::spawn_blocking), which goes on alone if the future is dropped;
    /// a numeric address needs none.
    ///
    /// # Errors
    ///
    /// When `addr` names no address or cannot be looked up, when none of them answers (the error is of the last one, for example
    /// [`ConnectionRefused`](io::ErrorKind::ConnectionRefused)), and when no runtime runs on this thread. There is no
    /// limit of time but the system's: see [`timeout`](crate::time::timeout).
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
    ///     assert_eq!(there.peer_addr()?, here.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub async fn connect(addr: impl ToSocketAddrs) -> io::Result<TcpStream> {
        let mut failed = None;
        for addr in addr.target().resolve().await? {
            match TcpStream::connect_to(addr).await {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(no_address))
    }

    async fn connect_to(addr: SocketAddr) -> io::Result<TcpStream> {
        let io = Registration::new_unready(socket::connect(addr)?)?;
        operation(&io, Direction::Write, |stream: &net::TcpStream| match stream.take_error()? {
            None => Ok(Attempt::full(())),
            Some(error) => Err(error),
        })
        .await?;
        Ok(TcpStream { io })
    }

    /// `stream` must be non-blocking.
    pub(super) fn from_connected(stream: net::TcpStream) -> io::Result<TcpStream> {
        Ok(TcpStream { io: Registration::new(stream)? })
    }

    /// Takes over a connection of the standard library, and makes it non-blocking.
    ///
    /// # Errors
    ///
    /// When it cannot be made non-blocking or registered, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::TcpStream;
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    ///     let connected = std::net::TcpStream::connect(listener.local_addr()?)?;
    ///     let stream = TcpStream::from_std(connected)?;
    ///     assert_eq!(stream.peer_addr()?, listener.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn from_std(stream: net::TcpStream) -> io::Result<TcpStream> {
        stream.set_nonblocking(true)?;
        TcpStream::from_connected(stream)
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
        let read = |stream: &net::TcpStream| {
            socket::receive(stream.as_fd(), buf).map(|count| Attempt::of_bytes(count, buf.len()))
        };
        operation(&self.io, Direction::Read, read)
    }

    /// Like [`read`](TcpStream::read), and leaves the bytes where they are.
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
        let peek = |stream: &net::TcpStream| socket::peek(stream.as_fd(), buf).map(Attempt::full);
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
        let write = |stream: &net::TcpStream| {
            socket::send(stream.as_fd(), buf).map(|count| Attempt::of_bytes(count, buf.len()))
        };
        operation(&self.io, Direction::Write, write)
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
        self.io.get_ref().shutdown(how)
    }

    /// This end's address.
    ///
    /// # Errors
    ///
    /// Those of `getsockname(2)`.
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
    ///     assert_eq!(here.local_addr()?, listener.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.io.get_ref().local_addr()
    }

    /// The other end's address.
    ///
    /// # Errors
    ///
    /// Those of `getpeername(2)`.
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
    ///     assert_eq!(here.peer_addr()?, there.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.io.get_ref().peer_addr()
    }

    /// Whether small writes are sent at once (`TCP_NODELAY`).
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
    ///     assert!(!here.nodelay()? && !there.nodelay()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn nodelay(&self) -> io::Result<bool> {
        self.io.get_ref().nodelay()
    }

    /// Makes small writes be sent at once, or wait for more (`TCP_NODELAY`).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
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
    ///     here.set_nodelay(true)?;
    ///     assert!(here.nodelay()?);
    ///     drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.io.get_ref().set_nodelay(nodelay)
    }
}

impl AsFd for TcpStream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.io.get_ref().as_fd()
    }
}

pub(super) fn no_address() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "the name stands for no socket address")
}
