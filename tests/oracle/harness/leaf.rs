//! Leaf futures: each is pending some times, wakes whoever polled it, and notices when it is moved in between.

use super::log::{point, point_of_drop, record};
use super::values::Oops;
use std::cell::Cell;
use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Pending `left` more times, then ready with what `finish` returns.
pub(crate) struct Leaf<F> {
    name: &'static str,
    left: Cell<u32>,
    finish: Cell<Option<F>>,
    home: Cell<usize>,
    _pinned: PhantomPinned,
}

pub(crate) fn leaf<T, F: FnOnce() -> T>(name: &'static str, pendings: u32, finish: F) -> Leaf<F> {
    let finish = Cell::new(Some(finish));
    Leaf { name, left: Cell::new(pendings), finish, home: Cell::new(0), _pinned: PhantomPinned }
}

impl<F> Leaf<F> {
    /// Records it if the leaf has moved since its first poll.
    fn stay(&self) {
        let here = std::ptr::from_ref(self).addr();
        let home = self.home.get();
        if home != 0 && home != here {
            record(format!("{}: MOVED", self.name));
        }
    }
}

impl<T, F: FnOnce() -> T> Future for Leaf<F> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let this = self.as_ref().get_ref();
        this.stay();
        this.home.set(std::ptr::from_ref(this).addr());
        point(this.name);
        if let Some(left) = this.left.get().checked_sub(1) {
            this.left.set(left);
            record(format!("{}: pending", this.name));
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        record(format!("{}: ready", this.name));
        let finish = this.finish.take().expect("a leaf is not polled after its end");
        Poll::Ready(finish())
    }
}

impl<F> Drop for Leaf<F> {
    fn drop(&mut self) {
        if self.home.get() != 0 {
            self.stay();
        }
        let finish = self.finish.take();
        let state = match (self.home.get(), &finish) {
            (0, _) => "before its first poll",
            (_, Some(_)) => "while pending",
            (_, None) => "after its end",
        };
        record(format!("{}: dropped {state}", self.name));
        point_of_drop(self.name);
    }
}

/// Pending once, then `()`.
pub(crate) fn wait(name: &'static str) -> impl Future<Output = ()> {
    leaf(name, 1, || ())
}

/// Pending once, then `value`.
pub(crate) fn give<T>(name: &'static str, value: T) -> impl Future<Output = T> {
    leaf(name, 1, move || value)
}

/// Ready with `value` at the first poll.
pub(crate) fn now<T>(name: &'static str, value: T) -> impl Future<Output = T> {
    leaf(name, 0, move || value)
}

/// Pending once, then an error.
pub(crate) fn fail<T>(why: &'static str) -> impl Future<Output = Result<T, Oops>> {
    leaf(why, 1, move || Err(Oops(why)))
}

/// Borrows `value` while pending twice, and gives the reference back.
pub(crate) fn borrow<T: ?Sized>(value: &T) -> impl Future<Output = &T> {
    leaf("borrow", 2, move || value)
}

/// Borrows `sum` exclusively while pending once; then adds `n` and gives the new sum.
pub(crate) fn add(sum: &mut u32, n: u32) -> impl Future<Output = u32> + use<'_> {
    leaf("add", 1, move || {
        *sum += n;
        *sum
    })
}

/// Hands out `1..=last`, each after a `Pending`.
#[derive(Debug)]
pub(crate) struct Stream {
    given: u32,
    last: u32,
}

pub(crate) fn stream(last: u32) -> Stream {
    Stream { given: 0, last }
}

impl Stream {
    pub(crate) fn next(&mut self) -> impl Future<Output = Option<u32>> + use<'_> {
        leaf("next", 1, move || {
            self.given += 1;
            (self.given <= self.last).then_some(self.given)
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        record(format!("stream: dropped after {}", self.given));
    }
}

fn ready<T>(polled: Poll<T>) -> Option<T> {
    match polled {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Polls two futures side by side, `a` first.
pub(crate) async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut of_a, mut of_b) = (None, None);
    std::future::poll_fn(move |cx| {
        if of_a.is_none() {
            of_a = ready(a.as_mut().poll(cx));
        }
        if of_b.is_none() {
            of_b = ready(b.as_mut().poll(cx));
        }
        if of_a.is_some() && of_b.is_some() {
            Poll::Ready(of_a.take().zip(of_b.take()))
        } else {
            Poll::Pending
        }
    })
    .await
    .expect("both are there")
}
