//! Datagrams, and who has sent them.
//!
//! Takes: a non-blocking socket. Gives: datagrams with addresses of its kind. Invariant: a datagram is taken only in the poll that
//! gives it.

use std::io;
use std::net;
use std::os::fd::AsFd;
use std::os::unix::net as unix;

use crate::io::{Attempt, Direction, attempt, operation};
use crate::sys::datagram::{self as sys, Take};

use super::DatagramSocket;

impl<S: Datagrams> DatagramSocket<S> {
    /// Receives a datagram into `buf`; gives the number of its bytes, and who has sent it. What of it has no room in `buf` is lost.
    ///
    /// Cancel safe: a datagram is taken only when the future ends with it.
    ///
    /// # Errors
    ///
    /// Those of `recvfrom(2)`.
    ///
    /// # Examples
    ///
    /// See [`UdpSocket`](super::UdpSocket).
    pub fn recv_from(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<(usize, S::Addr)>> {
        operation(&self.io, Direction::Read, |socket: &S| socket.receive_from(buf).map(Attempt::full))
    }

    /// As [`recv_from`](DatagramSocket::recv_from), and leaves the datagram where it is.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// Those of `recvfrom(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.send_to(b"to itself", socket.local_addr()?).await?;
    ///     let mut buf = [0; 9];
    ///     let (_, sender) = socket.peek_from(&mut buf).await?;
    ///     assert_eq!(socket.recv_from(&mut buf).await?, (9, sender));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peek_from(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<(usize, S::Addr)>> {
        operation(&self.io, Direction::Read, |socket: &S| socket.look_at(buf).map(Attempt::full))
    }

    /// Receives a datagram, if one is there.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none, those of `recvfrom(2)`, and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     let addr = socket.local_addr()?;
    ///     let mut buf = [0; 8];
    ///     assert!(socket.try_recv_from(&mut buf).is_err());
    ///     socket.try_send_to(b"bytes", addr)?;
    ///     socket.readable().await?;
    ///     assert_eq!(socket.try_recv_from(&mut buf)?, (5, addr));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, S::Addr)> {
        attempt(&self.io, Direction::Read, |socket: &S| socket.receive_from(buf).map(Attempt::full))
    }

    /// As [`try_recv_from`](DatagramSocket::try_recv_from), and leaves the datagram where it is.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     assert!(socket.try_peek_from(&mut [0; 8]).is_err());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_peek_from(&self, buf: &mut [u8]) -> io::Result<(usize, S::Addr)> {
        attempt(&self.io, Direction::Read, |socket: &S| socket.look_at(buf).map(Attempt::full))
    }

    /// This socket's address.
    ///
    /// # Errors
    ///
    /// Those of `getsockname(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     assert_ne!(socket.local_addr()?.port(), 0);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn local_addr(&self) -> io::Result<S::Addr> {
        self.io.get_ref().name()
    }

    /// The address that the socket is connected to.
    ///
    /// # Errors
    ///
    /// [`NotConnected`](io::ErrorKind::NotConnected), and the others of `getpeername(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, there) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
    ///     assert!(here.peer_addr().is_err());
    ///     here.connect(there.local_addr()?).await?;
    ///     assert_eq!(here.peer_addr()?, there.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peer_addr(&self) -> io::Result<S::Addr> {
        self.io.get_ref().peer()
    }
}

/// The standard library's types of sockets of datagrams: what a [`DatagramSocket`] is made of.
pub trait Datagrams: sealed::Datagrams {}

impl<S: sealed::Datagrams> Datagrams for S {}

mod sealed {
    use std::fmt::Debug;
    use std::io;
    use std::os::fd::AsFd;

    pub trait Datagrams: AsFd + Debug + Send + Sync + 'static {
        type Addr: Debug + Send + Sync + 'static;

        /// Tries to take one; it is non-blocking.
        fn receive_from(&self, buf: &mut [u8]) -> io::Result<(usize, Self::Addr)>;

        /// The same, and leaves it where it is.
        fn look_at(&self, buf: &mut [u8]) -> io::Result<(usize, Self::Addr)>;

        /// Its own address.
        fn name(&self) -> io::Result<Self::Addr>;

        /// The address that it is connected to.
        fn peer(&self) -> io::Result<Self::Addr>;
    }
}

macro_rules! datagrams {
    ($type:ty, $addr:ty) => {
        impl sealed::Datagrams for $type {
            type Addr = $addr;

            fn receive_from(&self, buf: &mut [u8]) -> io::Result<(usize, $addr)> {
                sys::receive_from(self.as_fd(), buf, Take::Off)
            }

            fn look_at(&self, buf: &mut [u8]) -> io::Result<(usize, $addr)> {
                sys::receive_from(self.as_fd(), buf, Take::Peek)
            }

            fn name(&self) -> io::Result<$addr> {
                self.local_addr()
            }

            fn peer(&self) -> io::Result<$addr> {
                self.peer_addr()
            }
        }
    };
}

datagrams!(net::UdpSocket, net::SocketAddr);
datagrams!(unix::UnixDatagram, unix::SocketAddr);
