//! Connections within this machine.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;

use crate::io::consume_budget;
use crate::net::Connection;
use crate::sys::address::Address;
use crate::sys::{options, unix as sys};

use super::Pauses;

/// A connection within this machine. Closed on drop.
///
/// All methods take `&self`: several tasks may use the two directions at once. Those that move bytes are [`Connection`]'s.
///
/// # Examples
///
/// ```
/// use coro_runtime::net::UnixStream;
///
/// coro_runtime::block_on(async {
///     let (here, there) = UnixStream::pair()?;
///     here.write_all(b"hello").await?;
///     let mut buf = [0; 5];
///     there.read_exact(&mut buf).await?;
///     assert_eq!(&buf, b"hello");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub type UnixStream = Connection<net::UnixStream>;

impl UnixStream {
    /// Connects to who listens at a path. Dropping the future gives the attempt up.
    ///
    /// Where the listener has no room for another connection it is tried again, after a millisecond at most: the system does not say
    /// when it has.
    ///
    /// # Errors
    ///
    /// Those of `connect(2)`: above all that there is no such path ([`NotFound`](io::ErrorKind::NotFound)), and that nobody listens
    /// there ([`ConnectionRefused`](io::ErrorKind::ConnectionRefused)). When the path is too long for a socket, or has a zero in it, and
    /// when no runtime runs on this thread. There is no limit of time: see [`timeout`](crate::time::timeout).
    ///
    /// # Panics
    ///
    /// When it has to wait for room and no runtime runs on the thread.
    ///
    /// # Examples
    ///
    /// See [`UnixListener`](super::UnixListener).
    pub async fn connect(path: impl AsRef<Path>) -> io::Result<UnixStream> {
        UnixStream::connect_addr(&SocketAddr::from_pathname(path)?).await
    }

    /// Connects to who listens at an address, which may be an abstract name; as [`connect`](UnixStream::connect) does.
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
    /// use coro_runtime::{join, net::{UnixListener, UnixStream}};
    /// use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
    ///
    /// coro_runtime::block_on(async {
    ///     let addr = SocketAddr::from_abstract_name(format!("example of connect_addr {}", std::process::id()))?;
    ///     let listener = UnixListener::bind_addr(&addr)?;
    ///     let (accepted, stream) = join!(listener.accept(), UnixStream::connect_addr(&addr)).await;
    ///     assert!(accepted?.1.is_unnamed(), "who connects needs no name");
    ///     assert_eq!(stream?.peer_addr()?.as_abstract_name(), addr.as_abstract_name());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub async fn connect_addr(addr: &SocketAddr) -> io::Result<UnixStream> {
        let addr = addr.to_raw();
        let mut pauses = Pauses::new();
        consume_budget().await;
        loop {
            match sys::connect(&addr) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => pauses.pause().await,
                connected => return Connection::new(connected?.into()),
            }
        }
    }

    /// Two ends of a connection without an address.
    ///
    /// # Errors
    ///
    /// Those of `socketpair(2)`, and when no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// See [`UnixStream`].
    pub fn pair() -> io::Result<(UnixStream, UnixStream)> {
        let (one, other) = sys::pair(sys::Kind::Bytes)?;
        Ok((Connection::new(one.into())?, Connection::new(other.into())?))
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
    /// use coro_runtime::net::UnixStream;
    /// use std::io::Write;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, mut there) = std::os::unix::net::UnixStream::pair()?;
    ///     let here = UnixStream::from_std(here)?;
    ///     there.write_all(b"bytes")?;
    ///     assert_eq!(here.read(&mut [0; 8]).await?, 5);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn from_std(stream: net::UnixStream) -> io::Result<UnixStream> {
        stream.set_nonblocking(true)?;
        Connection::new(stream)
    }

    /// This end's address: that of the listener, or none.
    ///
    /// # Errors
    ///
    /// Those of `getsockname(2)`.
    ///
    /// # Examples
    ///
    /// See [`peer_addr`](UnixStream::peer_addr).
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
    /// use coro_runtime::net::UnixStream;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, _there) = UnixStream::pair()?;
    ///     assert!(here.local_addr()?.is_unnamed() && here.peer_addr()?.is_unnamed());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.io.get_ref().peer_addr()
    }

    /// Who is at the other end: the process that has connected it, or that listens, as it was then (`SO_PEERCRED`). The system vouches
    /// for it.
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UnixStream;
    ///
    /// coro_runtime::block_on(async {
    ///     let (here, _there) = UnixStream::pair()?;
    ///     assert_eq!(here.peer_cred()?.pid(), Some(std::process::id().cast_signed()));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn peer_cred(&self) -> io::Result<UCred> {
        let credentials = options::peer_credentials(self.as_fd())?;
        // Zero stands for a process that is not to be seen from here: of another namespace.
        let pid = (credentials.pid != 0).then_some(credentials.pid);
        Ok(UCred { uid: credentials.uid, gid: credentials.gid, pid })
    }
}

/// Who a process is; see [`UnixStream::peer_cred`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UCred {
    uid: u32,
    gid: u32,
    pid: Option<i32>,
}

impl UCred {
    /// The user that it runs as.
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// The group that it runs as.
    pub fn gid(&self) -> u32 {
        self.gid
    }

    /// Its number, if it has one in this namespace of processes.
    pub fn pid(&self) -> Option<i32> {
        self.pid
    }
}
