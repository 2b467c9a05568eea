//! Sockets that listen within this machine.

use std::io;
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;

use crate::net::Listener;
use crate::sys::address::Address;
use crate::sys::socket;

/// A socket of this machine that listens.
///
/// # Examples
///
/// ```
/// use coro_runtime::{join, net::{UnixListener, UnixStream}};
///
/// coro_runtime::block_on(async {
///     let path = std::env::temp_dir().join(format!("example of UnixListener {}", std::process::id()));
///     let listener = UnixListener::bind(&path)?;
///     let (accepted, connected) = join!(listener.accept(), UnixStream::connect(&path)).await;
///     // Nobody does it for us, and the path cannot be bound again before.
///     std::fs::remove_file(&path)?;
///     let ((server, _), client) = (accepted?, connected?);
///
///     client.write_all(b"hello").await?;
///     let mut buf = [0; 5];
///     server.read_exact(&mut buf).await?;
///     assert_eq!(&buf, b"hello");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub type UnixListener = Listener<net::UnixListener>;

impl UnixListener {
    /// Listens at a path, which is made, and stays when the listener is gone.
    ///
    /// # Errors
    ///
    /// Those of `bind(2)`, above all that there is something at the path ([`AddrInUse`](io::ErrorKind::AddrInUse)). When the path is too
    /// long for a socket, or has a zero in it, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// See [`UnixListener`].
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixListener> {
        UnixListener::bind_addr(&SocketAddr::from_pathname(path)?)
    }

    /// Listens at an address: a path, or an abstract name, which ends with the listener. An unnamed one lets the system choose a name,
    /// see [`local_addr`](UnixListener::local_addr).
    ///
    /// # Errors
    ///
    /// Those of `bind(2)`, above all that somebody has the name ([`AddrInUse`](io::ErrorKind::AddrInUse)), and when no runtime runs on this
    /// thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixListener;
    /// use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
    ///
    /// coro_runtime::block_on(async {
    ///     let addr = SocketAddr::from_abstract_name(format!("example of bind_addr {}", std::process::id()))?;
    ///     let listener = UnixListener::bind_addr(&addr)?;
    ///     assert!(UnixListener::bind_addr(&addr).is_err(), "the name is taken");
    ///     drop(listener);
    ///     UnixListener::bind_addr(&addr)?;
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn bind_addr(addr: &SocketAddr) -> io::Result<UnixListener> {
        Listener::new(socket::listen(&addr.to_raw())?.into())
    }

    /// Takes over a listener of the standard library: one that another process has handed down, for example. It is made
    /// non-blocking.
    ///
    /// # Errors
    ///
    /// When it cannot be made non-blocking or registered, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixListener;
    /// use std::os::{linux::net::SocketAddrExt, unix::net};
    ///
    /// coro_runtime::block_on(async {
    ///     let addr = net::SocketAddr::from_abstract_name(format!("example of from_std {}", std::process::id()))?;
    ///     let listener = UnixListener::from_std(net::UnixListener::bind_addr(&addr)?)?;
    ///     assert_eq!(listener.local_addr()?.as_abstract_name(), addr.as_abstract_name());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn from_std(listener: net::UnixListener) -> io::Result<UnixListener> {
        listener.set_nonblocking(true)?;
        Listener::new(listener)
    }

    /// The address that it listens at.
    ///
    /// # Errors
    ///
    /// Those of `getsockname(2)`.
    ///
    /// # Examples
    ///
    /// See [`from_std`](UnixListener::from_std).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.io.get_ref().local_addr()
    }
}
