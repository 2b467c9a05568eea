//! Where to connect to.
//!
//! Takes: what the standard library takes for addresses. Gives: them, without keeping the thread: a name is looked up on a thread
//! for blocking work, what is a number already is not.

use std::io;
use std::net::{self, IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::executor::Handle;
use crate::sys::address::{Address, RawAddr};

/// What [`TcpStream::connect`](super::TcpStream::connect) takes: the types that have the standard library's
/// [`ToSocketAddrs`](net::ToSocketAddrs). Others cannot, since names are not looked up in the way of that.
///
/// # Examples
///
/// ```
/// use coro_runtime::net::{TcpStream, ToSocketAddrs};
///
/// async fn connect_to_any(addrs: impl ToSocketAddrs) -> std::io::Result<TcpStream> {
///     TcpStream::connect(addrs).await
/// }
///
/// coro_runtime::block_on(async {
///     let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
///     let addr = listener.local_addr()?;
///     connect_to_any(addr).await?;
///     connect_to_any(("localhost", addr.port())).await?;
///     connect_to_any(addr.to_string()).await?;
///     assert!(connect_to_any("no port").await.is_err());
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub trait ToSocketAddrs: sealed::Sealed {}

impl<T: sealed::Sealed + ?Sized> ToSocketAddrs for T {}

/// The addresses that `addr` stands for: by a look-up on a thread for [blocking work](crate::spawn_blocking) if it has a name, at
/// once if it has a number.
///
/// Dropping the future leaves a look-up to itself.
///
/// # Errors
///
/// When the name cannot be looked up, and where it would have to be when no runtime runs on this thread.
///
/// # Examples
///
/// ```
/// use coro_runtime::net::{TcpListener, lookup_host};
///
/// coro_runtime::block_on(async {
///     let mut addrs = lookup_host("localhost:80").await?;
///     assert!(addrs.all(|addr| addr.ip().is_loopback() && addr.port() == 80));
///     // For a listener, without keeping the thread.
///     let addrs: Vec<_> = lookup_host(("localhost", 0)).await?.collect();
///     TcpListener::bind(&addrs[..])?;
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
pub async fn lookup_host(addr: impl ToSocketAddrs) -> io::Result<impl Iterator<Item = SocketAddr>> {
    Ok(addr.target().resolve().await?.into_iter())
}

/// What is known of addresses without a look-up.
pub enum Target {
    One(SocketAddr),
    Known(Vec<SocketAddr>),
    /// A name and a port, in one text or in two.
    Named(String),
    NamedWithPort(String, u16),
}

mod sealed {
    pub trait Sealed {
        fn target(&self) -> super::Target;
    }
}

use sealed::Sealed;

impl Target {
    fn of(addr: impl Into<SocketAddr>) -> Target {
        Target::One(addr.into())
    }

    /// The addresses, by a look-up where it needs one.
    pub(super) async fn resolve(self) -> io::Result<Vec<SocketAddr>> {
        match self {
            Target::One(addr) => Ok(vec![addr]),
            Target::Known(addrs) => Ok(addrs),
            Target::Named(name) => look_up(name).await,
            Target::NamedWithPort(name, port) => look_up((name, port)).await,
        }
    }

    /// The first of them.
    pub(super) async fn resolve_one(self) -> io::Result<SocketAddr> {
        match self {
            Target::One(addr) => Ok(addr),
            several => several.resolve().await?.first().copied().ok_or_else(no_address),
        }
    }
}

/// What `make` makes of the first address that it can; otherwise the error of the last one.
pub(super) fn first_of<R>(
    addrs: impl IntoIterator<Item = SocketAddr>,
    make: impl Fn(&RawAddr) -> io::Result<R>,
) -> io::Result<R> {
    let mut failed = None;
    for addr in addrs {
        match make(&addr.to_raw()) {
            Ok(first) => return Ok(first),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(no_address))
}

async fn look_up(name: impl net::ToSocketAddrs + Send + 'static) -> io::Result<Vec<SocketAddr>> {
    let handle = Handle::try_current().ok_or_else(no_runtime)?;
    let work = handle.try_spawn_blocking(move || name.to_socket_addrs().map(Iterator::collect))?;
    work.await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

pub(super) fn no_address() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "the name stands for no socket address")
}

fn no_runtime() -> io::Error {
    io::Error::other(
        "no runtime on this thread: names are looked up inside `block_on` or in a task of its runtime",
    )
}

macro_rules! known {
    ($($type:ty),+) => {$(
        impl Sealed for $type {
            fn target(&self) -> Target {
                Target::of(*self)
            }
        }
    )+};
}

known!(SocketAddr, SocketAddrV4, SocketAddrV6, (IpAddr, u16), (Ipv4Addr, u16), (Ipv6Addr, u16));

impl Sealed for [SocketAddr] {
    fn target(&self) -> Target {
        Target::Known(self.to_vec())
    }
}

impl Sealed for str {
    fn target(&self) -> Target {
        self.parse::<SocketAddr>().map_or_else(|_| Target::Named(self.to_owned()), Target::of)
    }
}

impl Sealed for String {
    fn target(&self) -> Target {
        self.as_str().target()
    }
}

impl Sealed for (&str, u16) {
    fn target(&self) -> Target {
        let (host, port) = *self;
        let known = host.parse::<IpAddr>();
        known.map_or_else(|_| Target::NamedWithPort(host.to_owned(), port), |host| Target::of((host, port)))
    }
}

impl Sealed for (String, u16) {
    fn target(&self) -> Target {
        (self.0.as_str(), self.1).target()
    }
}

impl<T: Sealed + ?Sized> Sealed for &T {
    fn target(&self) -> Target {
        (**self).target()
    }
}
