//! What yields are on both sides: natively, a leaf future that records the value; of a machine, an item, or what it is resumed for.
//!
//! So machines that yield are driven, dropped and made to panic as futures are.

use crate::harness::record;
use coro::{Coroutine, CoroutineState, Stream};
use std::pin::Pin;
use std::task::{Context, Poll};

/// What a yield of the value evaluates to, if it evaluates to anything.
fn answer(value: u32) -> u32 {
    value.wrapping_mul(3) ^ 1
}

/// A native yield: the value is recorded, then pending once.
pub(crate) async fn emit(value: u32) -> u32 {
    let mut waited = false;
    std::future::poll_fn(|_| {
        if !std::mem::replace(&mut waited, true) {
            record(format!("yield {value}"));
            return Poll::Pending;
        }
        Poll::Ready(answer(value))
    })
    .await
}

/// A machine that yields, as a future that is pending after each yield, and says what rustc's say when it is polled too often.
pub(crate) struct Driven<M> {
    machine: M,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Begun,
    /// The value that was yielded last.
    Yielded(u32),
    Over,
    Left,
}

/// How a machine goes on.
pub(crate) trait Drive {
    type Output;

    /// Goes on; the value is the one that was yielded last.
    fn go_on(self: Pin<&mut Self>, last: Option<u32>, cx: &mut Context<'_>) -> Step<Self::Output>;
}

/// What it came to.
pub(crate) enum Step<T> {
    Yields(u32),
    Waits,
    Ends(T),
}

pub(crate) fn driven<M>(machine: M) -> Driven<M> {
    Driven { machine, state: State::Begun }
}

impl<M: Drive> Future for Driven<M> {
    type Output = M::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<M::Output> {
        // SAFETY: the machine is not moved; the state is no part of it.
        let (machine, state) = unsafe {
            let this = self.get_unchecked_mut();
            (Pin::new_unchecked(&mut this.machine), &mut this.state)
        };
        let last = match *state {
            State::Begun => None,
            State::Yielded(value) => Some(value),
            State::Over => panic!("`async fn` resumed after completion"),
            State::Left => panic!("`async fn` resumed after panicking"),
        };
        let before = std::mem::replace(state, State::Left);
        match machine.go_on(last, cx) {
            Step::Yields(value) => {
                record(format!("yield {value}"));
                *state = State::Yielded(value);
                Poll::Pending
            }
            Step::Waits => {
                *state = before;
                Poll::Pending
            }
            Step::Ends(output) => {
                *state = State::Over;
                Poll::Ready(output)
            }
        }
    }
}

/// A coroutine.
pub(crate) struct Resumed<C>(pub(crate) C);

impl<T, C: Coroutine<u32, Yield = u32, Return = T>> Drive for Resumed<C> {
    type Output = T;

    fn go_on(self: Pin<&mut Self>, last: Option<u32>, _: &mut Context<'_>) -> Step<T> {
        // SAFETY: it is pinned as a part of this.
        let machine = unsafe { self.map_unchecked_mut(|this| &mut this.0) };
        let state = match last {
            None => machine.start(),
            Some(value) => machine.resume(answer(value)),
        };
        match state {
            CoroutineState::Yielded(value) => Step::Yields(value),
            CoroutineState::Complete(output) => Step::Ends(output),
        }
    }
}

/// An iterator.
pub(crate) struct Iterated<I>(pub(crate) I);

impl<I: Iterator<Item = u32> + Unpin> Drive for Iterated<I> {
    type Output = ();

    fn go_on(self: Pin<&mut Self>, _: Option<u32>, _: &mut Context<'_>) -> Step<()> {
        // SAFETY: it may be moved.
        let iterator = unsafe { &mut self.get_unchecked_mut().0 };
        let (least, most) = iterator.size_hint();
        let item = iterator.next();
        assert!(if item.is_some() { most != Some(0) } else { least == 0 }, "{least}, {most:?}");
        item.map_or(Step::Ends(()), Step::Yields)
    }
}

/// A stream.
pub(crate) struct Streamed<S>(pub(crate) S);

impl<S: Stream<Item = u32>> Drive for Streamed<S> {
    type Output = ();

    fn go_on(self: Pin<&mut Self>, _: Option<u32>, cx: &mut Context<'_>) -> Step<()> {
        // SAFETY: it is pinned as a part of this.
        let stream = unsafe { self.map_unchecked_mut(|this| &mut this.0) };
        match stream.poll_next(cx) {
            Poll::Ready(Some(value)) => Step::Yields(value),
            Poll::Ready(None) => Step::Ends(()),
            Poll::Pending => Step::Waits,
        }
    }
}
