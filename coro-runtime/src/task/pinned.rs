//! Futures that are made where they stay.
//!
//! Takes: a closure that makes a future, which need not be `Send`. Gives: a future that is, as long as it is polled by one
//! thread only, from its first poll on.

use std::pin::Pin;
use std::task::{Context, Poll};

use super::local::LocalFuture;

/// See the module. The closure is `Send`, and the future stays: [`LocalFuture`] sees to it.
pub(super) enum Pinned<M, F> {
    Make(Option<M>),
    Made(LocalFuture<F>),
}

impl<M, F> Pinned<M, F> {
    pub(super) fn new(make: M) -> Pinned<M, F> {
        Pinned::Make(Some(make))
    }
}

impl<M: FnOnce() -> F, F: Future> Future for Pinned<M, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: what is moved out is the closure, which is not pinned.
        if let Pinned::Make(make) = unsafe { self.as_mut().get_unchecked_mut() } {
            let make = make.take().expect("a future is not polled again after a panic");
            let future = LocalFuture::new(make());
            self.set(Pinned::Made(future));
        }
        // SAFETY: the future is pinned with the whole, which drops it in place: `set` above is its only other writer.
        let made = unsafe {
            self.map_unchecked_mut(|this| match this {
                Pinned::Made(made) => made,
                Pinned::Make(_) => unreachable!("it was just made"),
            })
        };
        made.poll(cx)
    }
}
