//! Futures that must stay on their thread, made `Send` by checking.
//!
//! Takes: any future, on the thread where it shall stay. Gives: a future that may sit in an allocation which other
//! threads can reach. Invariant: the inner future is touched on its own thread only; elsewhere polling panics and
//! dropping leaks. The executor does neither: local tasks are owned by the `block_on` of their thread.

use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};

pub(super) struct LocalFuture<F> {
    home: ThreadId,
    future: ManuallyDrop<F>,
}

// SAFETY: the only parts that are not `Send` are in `future`, which is touched only after `is_home` has said that this is
// the thread that it was made on.
unsafe impl<F> Send for LocalFuture<F> {}

impl<F> LocalFuture<F> {
    pub(super) fn new(future: F) -> LocalFuture<F> {
        LocalFuture { home: thread::current().id(), future: ManuallyDrop::new(future) }
    }

    fn is_home(&self) -> bool {
        // Thread ids are never reused.
        thread::current().id() == self.home
    }
}

impl<F: Future> Future for LocalFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        assert!(self.is_home(), "a local task was polled on another thread: this is a bug in the executor");
        // SAFETY: the future is pinned with `self`: it is not moved from here, and its drop happens in place.
        let future = unsafe { self.map_unchecked_mut(|this| &mut *this.future) };
        future.poll(cx)
    }
}

impl<F> Drop for LocalFuture<F> {
    fn drop(&mut self) {
        if self.is_home() {
            // SAFETY: we are being dropped, so nobody uses the future afterwards, and this is its thread.
            unsafe { ManuallyDrop::drop(&mut self.future) }
        }
    }
}
