//! A descriptor together with its registration.
//!
//! Takes: an open, non-blocking descriptor. Gives: waiting for its readiness.
//! Invariants: the registration ends before the descriptor is closed; a [`Waiter`] that is dropped leaves no waker.

use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::AsFd;
use std::ptr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::readiness::{Direction, Observed, Readiness};
use super::source::Source;
use super::waiters::WaiterId;
use super::{Reactor, current};

/// A descriptor registered with the reactor of the runtime on this thread.
#[derive(Debug)]
pub(crate) struct Registration<T: AsFd> {
    reactor: Arc<Reactor>,
    source: Arc<Source>,
    inner: T,
}

impl<T: AsFd> Registration<T> {
    /// Registers a descriptor whose operations are worth trying at once.
    pub(crate) fn new(inner: T) -> io::Result<Registration<T>> {
        Registration::with_readiness(inner, Readiness::assumed_ready())
    }

    /// Registers a descriptor that is not to be touched before the kernel has reported it ready.
    pub(crate) fn new_unready(inner: T) -> io::Result<Registration<T>> {
        Registration::with_readiness(inner, Readiness::unknown())
    }

    fn with_readiness(inner: T, readiness: Readiness) -> io::Result<Registration<T>> {
        let reactor = current().ok_or_else(no_runtime)?;
        let source = reactor.register(&inner, readiness)?;
        Ok(Registration { reactor, source, inner })
    }

    #[inline]
    pub(crate) fn get_ref(&self) -> &T {
        &self.inner
    }

    /// What is known now, for a clear to refer to.
    pub(crate) fn observe(&self) -> io::Result<Observed> {
        let observed = self.source.readiness.observe();
        if observed.is_shut_down() { Err(shut_down()) } else { Ok(observed) }
    }

    /// Ends the registration, and gives the descriptor back.
    pub(crate) fn into_inner(self) -> T {
        let this = ManuallyDrop::new(self);
        this.reactor.deregister(&this.inner, &this.source);
        // SAFETY: `this` is neither dropped nor used again, so each field is moved out once; they are all there are.
        let (reactor, source, inner) = unsafe {
            (
                ptr::read(&raw const this.reactor),
                ptr::read(&raw const this.source),
                ptr::read(&raw const this.inner),
            )
        };
        drop((reactor, source));
        inner
    }

    /// The operation would have blocked.
    pub(crate) fn clear(&self, direction: Direction, observed: Observed) {
        self.source.readiness.clear(direction, observed);
    }

    /// The operation has taken all there was, or filled all the room there was.
    #[inline]
    pub(crate) fn clear_drained(&self, direction: Direction, observed: Observed) {
        self.source.readiness.clear_drained(direction, observed);
    }

    /// Waits in one direction without a [`Waiter`], at the place that all who do so share. The waker stays until an event, or until
    /// another takes its place.
    pub(crate) fn poll_ready(&self, direction: Direction, cx: &Context<'_>) -> Poll<io::Result<Observed>> {
        let observed = ready!(self.source.poll_common(direction, cx));
        if observed.is_shut_down() {
            return Poll::Ready(Err(shut_down()));
        }
        Poll::Ready(Ok(observed))
    }

    /// A place to wait in one direction. Several may wait at once.
    #[inline]
    pub(crate) fn waiter(&self, direction: Direction) -> Waiter<'_> {
        Waiter { source: &self.source, direction, id: None }
    }
}

impl<T: AsFd> Drop for Registration<T> {
    fn drop(&mut self) {
        self.reactor.deregister(&self.inner, &self.source);
    }
}

/// Waits for one direction of a descriptor; withdraws its waker on drop.
#[derive(Debug)]
pub(crate) struct Waiter<'a> {
    source: &'a Source,
    direction: Direction,
    id: Option<WaiterId>,
}

impl Waiter<'_> {
    #[inline]
    pub(crate) fn poll_ready(&mut self, cx: &Context<'_>) -> Poll<io::Result<Observed>> {
        let observed = ready!(self.source.poll(self.direction, &mut self.id, cx));
        if observed.is_shut_down() {
            return Poll::Ready(Err(shut_down()));
        }
        Poll::Ready(Ok(observed))
    }
}

impl Drop for Waiter<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.source.remove(self.direction, id);
        }
    }
}

impl Reactor {
    fn register(&self, fd: &impl AsFd, readiness: Readiness) -> io::Result<Arc<Source>> {
        let source = self.insert_source(readiness)?;
        if let Err(error) = self.epoll.add(fd.as_fd(), source.key.to_bits()) {
            self.sources.lock().slab.remove(source.key);
            return Err(error);
        }
        Ok(source)
    }

    fn insert_source(&self, readiness: Readiness) -> io::Result<Arc<Source>> {
        let mut sources = self.sources.lock();
        if sources.is_shut_down {
            return Err(shut_down());
        }
        let mut inserted = None;
        sources.slab.insert_with(|key| inserted.insert(Arc::new(Source::new(key, readiness))).clone());
        Ok(inserted.expect("the slab has called the closure"))
    }

    fn deregister(&self, fd: &impl AsFd, source: &Source) {
        // The descriptor is open and was added, so this cannot fail; and if it did, the event would find nobody.
        let _ = self.epoll.delete(fd.as_fd());
        let removed = self.sources.lock().slab.remove(source.key);
        drop(removed);
    }
}

fn no_runtime() -> io::Error {
    io::Error::other("no runtime on this thread: make sockets inside `block_on` or in a task of its runtime")
}

#[cold]
fn shut_down() -> io::Error {
    io::Error::other("the runtime that drove this socket has been dropped")
}
