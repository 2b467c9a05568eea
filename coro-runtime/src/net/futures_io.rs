//! Connections and their halves as `futures-io` has them: [`AsyncRead`], [`AsyncWrite`].
//!
//! Takes: polls. Gives: the operations of [`Connection`]. Invariant: bytes are moved only in the poll that tells how many.
//!
//! A reference does what the connection does, so each of two may be given to a direction.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};

use crate::io::{Direction, poll_operation};

use super::connection::{receive, receive_vectored, send, send_vectored};
use super::{Connection, OwnedReadHalf, OwnedWriteHalf};

type Moved = Poll<io::Result<usize>>;

/// As [`Connection::read`], with the feature `futures-io`. [`Connection::poll_read_ready`] says what becomes of wakers.
impl<S: AsFd> AsyncRead for &Connection<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Moved {
        poll_operation(&self.io, Direction::Read, cx, |socket| receive(socket, buf))
    }

    fn poll_read_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &mut [IoSliceMut<'_>]) -> Moved {
        poll_operation(&self.io, Direction::Read, cx, |socket| receive_vectored(socket, bufs))
    }
}

/// As [`Connection::write`], with the feature `futures-io`. Nothing is kept back, so there is nothing to flush; to close it is to
/// [shut down](Connection::shutdown) the direction, also where the connection is at its end already.
impl<S: AsFd> AsyncWrite for &Connection<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Moved {
        poll_operation(&self.io, Direction::Write, cx, |socket| send(socket, buf))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Moved {
        poll_operation(&self.io, Direction::Write, cx, |socket| send_vectored(socket, bufs))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(match self.shutdown(Shutdown::Write) {
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
            result => result,
        })
    }
}

// What has a connection does what a reference to it does.

macro_rules! read_by_reference {
    ($type:ident) => {
        /// As of a reference to the connection.
        impl<S: AsFd> AsyncRead for $type<S> {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Moved {
                let mut connection: &Connection<S> = (*self).as_ref();
                Pin::new(&mut connection).poll_read(cx, buf)
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &mut [IoSliceMut<'_>],
            ) -> Moved {
                let mut connection: &Connection<S> = (*self).as_ref();
                Pin::new(&mut connection).poll_read_vectored(cx, bufs)
            }
        }
    };
}

macro_rules! write_by_reference {
    ($type:ident) => {
        /// As of a reference to the connection.
        impl<S: AsFd> AsyncWrite for $type<S> {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Moved {
                let mut connection: &Connection<S> = (*self).as_ref();
                Pin::new(&mut connection).poll_write(cx, buf)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &[IoSlice<'_>],
            ) -> Moved {
                let mut connection: &Connection<S> = (*self).as_ref();
                Pin::new(&mut connection).poll_write_vectored(cx, bufs)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let mut connection: &Connection<S> = (*self).as_ref();
                Pin::new(&mut connection).poll_flush(cx)
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let mut connection: &Connection<S> = (*self).as_ref();
                Pin::new(&mut connection).poll_close(cx)
            }
        }
    };
}

read_by_reference!(Connection);
write_by_reference!(Connection);
read_by_reference!(OwnedReadHalf);
write_by_reference!(OwnedWriteHalf);
