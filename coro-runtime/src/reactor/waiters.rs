//! The wakers that wait for one direction of one descriptor.
//!
//! Takes: wakers. Gives: a [`WaiterId`] each, by which its future updates or withdraws it.
//! Invariants: an id is given once, but for that of what polls without a future, which is one for all of them; the first
//! waiter needs no heap (nearly always there is only one).

use std::task::Waker;

/// Names one waiter of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WaiterId(u64);

/// Of all that poll without a future of their own. The others count from zero, and do not come so far.
const COMMON: WaiterId = WaiterId(u64::MAX);

#[derive(Debug, Default)]
pub(super) struct Waiters {
    first: Option<Entry>,
    more: Vec<Entry>,
    next_id: u64,
}

#[derive(Debug)]
struct Entry {
    id: WaiterId,
    waker: Waker,
}

impl Waiters {
    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    /// Puts `waker` in, in place of the one of `id` if that still waits. The replaced waker is given back, for the
    /// caller to drop outside of its lock.
    #[inline]
    pub(super) fn put(&mut self, id: Option<WaiterId>, waker: Waker) -> (WaiterId, Option<Waker>) {
        if self.first.is_some() || !self.more.is_empty() {
            return self.put_beside(id, waker);
        }
        let id = self.new_id();
        self.first = Some(Entry { id, waker });
        (id, None)
    }

    /// The same where there are some.
    #[cold]
    fn put_beside(&mut self, id: Option<WaiterId>, waker: Waker) -> (WaiterId, Option<Waker>) {
        if let Some(entry) = id.and_then(|id| self.find(id)) {
            return (entry.id, Some(std::mem::replace(&mut entry.waker, waker)));
        }
        let id = self.new_id();
        self.add(Entry { id, waker });
        (id, None)
    }

    /// Puts `waker` in at the place that is common to all who have none of their own; gives the one that was there.
    pub(super) fn put_common(&mut self, waker: Waker) -> Option<Waker> {
        if let Some(entry) = self.find(COMMON) {
            return Some(std::mem::replace(&mut entry.waker, waker));
        }
        self.add(Entry { id: COMMON, waker });
        None
    }

    fn add(&mut self, entry: Entry) {
        if self.first.is_none() {
            self.first = Some(entry);
        } else {
            self.more.push(entry);
        }
    }

    #[inline]
    fn new_id(&mut self) -> WaiterId {
        let id = WaiterId(self.next_id);
        self.next_id += 1;
        id
    }

    /// Withdraws one; `None` if it was taken already.
    pub(super) fn remove(&mut self, id: WaiterId) -> Option<Waker> {
        if let Some(entry) = self.first.take_if(|entry| entry.id == id) {
            return Some(entry.waker);
        }
        let position = self.more.iter().position(|entry| entry.id == id)?;
        Some(self.more.swap_remove(position).waker)
    }

    /// Moves all of them to `wakers`.
    #[inline]
    pub(super) fn take_all(&mut self, wakers: &mut Vec<Waker>) {
        if let Some(entry) = self.first.take() {
            wakers.push(entry.waker);
        }
        if !self.more.is_empty() {
            self.take_more(wakers);
        }
    }

    #[cold]
    fn take_more(&mut self, wakers: &mut Vec<Waker>) {
        wakers.extend(self.more.drain(..).map(|entry| entry.waker));
    }

    fn find(&mut self, id: WaiterId) -> Option<&mut Entry> {
        self.first.iter_mut().chain(&mut self.more).find(|entry| entry.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noop() -> Waker {
        Waker::noop().clone()
    }

    #[test]
    fn a_waiter_is_updated_in_place() {
        let mut waiters = Waiters::default();
        let (id, _) = waiters.put(None, noop());
        let (again, replaced) = waiters.put(Some(id), noop());
        assert_eq!((again, replaced.is_some(), waiters.len()), (id, true, 1));
    }

    #[test]
    fn a_taken_waiter_gets_a_new_id() {
        let mut waiters = Waiters::default();
        let (old, _) = waiters.put(None, noop());
        waiters.take_all(&mut Vec::new());
        let (new, _) = waiters.put(Some(old), noop());
        assert_ne!(old, new);
        assert!(waiters.remove(old).is_none());
        assert_eq!(waiters.len(), 1);
    }

    #[test]
    fn the_common_place_is_one() {
        let mut waiters = Waiters::default();
        let (id, _) = waiters.put(None, noop());
        assert!(waiters.put_common(noop()).is_none());
        assert!(waiters.put_common(noop()).is_some());
        assert_eq!(waiters.len(), 2);
        assert!(waiters.remove(id).is_some());
        assert_eq!(waiters.len(), 1);
    }

    #[test]
    fn each_of_several_can_withdraw() {
        let mut waiters = Waiters::default();
        let ids = [(); 5].map(|()| waiters.put(None, noop()).0);
        for id in [ids[0], ids[3], ids[1], ids[4], ids[2]] {
            assert!(waiters.remove(id).is_some());
        }
        assert_eq!(waiters.len(), 0);
    }
}
