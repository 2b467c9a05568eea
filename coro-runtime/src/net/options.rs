//! What sockets are asked and told beside their data.
//!
//! Takes: sockets. Gives: their options and pending errors, and the sockets themselves. Invariant: nothing here waits.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use crate::sys::options;

use super::{TcpListener, TcpStream};

impl TcpStream {
    /// How long closing it waits for what is still to be sent (`SO_LINGER`); `None` if the system goes on with that by itself.
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_linger`](TcpStream::set_linger).
    pub fn linger(&self) -> io::Result<Option<Duration>> {
        options::linger(self.as_fd())
    }

    /// Makes closing it wait for what is still to be sent, for whole seconds (`SO_LINGER`). `None`, as it is from the beginning, lets the
    /// system go on with that by itself.
    ///
    /// With zero, closing resets the connection at once, and what is not sent is lost. Anything else blocks the thread that drops the
    /// stream for as long.
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{io::ErrorKind, time::Duration};
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     assert_eq!(there.linger()?, None);
    ///     there.set_linger(Some(Duration::ZERO))?;
    ///     assert_eq!(there.linger()?, Some(Duration::ZERO));
    ///     drop(there);
    ///     assert_eq!(here.read(&mut [0]).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_linger(&self, linger: Option<Duration>) -> io::Result<()> {
        options::set_linger(self.as_fd(), linger)
    }

    /// How many routers a packet may pass (`IP_TTL`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_ttl`](TcpStream::set_ttl).
    pub fn ttl(&self) -> io::Result<u32> {
        self.io.get_ref().ttl()
    }

    /// Sets how many routers a packet may pass (`IP_TTL`).
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
    ///     here.set_ttl(7)?;
    ///     assert_eq!(here.ttl()?, 7);
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.io.get_ref().set_ttl(ttl)
    }
}

impl TcpListener {
    /// How many routers a packet of its connections may pass (`IP_TTL`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_ttl`](TcpListener::set_ttl).
    pub fn ttl(&self) -> io::Result<u32> {
        self.io.get_ref().ttl()
    }

    /// Sets how many routers a packet of its connections may pass (`IP_TTL`), from now on.
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::TcpListener;
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     listener.set_ttl(7)?;
    ///     assert_eq!(listener.ttl()?, 7);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.io.get_ref().set_ttl(ttl)
    }
}
