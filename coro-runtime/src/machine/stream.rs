//! Streams: machines that are polled for items.

use super::context::PollContext;
use super::generator::Turn;
use super::run::{Declared, Frame, Poll, RETURNED, started};
use core::cell::UnsafeCell;
use core::future::Future;
use core::marker::PhantomPinned;
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::task::Context;
use futures_core::Stream;
use futures_core::stream::FusedStream;

/// A stream's resume closure.
pub trait StreamBody {
    /// What the machine holds.
    type Frame: Frame;
    /// What it gives.
    type Item;

    /// Resumes the machine; without a context, drops what the frame holds.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this closure, and nobody else uses it meanwhile.
    unsafe fn resume(&mut self, frame: *mut (), cx: PollContext) -> Poll<Option<Self::Item>>;
}

impl<R, F: Frame, T> StreamBody for R
where
    R: FnMut(*mut (), PollContext) -> Turn<F, Poll<Option<T>>>,
{
    type Frame = F;
    type Item = T;

    #[inline(always)]
    unsafe fn resume(&mut self, frame: *mut (), cx: PollContext) -> Poll<Option<T>> {
        self(frame, cx).step()
    }
}

/// A stream: what a `#[coro::coroutine]` function returns that says `-> impl Stream`.
#[must_use = "streams do nothing unless polled"]
pub struct StreamOf<R: StreamBody> {
    /// Slots may borrow from each other.
    _pinned: PhantomPinned,
    /// Reached through raw pointers only: slots may be borrowed while others change.
    frame: UnsafeCell<MaybeUninit<R::Frame>>,
    resume: R,
}

/// Puts a stream together.
///
/// # Safety
///
/// As for [`machine`](super::machine).
#[inline(always)]
pub unsafe fn stream<R: StreamBody>(resume: R, arguments: <R::Frame as Frame>::Arguments) -> StreamOf<R> {
    StreamOf { frame: UnsafeCell::new(started(arguments)), resume, _pinned: PhantomPinned }
}

/// What the stream gives, and what leaves it by `?`.
#[inline(always)]
pub fn items_of_stream<R: StreamBody>(_: &R) -> Declared<(R::Item, (), R::Item)> {
    Declared::result()
}

// SAFETY: a machine holds what is in its frame, and a function that captures nothing.
unsafe impl<R: StreamBody> Send for StreamOf<R> where <R::Frame as Frame>::Holds: Send {}

// SAFETY: as above; nothing but the state can be read of a shared machine.
unsafe impl<R: StreamBody> Sync for StreamOf<R> where <R::Frame as Frame>::Holds: Sync {}

impl<R: StreamBody> StreamOf<R> {
    #[inline(always)]
    pub(super) fn frame(&self) -> *const R::Frame {
        self.frame.get().cast()
    }

    fn is_over(&self) -> bool {
        // SAFETY: the state of a machine's frame is always initialised; nobody resumes the machine meanwhile, for that takes
        // an exclusive reference.
        unsafe { R::Frame::state(self.frame()).0 == RETURNED }
    }
}

impl<R: StreamBody> Stream for StreamOf<R> {
    type Item = R::Item;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<R::Item>> {
        // SAFETY: the machine is not moved out of; the frame is its own, and only reached through a raw pointer.
        unsafe {
            let this = self.get_unchecked_mut();
            let frame = this.frame.get();
            #[cfg(any(all(debug_assertions, feature = "runtime"), feature = "trace"))]
            let _resuming = super::trace::resuming(frame.cast::<R::Frame>());
            this.resume.resume(frame.cast(), PollContext::with(cx))
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        // SAFETY: as above.
        match unsafe { R::Frame::state(self.frame()) }.0 {
            RETURNED => (0, Some(0)),
            state => R::Frame::items_left(state),
        }
    }
}

impl<R: StreamBody> FusedStream for StreamOf<R> {
    fn is_terminated(&self) -> bool {
        self.is_over()
    }
}

impl<R: StreamBody> Drop for StreamOf<R> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the frame is the machine's own.
        let _ = unsafe { self.resume.resume(self.frame.get().cast(), PollContext::DROPPED) };
    }
}

/// The next item of a pinned stream.
pub struct NextItem<'a, S: ?Sized>(Pin<&'a mut S>);

/// What `yield_from!` awaits.
#[inline(always)]
pub fn next_item<'a, S: Stream + ?Sized>(stream: &'a mut Pin<&mut S>) -> NextItem<'a, S> {
    NextItem(stream.as_mut())
}

impl<S: Stream + ?Sized> Future for NextItem<'_, S> {
    type Output = Option<S::Item>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}
