//! Accepting connections, of whatever kind.
//!
//! Takes: a non-blocking socket that listens. Gives: connections. Invariants: a connection is taken only in the poll that gives it;
//! when the system has no room for one, nobody tries again before a pause.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net as unix;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::io::{Attempt, Direction, Operation, Registration, operation};
use crate::sys::{options, socket};
use crate::time::{Sleep, sleep};

use super::Connection;

/// For so long nothing is accepted after the system had no room for a connection.
const PAUSE: Duration = Duration::from_millis(10);

/// A socket that listens: a [`TcpListener`](super::TcpListener) or a [`UnixListener`](super::UnixListener), where `L` is the standard
/// library's type of that name.
///
/// # Examples
///
/// A server for connections of every kind:
///
/// ```
/// use coro_runtime::net::{Listen, Listener, TcpListener, TcpStream};
/// use coro_runtime::spawn;
///
/// async fn serve<L: Listen>(listener: Listener<L>) -> std::io::Result<()> {
///     loop {
///         let (connection, peer) = listener.accept().await?;
///         spawn(async move { connection.write_all(format!("hello, {peer:?}").as_bytes()).await });
///     }
/// }
///
/// coro_runtime::block_on(async {
///     let listener = TcpListener::bind("127.0.0.1:0")?;
///     let addr = listener.local_addr()?;
///     spawn(serve(listener));
///     let client = TcpStream::connect(addr).await?;
///     let mut buf = [0; 5];
///     client.read_exact(&mut buf).await?;
///     assert_eq!(&buf, b"hello");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Listener<L: AsFd> {
    pub(super) io: Registration<L>,
    /// The system has had no room, and nobody has paused since.
    needs_pause: AtomicBool,
}

/// The standard library's types of sockets that listen: what a [`Listener`] is made of.
pub trait Listen: sealed::Listen {}

impl<L: sealed::Listen> Listen for L {}

mod sealed {
    use std::fmt::Debug;
    use std::io;
    use std::os::fd::AsFd;

    pub trait Listen: AsFd + Debug + Send + Sync + 'static {
        /// What the standard library calls a connection.
        type Stream: AsFd + Debug + Send + Sync + 'static;
        type Addr: Debug + Send + Sync + 'static;

        /// Tries to take one off the queue; it is non-blocking.
        fn accept(&self) -> io::Result<(Self::Stream, Self::Addr)>;
    }
}

impl sealed::Listen for net::TcpListener {
    type Stream = net::TcpStream;
    type Addr = net::SocketAddr;

    fn accept(&self) -> io::Result<(net::TcpStream, net::SocketAddr)> {
        socket::accept(self.as_fd())
    }
}

impl sealed::Listen for unix::UnixListener {
    type Stream = unix::UnixStream;
    type Addr = unix::SocketAddr;

    fn accept(&self) -> io::Result<(unix::UnixStream, unix::SocketAddr)> {
        socket::accept(self.as_fd())
    }
}

type Accepted<L> = (Connection<<L as sealed::Listen>::Stream>, <L as sealed::Listen>::Addr);

impl<L: AsFd> Listener<L> {
    /// `listener` must be non-blocking.
    pub(super) fn new(listener: L) -> io::Result<Listener<L>> {
        Ok(Listener { io: Registration::new(listener)?, needs_pause: AtomicBool::new(false) })
    }

    /// The error that the next [`accept`](Listener::accept) would fail with (`SO_ERROR`), which it does not any more.
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::TcpListener;
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     assert!(listener.take_error()?.is_none());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        options::take_error(self.as_fd())
    }

    /// Gives the listener to the standard library. It stays non-blocking.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::TcpListener;
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let addr = listener.local_addr()?;
    ///     // As for a new runtime, after the end of this.
    ///     let listener = TcpListener::from_std(listener.into_std())?;
    ///     assert_eq!(listener.local_addr()?, addr);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn into_std(self) -> L {
        self.io.into_inner()
    }
}

impl<L: Listen> Listener<L> {
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
    pub async fn accept(&self) -> io::Result<(Connection<L::Stream>, L::Addr)> {
        let mut incoming = self.incoming();
        poll_fn(|cx| incoming.poll_accept(cx)).await
    }

    /// The connections that come, one after the other, without end: a stream, with the feature `stream` (on by default), of what
    /// [`accept`](Listener::accept) gives, errors among it.
    ///
    /// Dropping it loses nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "stream")] {
    /// use coro_runtime::{Stream, join, net::{TcpListener, TcpStream}};
    /// use std::{future::poll_fn, pin::Pin};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let mut incoming = listener.incoming();
    ///     let next = poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx));
    ///     let (accepted, client) = join!(next, TcpStream::connect(listener.local_addr()?)).await;
    ///     let (_server, peer) = accepted.expect("it has no end")?;
    ///     assert_eq!(peer, client?.local_addr()?);
    ///     std::io::Result::Ok(())
    /// }).unwrap();
    /// # }
    /// ```
    pub fn incoming(&self) -> Incoming<'_, L> {
        Incoming { listener: self, accepting: operation(&self.io, Direction::Read, accept), pause: None }
    }
}

type Accept<L> = fn(&L) -> io::Result<Attempt<Accepted<L>>>;

fn accept<L: Listen>(listener: &L) -> io::Result<Attempt<Accepted<L>>> {
    let (stream, peer) = listener.accept()?;
    Ok(Attempt::full((Connection::new(stream)?, peer)))
}

impl<L: AsFd> AsFd for Listener<L> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.io.get_ref().as_fd()
    }
}

/// What comes to a listener: see [`Listener::incoming`].
pub struct Incoming<'a, L: Listen> {
    listener: &'a Listener<L>,
    accepting: Operation<'a, L, Accept<L>>,
    pause: Option<Sleep>,
}

impl<L: Listen> Incoming<'_, L> {
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Accepted<L>>> {
        let needs_pause = &self.listener.needs_pause;
        if needs_pause.load(Ordering::Relaxed) {
            let pause = self.pause.get_or_insert_with(|| sleep(PAUSE));
            ready!(Pin::new(pause).poll(cx));
            self.pause = None;
            needs_pause.store(false, Ordering::Relaxed);
        }
        let accepted = ready!(Pin::new(&mut self.accepting).poll(cx));
        Poll::Ready(accepted.inspect_err(|error| {
            needs_pause.store(socket::is_exhaustion(error), Ordering::Relaxed);
        }))
    }
}

impl<L: Listen> fmt::Debug for Incoming<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").finish_non_exhaustive()
    }
}

#[cfg(feature = "stream")]
impl<L: Listen> futures_core::Stream for Incoming<'_, L> {
    type Item = io::Result<Accepted<L>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_accept(cx).map(Some)
    }
}

/// It has no end.
#[cfg(feature = "stream")]
impl<L: Listen> futures_core::stream::FusedStream for Incoming<'_, L> {
    fn is_terminated(&self) -> bool {
        false
    }
}
