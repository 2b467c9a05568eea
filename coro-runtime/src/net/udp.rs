//! UDP sockets.

use std::io;
use std::net::{self, SocketAddr};
use std::os::fd::AsFd;

use crate::sys::address::Address;
use crate::sys::datagram as sys;
use crate::sys::socket::connect_at_once;

use super::addrs::first_of;
use super::{DatagramSocket, ToSocketAddrs};

/// A UDP socket. Closed on drop.
///
/// All methods take `&self`: several tasks may use it at once, and each datagram goes to one of them. Those that need no address are
/// [`DatagramSocket`]'s.
///
/// # Examples
///
/// ```
/// use coro_runtime::net::UdpSocket;
///
/// coro_runtime::block_on(async {
///     let (here, there) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
///     here.send_to(b"ping", there.local_addr()?).await?;
///     let mut buf = [0; 1500];
///     let (count, sender) = there.recv_from(&mut buf).await?;
///     assert_eq!((&buf[..count], sender), (&b"ping"[..], here.local_addr()?));
///     there.send_to(b"pong", sender).await?;
///     assert_eq!(here.recv(&mut buf).await?, 4);
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub type UdpSocket = DatagramSocket<net::UdpSocket>;

impl UdpSocket {
    /// A socket with the first of the addresses that can be bound. Port 0 takes a free port, see [`local_addr`](DatagramSocket::local_addr).
    ///
    /// A name, where `addr` is no number, is looked up on this thread, as by [`TcpListener::bind`](super::TcpListener::bind).
    ///
    /// # Errors
    ///
    /// When `addr` names no address, when none of them can be bound (the error is of the last one), and when no runtime
    /// runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     assert!(UdpSocket::bind(socket.local_addr()?).is_err(), "the port is taken");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn bind(addr: impl net::ToSocketAddrs) -> io::Result<UdpSocket> {
        let socket = first_of(addr.to_socket_addrs()?, sys::bound)?;
        DatagramSocket::new(socket.into())
    }

    /// Takes over a socket of the standard library: one with options of its own, or one that another process has handed down. It is
    /// made non-blocking.
    ///
    /// # Errors
    ///
    /// When it cannot be made non-blocking or registered, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::from_std(std::net::UdpSocket::bind("127.0.0.1:0")?)?;
    ///     socket.send_to(b"to itself", socket.local_addr()?).await?;
    ///     assert_eq!(socket.recv(&mut [0; 100]).await?, 9);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn from_std(socket: net::UdpSocket) -> io::Result<UdpSocket> {
        socket.set_nonblocking(true)?;
        DatagramSocket::new(socket)
    }

    /// Sets the address that [`send`](DatagramSocket::send) sends to, and that alone is received from: the first that can be. It
    /// waits for no answer; only a name is looked up, as by [`TcpStream::connect`](super::TcpStream::connect).
    ///
    /// # Errors
    ///
    /// When `addr` names no address or cannot be looked up, and those of `connect(2)` (of the last address).
    ///
    /// # Examples
    ///
    /// See [`send`](DatagramSocket::send).
    pub async fn connect(&self, addr: impl ToSocketAddrs) -> io::Result<()> {
        first_of(addr.target().resolve().await?, |addr| connect_at_once(self.as_fd(), addr))
    }

    /// Sends a datagram to an address, of several to the first, when there is room for it; gives the number of its bytes, which is all
    /// of them. A name is looked up, as by [`TcpStream::connect`](super::TcpStream::connect).
    ///
    /// Cancel safe: the datagram is sent only when the future ends.
    ///
    /// # Errors
    ///
    /// When `addr` names no address or cannot be looked up, and those of `sendto(2)`: above all that the datagram is too large, that it
    /// is of another family of addresses than the socket, and that there is no room in the system (`ENOBUFS`).
    ///
    /// # Examples
    ///
    /// See [`UdpSocket`].
    pub async fn send_to(&self, buf: &[u8], addr: impl ToSocketAddrs) -> io::Result<usize> {
        let addr = addr.target().resolve_one().await?;
        self.send_to_raw(buf, &addr.to_raw()).await
    }

    /// Sends a datagram to an address, if there is room for it now.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none, those of [`send_to`](UdpSocket::send_to), and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// See [`try_recv_from`](DatagramSocket::try_recv_from).
    pub fn try_send_to(&self, buf: &[u8], addr: SocketAddr) -> io::Result<usize> {
        self.try_send_to_raw(buf, &addr.to_raw())
    }
}
