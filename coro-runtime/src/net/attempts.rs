//! Connections by hand: waiting and trying apart, and many buffers in one call.
//!
//! Takes: a connection. Gives: whether trying makes sense, and single tries. Invariant: a try that would have blocked, or has taken
//! all there was, is noted, so that the next wait is for news.

use std::io::{self, IoSlice};
use std::net;
use std::os::fd::AsFd;

use crate::io::{Attempt, Direction, attempt, operation, readiness};
use crate::sys::socket;

use super::TcpStream;

impl TcpStream {
    /// Waits until there may be something to read, or the end: [`try_read`](TcpStream::try_read) tells.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::ErrorKind;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     there.write_all(b"bytes").await?;
    ///     // A buffer is needed only once there is something to put into it.
    ///     let (count, buf) = loop {
    ///         here.readable().await?;
    ///         let mut buf = vec![0; 1024];
    ///         match here.try_read(&mut buf) {
    ///             Err(error) if error.kind() == ErrorKind::WouldBlock => {}
    ///             read => break (read?, buf),
    ///         }
    ///     };
    ///     assert!(b"bytes".starts_with(&buf[..count]));
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Read)
    }

    /// Waits until there may be room to write: [`try_write`](TcpStream::try_write) tells.
    ///
    /// Cancel safe: it takes nothing.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
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
    ///     here.writable().await?;
    ///     assert_eq!(here.try_write(b"bytes")?, 5);
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        readiness(&self.io, Direction::Write)
    }

    /// Reads what is there, and does not wait for more.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is nothing, those of `recv(2)`, and when the runtime is gone.
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
    ///     assert_eq!(here.try_read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
        attempt(&self.io, Direction::Read, |stream: &net::TcpStream| {
            socket::receive(stream.as_fd(), buf).map(|count| Attempt::of_bytes(count, buf.len()))
        })
    }

    /// As [`write`](TcpStream::write), from several buffers, one after the other: a header and a body in one system call.
    ///
    /// Cancel safe: bytes are written only when the future ends with their number.
    ///
    /// # Errors
    ///
    /// Those of `sendmsg(2)`, for example [`BrokenPipe`](io::ErrorKind::BrokenPipe): there is no `SIGPIPE`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::IoSlice;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let mut message: &mut [_] = &mut [IoSlice::new(b"header "), IoSlice::new(b"body")];
    ///     while !message.is_empty() {
    ///         let count = there.write_vectored(message).await?;
    ///         IoSlice::advance_slices(&mut message, count);
    ///     }
    ///     let mut buf = [0; 11];
    ///     here.read_exact(&mut buf).await?;
    ///     assert_eq!(&buf, b"header body");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn write_vectored(&self, bufs: &[IoSlice<'_>]) -> impl Future<Output = io::Result<usize>> {
        let write = |stream: &net::TcpStream| {
            let (moved, wanted) = socket::send_vectored(stream.as_fd(), bufs)?;
            Ok(Attempt::of_bytes(moved, wanted))
        };
        operation(&self.io, Direction::Write, write)
    }

    /// Writes as much as there is room for, and does not wait for more.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none, those of `send(2)`, and when the runtime is gone.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::ErrorKind;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let full = loop {
    ///         if let Err(error) = here.try_write(&[0; 4096]) {
    ///             break error;
    ///         }
    ///     };
    ///     assert_eq!(full.kind(), ErrorKind::WouldBlock, "the other end reads nothing");
    ///     # drop(there);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
        attempt(&self.io, Direction::Write, |stream: &net::TcpStream| {
            socket::send(stream.as_fd(), buf).map(|count| Attempt::of_bytes(count, buf.len()))
        })
    }
}
