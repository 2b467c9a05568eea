//! Reaching the pinned parts of a pinned value.
//!
//! Takes: `Pin<&mut Whole>`. Gives: `Pin<&mut Part>`. All the `unsafe` that the combinators in `future` and `time` need is
//! here.
//!
//! Invariants that make a part pinned with its whole: the types have no `Drop` of their own, nothing moves the part
//! while it is pinned, and the whole is `Unpin` only if the part is (the automatic rule; nobody writes `impl Unpin`).

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

/// `Pin<&mut Whole>` to `Pin<&mut Part>` for a field that keeps the invariants of this module.
macro_rules! pin_field {
    ($whole:expr, $field:ident) => {
        // SAFETY: the invariants of `crate::pin`, which whoever names a field here keeps for it.
        unsafe { ::core::pin::Pin::map_unchecked_mut($whole, |whole| &mut whole.$field) }
    };
}
pub(crate) use pin_field;

/// Both halves of a pair.
pub(crate) fn halves<A, B>(pair: Pin<&mut (A, B)>) -> (Pin<&mut A>, Pin<&mut B>) {
    // SAFETY: nothing is moved out of the reference; tuples have no `Drop` and are `Unpin` only if both halves are.
    unsafe {
        let (a, b) = pair.get_unchecked_mut();
        (Pin::new_unchecked(a), Pin::new_unchecked(b))
    }
}

/// One item of a slice.
pub(crate) fn item<T>(slice: Pin<&mut [T]>, index: usize) -> Pin<&mut T> {
    // SAFETY: slices have no `Drop` and are `Unpin` only if their items are.
    unsafe { slice.map_unchecked_mut(|slice| &mut slice[index]) }
}

/// A future, then its output, then nothing.
#[derive(Debug)]
pub enum MaybeDone<F: Future> {
    /// The future, pinned with the whole.
    Running(F),
    /// The output, which is not pinned.
    Done(F::Output),
    /// The output was taken.
    Taken,
}

impl<F: Future> MaybeDone<F> {
    /// Polls the future if it has not ended; true if it has.
    pub(crate) fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        // SAFETY: nothing is moved out of the reference.
        let future = match unsafe { self.as_mut().get_unchecked_mut() } {
            MaybeDone::Running(future) => future,
            MaybeDone::Done(_) | MaybeDone::Taken => return true,
        };
        // SAFETY: the future is pinned with the whole: `set` below drops it in place, and `take` moves outputs only.
        let Poll::Ready(output) = unsafe { Pin::new_unchecked(future) }.poll(cx) else { return false };
        self.set(MaybeDone::Done(output));
        true
    }

    /// The output, if the future has ended and the output was not taken.
    pub(crate) fn take(self: Pin<&mut Self>) -> Option<F::Output> {
        // SAFETY: only an output is moved, and that is not pinned.
        let this = unsafe { self.get_unchecked_mut() };
        match this {
            MaybeDone::Done(_) => match mem::replace(this, MaybeDone::Taken) {
                MaybeDone::Done(output) => Some(output),
                MaybeDone::Running(_) | MaybeDone::Taken => None,
            },
            MaybeDone::Running(_) | MaybeDone::Taken => None,
        }
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> MaybeDone<F> {
    /// The error, if the future has ended with one and it was not taken.
    pub(crate) fn take_error(self: Pin<&mut Self>) -> Option<E> {
        match &*self {
            MaybeDone::Done(Err(_)) => self.take()?.err(),
            MaybeDone::Done(Ok(_)) | MaybeDone::Running(_) | MaybeDone::Taken => None,
        }
    }
}
