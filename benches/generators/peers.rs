//! The same bodies as other crates have them: by a thread of the compiler's own (`async`), and by rewriting.

use coro::Stream;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// An iterator behind a closure in a box.
pub(crate) fn boxed<'a>(mut iterator: impl Iterator<Item = u64> + 'a) -> impl Iterator<Item = u64> + 'a {
    let next: Box<dyn FnMut() -> Option<u64> + 'a> = Box::new(move || iterator.next());
    std::iter::from_fn(next)
}

mod by_diapause {
    #[diapause::coroutine(yield = u64)]
    pub(super) fn count(to: u64) {
        let mut n: u64 = 0;
        while n < to {
            yield_!(n);
            n += 1;
        }
    }

    #[diapause::coroutine(yield = u64)]
    pub(super) fn fibonacci() {
        let mut a: u64 = 0;
        let mut b: u64 = 1;
        loop {
            yield_!(a);
            let sum: u64 = a.wrapping_add(b);
            a = b;
            b = sum;
        }
    }
}

struct Diapause<C> {
    machine: C,
    begun: bool,
}

impl<C: diapause::Coroutine<(), Yield = u64>> Iterator for Diapause<C> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        let begun = std::mem::replace(&mut self.begun, true);
        match if begun { self.machine.resume(()) } else { self.machine.start() } {
            diapause::CoroutineState::Yielded(item) => Some(item),
            diapause::CoroutineState::Complete(_) => None,
        }
    }
}

pub(crate) fn diapause_count(to: u64) -> impl Iterator<Item = u64> {
    Diapause { machine: by_diapause::count(to), begun: false }
}

pub(crate) fn diapause_fibonacci() -> impl Iterator<Item = u64> {
    Diapause { machine: by_diapause::fibonacci(), begun: false }
}

pub(crate) fn genawaiter_count(to: u64) -> impl Iterator<Item = u64> {
    let machine = genawaiter::rc::Gen::new(move |co| async move {
        let mut n = 0;
        while n < to {
            co.yield_(n).await;
            n += 1;
        }
    });
    machine.into_iter()
}

pub(crate) fn genawaiter_fibonacci() -> impl Iterator<Item = u64> {
    let machine = genawaiter::rc::Gen::new(move |co| async move {
        let (mut a, mut b) = (0_u64, 1_u64);
        loop {
            co.yield_(a).await;
            (a, b) = (b, a.wrapping_add(b));
        }
    });
    machine.into_iter()
}

pub(crate) fn genawaiter_csv(text: &[u8]) -> impl Iterator<Item = u64> {
    let machine = genawaiter::rc::Gen::new(move |co| async move {
        let (mut start, mut at) = (0, 0);
        while at < text.len() {
            if matches!(text[at], b',' | b'\n') {
                co.yield_((at - start) as u64).await;
                start = at + 1;
            }
            at += 1;
        }
    });
    machine.into_iter()
}

/// A stream that never waits, as an iterator.
struct Ready<S>(Pin<Box<S>>);

impl<S: Stream<Item = u64>> Iterator for Ready<S> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        match self.0.as_mut().poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(item) => item,
            Poll::Pending => None,
        }
    }
}

pub(crate) fn async_stream_count(to: u64) -> impl Iterator<Item = u64> {
    Ready(Box::pin(async_stream::stream! {
        let mut n = 0;
        while n < to {
            yield n;
            n += 1;
        }
    }))
}

pub(crate) fn async_stream_fibonacci() -> impl Iterator<Item = u64> {
    Ready(Box::pin(async_stream::stream! {
        let (mut a, mut b) = (0_u64, 1_u64);
        loop {
            yield a;
            (a, b) = (b, a.wrapping_add(b));
        }
    }))
}

pub(crate) fn async_stream_csv(text: &[u8]) -> impl Iterator<Item = u64> {
    Ready(Box::pin(async_stream::stream! {
        let (mut start, mut at) = (0, 0);
        while at < text.len() {
            if matches!(text[at], b',' | b'\n') {
                yield (at - start) as u64;
                start = at + 1;
            }
            at += 1;
        }
    }))
}
