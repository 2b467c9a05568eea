//! TCP connections.

use std::io;
use std::net::{self, SocketAddr};

use crate::io::{Attempt, Direction, Registration, operation};
use crate::sys::address::Address;
use crate::sys::socket;

use super::addrs::no_address;
use super::{Connection, ToSocketAddrs};

/// A TCP connection. Closed on drop.
///
/// All methods take `&self`: several tasks may use the two directions at once. Those that move bytes are [`Connection`]'s.
///
/// # Examples
///
/// See [`TcpListener`](super::TcpListener).
pub type TcpStream = Connection<net::TcpStream>;

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
        let io = Registration::new_unready(socket::connect(&addr.to_raw())?.into())?;
        operation(&io, Direction::Write, |stream: &net::TcpStream| match stream.take_error()? {
            None => Ok(Attempt::full(())),
            Some(error) => Err(error),
        })
        .await?;
        Ok(Connection { io })
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
        Connection::new(stream)
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
