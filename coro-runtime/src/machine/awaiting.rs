//! Awaiting a value, and polling the future that comes of it.
//!
//! The check and the machine say so with the same methods at the same place, and with a bound on the method itself. So rustc
//! reports a value that cannot be awaited once, where `.await` stands, and as a value that is not a future.

use super::context::PollContext;
use super::live::Live;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::Poll;

/// What is awaited. A type of ours, so that nobody's methods are taken for these.
pub struct Awaiting<T>(T);

/// What `.await` is applied to: here as there, a value.
#[inline(always)]
pub fn awaiting<T>(value: T) -> Awaiting<T> {
    Awaiting(value)
}

impl<T> Awaiting<T> {
    /// The check's stand-in for `.await`: the same type, the same borrows, never run.
    pub fn r#await<F: IntoFuture>(self) -> F::Output
    where
        T: Is<F>,
    {
        unreachable!("the borrow check never runs")
    }

    /// What the machine polls.
    #[inline(always)]
    pub fn into_future<F: IntoFuture>(self) -> F::IntoFuture
    where
        T: Is<F>,
    {
        self.0.is().into_future()
    }
}

impl<T> Live<T> {
    /// Polls the future in the slot; without a context, the machine is being dropped.
    ///
    /// # Safety
    ///
    /// The slot holds a future, and is not moved until the future is dropped. The context is there meanwhile.
    #[inline(always)]
    pub unsafe fn poll<F: Future>(&mut self, cx: PollContext) -> Poll<F::Output>
    where
        T: Is<F>,
    {
        // SAFETY: by contract; there is one poll at a time.
        let Some(cx) = (unsafe { cx.context() }) else { return Poll::Pending };
        let future: *mut F = self.slot().cast();
        // SAFETY: by contract; `T` is `F`.
        unsafe { Pin::new_unchecked(&mut *future) }.poll(cx)
    }
}

/// One type under two names.
///
/// # Safety
///
/// `Self` has to be `T`.
pub unsafe trait Is<T> {
    /// The same value.
    fn is(self) -> T;
}

// SAFETY: it is.
unsafe impl<T> Is<T> for T {
    #[inline(always)]
    fn is(self) -> T {
        self
    }
}
