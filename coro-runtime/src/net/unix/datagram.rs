//! Datagrams within this machine.

use std::io;
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;

use crate::io::consume_budget;
use crate::net::DatagramSocket;
use crate::sys::address::{Address, Family};
use crate::sys::datagram as sys;
use crate::sys::socket::{connect_at_once, shut_down};
use crate::sys::unix;

use super::Pauses;

/// A socket of datagrams within this machine, where none is lost and none overtakes another. Closed on drop.
///
/// All methods take `&self`: several tasks may use it at once, and each datagram goes to one of them. Those that need no address are
/// [`DatagramSocket`]'s.
///
/// # Examples
///
/// ```
/// use coro_runtime::net::UnixDatagram;
///
/// coro_runtime::block_on(async {
///     let (here, there) = UnixDatagram::pair()?;
///     here.send(b"ping").await?;
///     let mut buf = [0; 100];
///     let count = there.recv(&mut buf).await?;
///     assert_eq!(&buf[..count], b"ping");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub type UnixDatagram = DatagramSocket<net::UnixDatagram>;

impl UnixDatagram {
    /// A socket at a path, which is made, and stays when the socket is gone.
    ///
    /// # Errors
    ///
    /// Those of `bind(2)`, above all that there is something at the path ([`AddrInUse`](io::ErrorKind::AddrInUse)). When the path is too
    /// long for a socket, or has a zero in it, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixDatagram;
    ///
    /// coro_runtime::block_on(async {
    ///     let path = std::env::temp_dir().join(format!("example of UnixDatagram {}", std::process::id()));
    ///     let (server, client) = (UnixDatagram::bind(&path)?, UnixDatagram::unbound()?);
    ///     client.send_to(b"to the log", &path).await?;
    ///     std::fs::remove_file(&path)?;
    ///     let (count, sender) = server.recv_from(&mut [0; 100]).await?;
    ///     assert!(count == 10 && sender.is_unnamed());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixDatagram> {
        UnixDatagram::bind_addr(&SocketAddr::from_pathname(path)?)
    }

    /// A socket at an address: a path, or an abstract name, which ends with the socket. An unnamed one lets the system choose a name,
    /// see [`local_addr`](DatagramSocket::local_addr).
    ///
    /// # Errors
    ///
    /// Those of `bind(2)`, above all that somebody has the name ([`AddrInUse`](io::ErrorKind::AddrInUse)), and when no runtime runs on this
    /// thread.
    ///
    /// # Examples
    ///
    /// See [`send_to_addr`](UnixDatagram::send_to_addr).
    pub fn bind_addr(addr: &SocketAddr) -> io::Result<UnixDatagram> {
        DatagramSocket::new(sys::bound(&addr.to_raw())?.into())
    }

    /// A socket without an address: nobody can answer it, unless they are a pair.
    ///
    /// # Errors
    ///
    /// Those of `socket(2)`, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// See [`bind`](UnixDatagram::bind).
    pub fn unbound() -> io::Result<UnixDatagram> {
        DatagramSocket::new(sys::unbound(Family::Unix)?.into())
    }

    /// Two sockets that are connected to each other, without addresses.
    ///
    /// # Errors
    ///
    /// Those of `socketpair(2)`, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// See [`UnixDatagram`].
    pub fn pair() -> io::Result<(UnixDatagram, UnixDatagram)> {
        let (one, other) = unix::pair(unix::Kind::Datagrams)?;
        Ok((DatagramSocket::new(one.into())?, DatagramSocket::new(other.into())?))
    }

    /// Takes over a socket of the standard library, and makes it non-blocking.
    ///
    /// # Errors
    ///
    /// When it cannot be made non-blocking or registered, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixDatagram;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, there) = std::os::unix::net::UnixDatagram::pair()?;
    ///     let here = UnixDatagram::from_std(here)?;
    ///     there.send(b"bytes")?;
    ///     assert_eq!(here.recv(&mut [0; 8]).await?, 5);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn from_std(socket: net::UnixDatagram) -> io::Result<UnixDatagram> {
        socket.set_nonblocking(true)?;
        DatagramSocket::new(socket)
    }

    /// Sets the path that [`send`](DatagramSocket::send) sends to, and that alone is received from.
    ///
    /// # Errors
    ///
    /// Those of `connect(2)`: above all that there is no such path ([`NotFound`](io::ErrorKind::NotFound)), and that no socket is at it
    /// ([`ConnectionRefused`](io::ErrorKind::ConnectionRefused)). When the path is too long for a socket, or has a zero in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixDatagram;
    ///
    /// coro_runtime::block_on(async {
    ///     let path = std::env::temp_dir().join(format!("example of connect {}", std::process::id()));
    ///     let (server, client) = (UnixDatagram::bind(&path)?, UnixDatagram::unbound()?);
    ///     client.connect(&path)?;
    ///     std::fs::remove_file(&path)?;
    ///     client.send(b"to the log").await?;
    ///     assert_eq!(server.recv(&mut [0; 100]).await?, 10);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn connect(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.connect_addr(&SocketAddr::from_pathname(path)?)
    }

    /// Sets the address that [`send`](DatagramSocket::send) sends to, and that alone is received from; as
    /// [`connect`](UnixDatagram::connect) does.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// See [`send_to_addr`](UnixDatagram::send_to_addr).
    pub fn connect_addr(&self, addr: &SocketAddr) -> io::Result<()> {
        connect_at_once(self.as_fd(), &addr.to_raw())
    }

    /// Sends a datagram to the socket at a path, when that has room for it; gives the number of its bytes, which is all of them.
    ///
    /// Where it has none it is tried again, after a millisecond at most: the system does not say when there is. Those of a socket that is
    /// connected ([`send`](DatagramSocket::send)) wait without that.
    ///
    /// Cancel safe: the datagram is sent only when the future ends.
    ///
    /// # Errors
    ///
    /// Those of `sendto(2)`: above all that there is no such path ([`NotFound`](io::ErrorKind::NotFound)), that no socket is at it
    /// ([`ConnectionRefused`](io::ErrorKind::ConnectionRefused)), and that the datagram is too large. When the path is too long for a
    /// socket, or has a zero in it.
    ///
    /// # Panics
    ///
    /// When it has to wait and no runtime runs on the thread.
    ///
    /// # Examples
    ///
    /// See [`bind`](UnixDatagram::bind).
    pub async fn send_to(&self, buf: &[u8], path: impl AsRef<Path>) -> io::Result<usize> {
        self.send_to_addr(buf, &SocketAddr::from_pathname(path)?).await
    }

    /// Sends a datagram to the socket at an address, which may be an abstract name; as [`send_to`](UnixDatagram::send_to) does.
    ///
    /// Cancel safe: the datagram is sent only when the future ends.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Panics
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixDatagram;
    /// use std::os::unix::net::SocketAddr;
    ///
    /// coro_runtime::block_on(async {
    ///     // The system chooses abstract names.
    ///     let any = SocketAddr::from_pathname("")?;
    ///     let (here, there) = (UnixDatagram::bind_addr(&any)?, UnixDatagram::bind_addr(&any)?);
    ///     here.send_to_addr(b"ping", &there.local_addr()?).await?;
    ///     let (_, sender) = there.recv_from(&mut [0; 8]).await?;
    ///     there.connect_addr(&sender)?;
    ///     there.send(b"pong").await?;
    ///     assert_eq!(here.recv(&mut [0; 8]).await?, 4);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub async fn send_to_addr(&self, buf: &[u8], addr: &SocketAddr) -> io::Result<usize> {
        let addr = addr.to_raw();
        let mut pauses = Pauses::new();
        loop {
            consume_budget().await;
            match self.try_send_to_raw(buf, &addr) {
                // The reactor does not help: the kernel tells of room for what this socket has sent, which an attempt that fails makes as
                // well, and not of room in the queue of another.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => pauses.pause().await,
                result => return result,
            }
        }
    }

    /// Sends a datagram to the socket at a path, if that has room for it now.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if it has none, those of [`send_to`](UnixDatagram::send_to), and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`try_send_to_addr`](UnixDatagram::try_send_to_addr).
    pub fn try_send_to(&self, buf: &[u8], path: impl AsRef<Path>) -> io::Result<usize> {
        self.try_send_to_addr(buf, &SocketAddr::from_pathname(path)?)
    }

    /// Sends a datagram to the socket at an address, if that has room for it now.
    ///
    /// # Errors
    ///
    /// As [`try_send_to`](UnixDatagram::try_send_to).
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixDatagram;
    /// use std::{io::ErrorKind, os::unix::net::SocketAddr};
    ///
    /// coro_runtime::block_on(async {
    ///     let any = SocketAddr::from_pathname("")?;
    ///     let (here, there) = (UnixDatagram::bind_addr(&any)?, UnixDatagram::bind_addr(&any)?);
    ///     let full = loop {
    ///         if let Err(error) = here.try_send_to_addr(b"bytes", &there.local_addr()?) {
    ///             break error;
    ///         }
    ///     };
    ///     assert_eq!(full.kind(), ErrorKind::WouldBlock, "nobody receives them");
    ///     assert_eq!(there.try_recv_from(&mut [0; 8])?.0, 5);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_send_to_addr(&self, buf: &[u8], addr: &SocketAddr) -> io::Result<usize> {
        self.try_send_to_raw(buf, &addr.to_raw())
    }

    /// Ends one direction or both, at once. What was sent before is still received. Who receives is not told that no more will come; who
    /// sends to a direction that has ended is ([`BrokenPipe`](io::ErrorKind::BrokenPipe)).
    ///
    /// # Errors
    ///
    /// Those of `shutdown(2)`: above all [`NotConnected`](io::ErrorKind::NotConnected).
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixDatagram;
    /// use std::{io::ErrorKind, net::Shutdown};
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, there) = UnixDatagram::pair()?;
    ///     there.shutdown(Shutdown::Read)?;
    ///     assert_eq!(here.send(b"x").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        shut_down(self.as_fd(), how)
    }
}
