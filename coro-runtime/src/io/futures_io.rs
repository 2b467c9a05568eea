//! Descriptors of one's own as `futures-io` has them.
//!
//! Takes: polls. Gives: the calls of [`Read`] and [`Write`]. Invariant: a poll that is ready has made the call that it tells of, and
//! one that is pending none that has succeeded.

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};

use super::{AsyncFd, Attempt, Direction, poll_operation};

type Moved = Poll<io::Result<usize>>;

/// For what is read through a shared reference, with the feature `futures-io`: pipes, terminals.
/// [`poll_read_ready`](AsyncFd::poll_read_ready) says what becomes of wakers.
impl<T: AsFd> AsyncRead for AsyncFd<T>
where
    for<'t> &'t T: Read,
{
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Moved {
        poll_operation(&self.io, Direction::Read, cx, |mut fd: &T| fd.read(buf).map(Attempt::full))
    }

    fn poll_read_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &mut [IoSliceMut<'_>]) -> Moved {
        poll_operation(&self.io, Direction::Read, cx, |mut fd: &T| fd.read_vectored(bufs).map(Attempt::full))
    }
}

/// For what is written through a shared reference, with the feature `futures-io`. To close it is to flush it: the descriptor is
/// closed when it is dropped.
impl<T: AsFd> AsyncWrite for AsyncFd<T>
where
    for<'t> &'t T: Write,
{
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Moved {
        poll_operation(&self.io, Direction::Write, cx, |mut fd: &T| fd.write(buf).map(Attempt::full))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Moved {
        poll_operation(&self.io, Direction::Write, cx, |mut fd: &T| {
            fd.write_vectored(bufs).map(Attempt::full)
        })
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        poll_operation(&self.io, Direction::Write, cx, |mut fd: &T| fd.flush().map(Attempt::full))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
