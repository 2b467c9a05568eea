//! Accepting TCP connections.

use std::io;
use std::net::{self, SocketAddr, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::io::{Attempt, Direction, Registration, operation};
use crate::sys::socket;
use crate::time::sleep;

use super::{Connection, TcpStream};

/// For so long nothing is accepted after the system had no room for a connection.
const PAUSE: Duration = Duration::from_millis(10);

/// A TCP socket that listens.
///
/// # Examples
///
/// ```
/// use coro_runtime::{block_on, join, net::{TcpListener, TcpStream}};
///
/// block_on(async {
///     let listener = TcpListener::bind("127.0.0.1:0")?;
///     let connecting = TcpStream::connect(listener.local_addr()?);
///     let (accepted, connected) = join!(listener.accept(), connecting).await;
///     let ((server, peer), client) = (accepted?, connected?);
///     assert_eq!(client.local_addr()?, peer);
///
///     client.write_all(b"hello").await?;
///     let mut buf = [0; 5];
///     server.read_exact(&mut buf).await?;
///     assert_eq!(&buf, b"hello");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct TcpListener {
    pub(super) io: Registration<net::TcpListener>,
    /// The system has had no room, and nobody has paused since.
    needs_pause: AtomicBool,
}

impl TcpListener {
    /// Listens on the first of the addresses that can be bound, with `SO_REUSEADDR` set. Port 0 takes a free port, see
    /// [`local_addr`](TcpListener::local_addr).
    ///
    /// A name, where `addr` is no number, is looked up on this thread, which may take long: that of this machine is in a file as
    /// a rule. For another, bind to the addresses that [`lookup_host`](super::lookup_host) gives.
    ///
    /// # Errors
    ///
    /// When `addr` names no address, when none of them can be bound (the error is of the last one), and when no runtime
    /// runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::TcpListener;
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     assert!(TcpListener::bind(listener.local_addr()?).is_err(), "the port is taken");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn bind(addr: impl ToSocketAddrs) -> io::Result<TcpListener> {
        let mut failed = None;
        for addr in addr.to_socket_addrs()? {
            match socket::listen(addr) {
                Ok(listener) => return TcpListener::new(listener),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(super::stream::no_address))
    }

    /// Takes over a listener of the standard library: one with options of its own, or one that another process has handed down. It is
    /// made non-blocking.
    ///
    /// # Errors
    ///
    /// When it cannot be made non-blocking or registered, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::{TcpListener, TcpStream};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::from_std(std::net::TcpListener::bind("127.0.0.1:0")?)?;
    ///     let stream = TcpStream::connect(listener.local_addr()?).await?;
    ///     let (_, peer) = listener.accept().await?;
    ///     assert_eq!(peer, stream.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn from_std(listener: net::TcpListener) -> io::Result<TcpListener> {
        listener.set_nonblocking(true)?;
        TcpListener::new(listener)
    }

    fn new(listener: net::TcpListener) -> io::Result<TcpListener> {
        Ok(TcpListener { io: Registration::new(listener)?, needs_pause: AtomicBool::new(false) })
    }

    /// Waits for a connection; gives it and the peer's address. Several tasks may accept from one listener.
    ///
    /// Cancel safe: a connection is taken only when the future ends with it.
    ///
    /// # Errors
    ///
    /// Those of `accept(2)`. Among them are `ECONNABORTED` (the peer has gone) and `EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`
    /// (no descriptors or memory left): a server should go on. In the latter cases the connection stays in the queue, and
    /// the next call waits 10 ms before it tries, so that a loop that goes on at once does not keep the processor busy.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, client) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let (_server, peer) = accepted?;
    ///     assert_eq!(peer, client?.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let accept = |listener: &net::TcpListener| socket::accept(listener.as_fd()).map(Attempt::full);
        if self.needs_pause.load(Ordering::Relaxed) {
            sleep(PAUSE).await;
            self.needs_pause.store(false, Ordering::Relaxed);
        }
        let accepted = operation(&self.io, Direction::Read, accept).await;
        let (stream, peer) = accepted.inspect_err(|error| {
            self.needs_pause.store(socket::is_exhaustion(error), Ordering::Relaxed);
        })?;
        Ok((Connection::new(stream)?, peer))
    }

    /// The address that it listens on.
    ///
    /// # Errors
    ///
    /// Those of `getsockname(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::TcpListener;
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     assert_ne!(listener.local_addr()?.port(), 0);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.io.get_ref().local_addr()
    }
}

impl AsFd for TcpListener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.io.get_ref().as_fd()
    }
}
