//! TCP sockets that listen.

use std::io;
use std::net::{self, SocketAddr, ToSocketAddrs};

use crate::sys::socket;

use super::Listener;
use super::addrs::first_of;

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
pub type TcpListener = Listener<net::TcpListener>;

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
        let listener = first_of(addr.to_socket_addrs()?, socket::listen)?;
        Listener::new(listener.into())
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
        Listener::new(listener)
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
