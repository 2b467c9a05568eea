//! Direct recursion: a machine that awaits a boxed machine of its own function.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

/// A boxed call of a function of the same name.
pub struct ErasedCall<'a, T>(Pin<Box<dyn Future<Output = T> + 'a>>);

/// A boxed call of the very function that awaits it.
pub struct OwnCall<'a, T>(ErasedCall<'a, T>);

// SAFETY: see `own_call`: the call is a machine of the type of the one that it lives in. That one is `Send` if all that it
// holds is; the call holds the same kinds of things, and so on. So the call may be sent wherever the other may.
unsafe impl<T> Send for OwnCall<'_, T> {}

// SAFETY: as above.
unsafe impl<T> Sync for OwnCall<'_, T> {}

/// Erases the type of a call.
#[inline(always)]
pub fn erased_call<'a, F: Future + 'a>(call: Pin<Box<F>>) -> ErasedCall<'a, F::Output> {
    ErasedCall(call)
}

/// Erases the type of a call of the function that awaits it.
///
/// # Safety
///
/// `F` is the type of the machine whose body this stands in (up to lifetimes), and the result lives in that machine.
#[inline(always)]
pub unsafe fn own_call<'a, F: Future + 'a>(call: Pin<Box<F>>) -> OwnCall<'a, F::Output> {
    OwnCall(ErasedCall(call))
}

impl<T> Future for ErasedCall<'_, T> {
    type Output = T;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> Future for OwnCall<'_, T> {
    type Output = T;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.0.0.as_mut().poll(cx)
    }
}
