//! Those who wait for something that happens to all of them at once.
//!
//! Takes: wakers. Gives: wake-ups. Invariants: whoever finds the condition not met under the lock is in the list before
//! the lock is released, and the condition is made true before the list is emptied; so nobody is missed. A waiter that
//! goes away takes its waker with it. No waker is cloned, woken or dropped under the lock.

use std::collections::BTreeMap;
use std::task::{Context, Poll, Waker};

use crate::contain::contain_panic;
use crate::mutex::Mutex;

#[derive(Debug, Default)]
pub(crate) struct WaitList {
    list: Mutex<List>,
}

/// The wakers in the order of their arrival, which is their number.
#[derive(Debug, Default)]
struct List {
    wakers: BTreeMap<u64, Waker>,
    arrived: u64,
}

/// One place in a list. It must be [withdrawn](WaitList::withdraw) when its future is dropped.
#[derive(Debug, Default)]
pub(crate) struct Waiter {
    number: Option<u64>,
}

impl WaitList {
    /// Ready once `is_met`; otherwise the waiter is put into the list, or its waker is changed.
    pub(crate) fn poll(&self, waiter: &mut Waiter, cx: &Context<'_>, is_met: impl Fn() -> bool) -> Poll<()> {
        if is_met() {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        let (poll, unused) = {
            let list = &mut *self.list.lock();
            if is_met() {
                (Poll::Ready(()), Some(waker))
            } else {
                let number = *waiter.number.get_or_insert_with(|| {
                    list.arrived += 1;
                    list.arrived
                });
                (Poll::Pending, list.wakers.insert(number, waker))
            }
        };
        drop(unused);
        poll
    }

    pub(crate) fn withdraw(&self, waiter: &Waiter) {
        let waker = waiter.number.and_then(|number| self.list.lock().wakers.remove(&number));
        drop(waker);
    }

    /// Wakes all, and empties the list; the panic of one does not keep the others from it.
    pub(crate) fn wake_all(&self) {
        let wakers = std::mem::take(&mut self.list.lock().wakers);
        for waker in wakers.into_values() {
            contain_panic(move || waker.wake());
        }
    }
}
