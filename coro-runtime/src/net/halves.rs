//! The two directions of a connection apart, for two tasks.
//!
//! Takes: a connection. Gives: a half for each direction, and the connection back. Invariant: there is one half of each kind for a
//! connection, so that nobody else writes into what one task writes, and its end is the end of what is sent.

use std::error::Error;
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{self, Shutdown};
use std::os::fd::AsFd;
use std::sync::Arc;

use super::Connection;

/// The half of a connection that reads; see [`Connection::into_split`].
///
/// Beside reading, what [`as_ref`](AsRef::as_ref) gives tells addresses and options.
#[derive(Debug)]
pub struct OwnedReadHalf<S: AsFd = net::TcpStream> {
    stream: Arc<Connection<S>>,
}

/// The half of a connection that writes; see [`Connection::into_split`].
///
/// When it is dropped the other end is told that nothing more will come, as by [`Connection::shutdown`].
#[derive(Debug)]
pub struct OwnedWriteHalf<S: AsFd = net::TcpStream> {
    stream: Arc<Connection<S>>,
    shuts_down: bool,
}

/// The halves were those of two connections. They are here.
#[derive(Debug)]
pub struct ReuniteError<S: AsFd = net::TcpStream>(pub OwnedReadHalf<S>, pub OwnedWriteHalf<S>);

impl<S: AsFd> Connection<S> {
    /// Takes the two directions apart, for a task each. The connection is closed when both halves have been dropped.
    ///
    /// Where the directions are used by one task, two references to the stream do.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::spawn;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let (reader, writer) = here.into_split();
    ///     let echo = spawn(async move {
    ///         let mut buf = [0; 64];
    ///         while let count @ 1.. = reader.read(&mut buf).await? {
    ///             writer.write_all(&buf[..count]).await?;
    ///         }
    ///         std::io::Result::Ok(())
    ///     });
    ///     let (reader, writer) = there.into_split();
    ///     writer.write_all(b"ping").await?;
    ///     let mut buf = [0; 4];
    ///     reader.read_exact(&mut buf).await?;
    ///     assert_eq!(&buf, b"ping");
    ///     drop(writer);
    ///     echo.await.unwrap()?;
    ///     assert_eq!(reader.read(&mut buf).await?, 0, "the end");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn into_split(self) -> (OwnedReadHalf<S>, OwnedWriteHalf<S>) {
        let stream = Arc::new(self);
        (OwnedReadHalf { stream: Arc::clone(&stream) }, OwnedWriteHalf { stream, shuts_down: true })
    }
}

impl<S: AsFd> OwnedReadHalf<S> {
    /// As [`Connection::read`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of `recv(2)`.
    pub fn read(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.stream.read(buf)
    }

    /// As [`Connection::peek`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of `recv(2)`.
    pub fn peek(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.stream.peek(buf)
    }

    /// As [`Connection::read_vectored`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of `recvmsg(2)`.
    pub fn read_vectored(&self, bufs: &mut [IoSliceMut<'_>]) -> impl Future<Output = io::Result<usize>> {
        self.stream.read_vectored(bufs)
    }

    /// As [`Connection::read_exact`]. Not cancel safe.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the stream ends before, and those of `recv(2)`.
    pub fn read_exact(&self, buf: &mut [u8]) -> impl Future<Output = io::Result<()>> {
        self.stream.read_exact(buf)
    }

    /// As [`Connection::readable`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        self.stream.readable()
    }

    /// As [`Connection::try_read`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.stream.try_read(buf)
    }

    /// Makes the connection whole again.
    ///
    /// # Errors
    ///
    /// If `other` is not the half that it was taken apart with.
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
    ///     let (reader, writer) = here.into_split();
    ///     let (_, other) = there.into_split();
    ///     let error = reader.reunite(other).unwrap_err();
    ///     let here: TcpStream = error.0.reunite(writer).unwrap();
    ///     assert_eq!(here.local_addr()?, listener.local_addr()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn reunite(self, other: OwnedWriteHalf<S>) -> Result<Connection<S>, ReuniteError<S>> {
        if !Arc::ptr_eq(&self.stream, &other.stream) {
            return Err(ReuniteError(self, other));
        }
        other.forget();
        match Arc::into_inner(self.stream) {
            Some(stream) => Ok(stream),
            None => unreachable!("nobody but the halves has the stream"),
        }
    }
}

impl<S: AsFd> OwnedWriteHalf<S> {
    /// As [`Connection::write`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of `send(2)`.
    pub fn write(&self, buf: &[u8]) -> impl Future<Output = io::Result<usize>> {
        self.stream.write(buf)
    }

    /// As [`Connection::write_vectored`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of `sendmsg(2)`.
    pub fn write_vectored(&self, bufs: &[IoSlice<'_>]) -> impl Future<Output = io::Result<usize>> {
        self.stream.write_vectored(bufs)
    }

    /// As [`Connection::write_all`]. Not cancel safe.
    ///
    /// # Errors
    ///
    /// Those of `send(2)`.
    pub fn write_all(&self, buf: &[u8]) -> impl Future<Output = io::Result<()>> {
        self.stream.write_all(buf)
    }

    /// As [`Connection::writable`]. Cancel safe.
    ///
    /// # Errors
    ///
    /// When the runtime is gone.
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        self.stream.writable()
    }

    /// As [`Connection::try_write`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
        self.stream.try_write(buf)
    }

    /// Drops this half, and leaves the direction open as long as the other half is there.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::time::timeout;
    /// use std::time::Duration;
    /// use coro_runtime::{join, net::{TcpListener, TcpStream}};
    ///
    /// coro_runtime::block_on(async {
    ///     let listener = TcpListener::bind("127.0.0.1:0")?;
    ///     let (accepted, connected) = join!(listener.accept(), TcpStream::connect(listener.local_addr()?)).await;
    ///     let ((here, _), there) = (accepted?, connected?);
    ///     let (_reader, writer) = here.into_split();
    ///     writer.forget();
    ///     assert!(timeout(Duration::from_millis(1), there.read(&mut [0])).await.is_err());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn forget(mut self) {
        self.shuts_down = false;
    }
}

impl<S: AsFd> Drop for OwnedWriteHalf<S> {
    fn drop(&mut self) {
        if self.shuts_down {
            // It fails if the connection is at its end already.
            let _ = self.stream.shutdown(Shutdown::Write);
        }
    }
}

impl<S: AsFd> AsRef<Connection<S>> for OwnedReadHalf<S> {
    fn as_ref(&self) -> &Connection<S> {
        &self.stream
    }
}

impl<S: AsFd> AsRef<Connection<S>> for OwnedWriteHalf<S> {
    fn as_ref(&self) -> &Connection<S> {
        &self.stream
    }
}

impl<S: AsFd> fmt::Display for ReuniteError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the halves are of two connections")
    }
}

impl<S: AsFd + fmt::Debug> Error for ReuniteError<S> {}
