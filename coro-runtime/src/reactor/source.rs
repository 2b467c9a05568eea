//! One registered descriptor: its readiness, and who waits for it.
//!
//! Takes: events from the driver, waiters from the operations. Gives: the wakers to wake.
//! Invariant: an event is put into the readiness word before the waiters are taken, and a waiter looks at the word
//! again under the lock before it is put in; so either the event finds the waiter or the waiter finds the event.

use std::task::{Context, Poll, Waker};

use crate::contain::contain_panic;
use crate::loom::{AtomicUsize, Ordering};
use crate::mutex::Mutex;
use crate::slab::Key;
use crate::sys::epoll::Event;

use super::readiness::{Direction, Observed, Readiness};
use super::waiters::{WaiterId, Waiters};

#[derive(Debug)]
pub(super) struct Source {
    pub(super) key: Key,
    pub(super) readiness: Readiness,
    waiters: Mutex<Both>,
    /// How many there are, so that one who looks whether it is still there needs no lock. Written under the lock.
    waiting: AtomicUsize,
}

#[derive(Debug, Default)]
struct Both {
    read: Waiters,
    write: Waiters,
}

impl Both {
    fn len(&self) -> usize {
        self.read.len() + self.write.len()
    }

    fn of(&mut self, direction: Direction) -> &mut Waiters {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }
}

impl Source {
    pub(super) fn new(key: Key, readiness: Readiness) -> Source {
        Source { key, readiness, waiters: Mutex::default(), waiting: AtomicUsize::new(0) }
    }

    /// Ready if the operation is worth trying; otherwise the waker is put in, under the id that `waiter` keeps.
    #[inline]
    pub(super) fn poll(
        &self,
        direction: Direction,
        waiter: &mut Option<WaiterId>,
        cx: &Context<'_>,
    ) -> Poll<Observed> {
        let observed = self.readiness.observe();
        if observed.is_ready(direction) || observed.is_shut_down() {
            return Poll::Ready(observed);
        }
        self.wait(direction, waiter, cx.waker().clone())
    }

    #[inline(never)]
    fn wait(&self, direction: Direction, waiter: &mut Option<WaiterId>, waker: Waker) -> Poll<Observed> {
        let mut waiters = self.waiters.lock();
        let observed = self.readiness.observe();
        if observed.is_ready(direction) || observed.is_shut_down() {
            drop(waiters);
            drop(waker);
            return Poll::Ready(observed);
        }
        let (id, replaced) = waiters.of(direction).put(*waiter, waker);
        self.count(&waiters);
        drop(waiters);
        drop(replaced);
        *waiter = Some(id);
        Poll::Pending
    }

    /// The same for those that keep no id: the place is common to all of them. Whoever has been there gives way and is woken, so
    /// that two who poll by turns both go on.
    pub(super) fn poll_common(&self, direction: Direction, cx: &Context<'_>) -> Poll<Observed> {
        let observed = self.readiness.observe();
        if observed.is_ready(direction) || observed.is_shut_down() {
            return Poll::Ready(observed);
        }
        let waker = cx.waker().clone();
        let mut waiters = self.waiters.lock();
        let observed = self.readiness.observe();
        if observed.is_ready(direction) || observed.is_shut_down() {
            drop(waiters);
            return Poll::Ready(observed);
        }
        let replaced = waiters.of(direction).put_common(waker);
        self.count(&waiters);
        drop(waiters);
        if let Some(other) = replaced.filter(|replaced| !replaced.will_wake(cx.waker())) {
            contain_panic(move || other.wake());
        }
        Poll::Pending
    }

    /// Withdraws a waiter.
    #[inline]
    pub(super) fn remove(&self, direction: Direction, id: WaiterId) {
        // The usual way of things: it was put in and counted before this look, and has been taken since.
        if self.waiting.load(Ordering::Acquire) > 0 {
            self.withdraw(direction, id);
        }
    }

    #[inline(never)]
    fn withdraw(&self, direction: Direction, id: WaiterId) {
        let mut waiters = self.waiters.lock();
        let waker = waiters.of(direction).remove(id);
        self.count(&waiters);
        drop(waiters);
        drop(waker);
    }

    /// Notes the event and moves the wakers that it concerns to `wakers`.
    pub(super) fn take_event(&self, event: Event, wakers: &mut Vec<Waker>) {
        self.readiness.set(event);
        let mut waiters = self.waiters.lock();
        if event.is_readable() {
            waiters.read.take_all(wakers);
        }
        if event.is_writable() {
            waiters.write.take_all(wakers);
        }
        self.count(&waiters);
    }

    /// Makes every operation fail from now on and moves all wakers to `wakers`.
    pub(super) fn shut_down(&self, wakers: &mut Vec<Waker>) {
        self.readiness.shut_down();
        let mut waiters = self.waiters.lock();
        waiters.read.take_all(wakers);
        waiters.write.take_all(wakers);
        self.count(&waiters);
    }

    pub(super) fn waiters(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    fn count(&self, waiters: &Both) {
        self.waiting.store(waiters.len(), Ordering::Release);
    }
}
