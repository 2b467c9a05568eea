//! Descriptors of one's own: [`AsyncFd`].
//!
//! # The inside
//!
//! Operations that are tried until they do not block.
//!
//! Takes: a registered descriptor and a function that tries a system call once. Gives: a future of its result.
//! Invariants: the call is tried first and waited for only when it would block; an operation that finds less than it
//! asked for does not ask again before the next edge; an interrupted call is repeated.

mod async_fd;
#[cfg(feature = "futures-io")]
mod futures_io;

pub use async_fd::AsyncFd;

use std::future::poll_fn;
use std::io;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub(crate) use crate::budget::consume_budget;
pub(crate) use crate::reactor::{Direction, Registration};

use crate::budget;
use crate::reactor::{Observed, Waiter};

/// What a call has got.
pub(crate) struct Attempt<R> {
    pub(crate) result: R,
    /// The call took less than it could have: there is nothing more before the next edge.
    pub(crate) is_drained: bool,
}

impl<R> Attempt<R> {
    /// There may be more.
    pub(crate) fn full(result: R) -> Attempt<R> {
        Attempt { result, is_drained: false }
    }
}

impl Attempt<usize> {
    /// Of a call that moved `moved` of `wanted` bytes. Zero says nothing: it is the end of the stream.
    pub(crate) fn of_bytes(moved: usize, wanted: usize) -> Attempt<usize> {
        Attempt { result: moved, is_drained: 0 < moved && moved < wanted }
    }
}

/// Tries `call` until it does not block.
///
/// Cancel safe if `call` is all or nothing: the future ends in the very poll in which the call succeeds.
pub(crate) fn operation<T, R, C>(io: &Registration<T>, direction: Direction, call: C) -> Operation<'_, T, C>
where
    T: AsFd,
    C: FnMut(&T) -> io::Result<Attempt<R>>,
{
    Operation { io, direction, waiter: io.waiter(direction), call }
}

/// The future of [`operation`].
#[must_use = "an operation does nothing unless it is awaited"]
pub(crate) struct Operation<'a, T: AsFd, C> {
    io: &'a Registration<T>,
    direction: Direction,
    waiter: Waiter<'a>,
    call: C,
}

/// The call is not pinned.
impl<T: AsFd, C> Unpin for Operation<'_, T, C> {}

impl<T, R, C> Future for Operation<'_, T, C>
where
    T: AsFd,
    C: FnMut(&T) -> io::Result<Attempt<R>>,
{
    type Output = io::Result<R>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        let Operation { io, direction, waiter, call } = &mut *self;
        poll_with(io, *direction, cx, |cx| waiter.poll_ready(cx), call)
    }
}

/// The same for those that are polled themselves, and have no place for a future: the traits of `futures-io`.
///
/// Nothing is lost between two polls: the call that succeeds ends the poll.
#[cfg(feature = "futures-io")]
pub(crate) fn poll_operation<T: AsFd, R>(
    io: &Registration<T>,
    direction: Direction,
    cx: &Context<'_>,
    mut call: impl FnMut(&T) -> io::Result<Attempt<R>>,
) -> Poll<io::Result<R>> {
    poll_with(io, direction, cx, |cx| io.poll_ready(direction, cx), &mut call)
}

#[inline]
fn poll_with<T: AsFd, R>(
    io: &Registration<T>,
    direction: Direction,
    cx: &Context<'_>,
    mut poll_ready: impl FnMut(&Context<'_>) -> Poll<io::Result<Observed>>,
    call: &mut impl FnMut(&T) -> io::Result<Attempt<R>>,
) -> Poll<io::Result<R>> {
    ready!(budget::poll_left(cx));
    loop {
        let observed = ready!(poll_ready(cx))?;
        match call(io.get_ref()) {
            Ok(attempt) => {
                if attempt.is_drained {
                    io.clear_drained(direction, observed);
                }
                budget::spend_one();
                return Poll::Ready(Ok(attempt.result));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => io.clear(direction, observed),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                // Whoever tries again at once shall not do so for ever.
                budget::spend_one();
                return Poll::Ready(Err(error));
            }
        }
    }
}

/// Tries `call` once, whatever is known of the descriptor. That it would block is an error then.
pub(crate) fn attempt<T: AsFd, R>(
    io: &Registration<T>,
    direction: Direction,
    mut call: impl FnMut(&T) -> io::Result<Attempt<R>>,
) -> io::Result<R> {
    loop {
        let observed = io.observe()?;
        match call(io.get_ref()) {
            Ok(attempt) => {
                if attempt.is_drained {
                    io.clear_drained(direction, observed);
                }
                return Ok(attempt.result);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                if error.kind() == io::ErrorKind::WouldBlock {
                    io.clear(direction, observed);
                }
                return Err(error);
            }
        }
    }
}

/// Waits until an operation is worth trying, as far as that is known.
///
/// Cancel safe: it takes nothing.
pub(crate) fn readiness<T: AsFd>(
    io: &Registration<T>,
    direction: Direction,
) -> impl Future<Output = io::Result<()>> {
    let mut waiter = io.waiter(direction);
    poll_fn(move |cx| poll_ready_with(cx, |cx| waiter.poll_ready(cx)))
}

/// The same for those that are polled themselves.
pub(crate) fn poll_readiness<T: AsFd>(
    io: &Registration<T>,
    direction: Direction,
    cx: &Context<'_>,
) -> Poll<io::Result<()>> {
    poll_ready_with(cx, |cx| io.poll_ready(direction, cx))
}

fn poll_ready_with(
    cx: &Context<'_>,
    poll_ready: impl FnOnce(&Context<'_>) -> Poll<io::Result<Observed>>,
) -> Poll<io::Result<()>> {
    ready!(budget::poll_left(cx));
    ready!(poll_ready(cx))?;
    budget::spend_one();
    Poll::Ready(Ok(()))
}
