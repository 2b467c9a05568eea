//! A queue for everybody.
//!
//! Takes: items from any thread. Gives: batches of them to any thread. It has several parts, each with a lock of its own,
//! so that many threads seldom meet; one that puts in keeps to its part, one that takes begins at its own.
//!
//! Invariants: items of one thread come out in their order; once the queue is closed nothing goes in, and what was in it
//! has come out.

use std::collections::VecDeque;

use crate::loom::{AtomicUsize, Ordering};
use crate::mutex::Mutex;

/// See the module.
pub(crate) struct Inject<T> {
    /// A power of two: finding one's own takes no division.
    parts: Box<[Part<T>]>,
}

/// On cache lines of its own.
#[repr(align(128))]
struct Part<T> {
    /// So that looking costs no lock. Written under the lock.
    len: AtomicUsize,
    queue: Mutex<Queue<T>>,
}

struct Queue<T> {
    items: VecDeque<T>,
    is_closed: bool,
}

impl<T> Inject<T> {
    /// With so many parts, or a few more.
    pub(crate) fn new(parts: usize) -> Inject<T> {
        let part = || Part {
            len: AtomicUsize::new(0),
            queue: Mutex::new(Queue { items: VecDeque::new(), is_closed: false }),
        };
        Inject { parts: (0..parts.next_power_of_two()).map(|_| part()).collect() }
    }

    /// Puts items in, or gives them back if the queue is closed. `from` is a number of the thread.
    pub(crate) fn push<I: IntoIterator<Item = T>>(&self, from: usize, items: I) -> Result<(), I> {
        let part = self.part(from);
        let mut queue = part.queue.lock();
        if queue.is_closed {
            return Err(items);
        }
        queue.items.extend(items);
        part.len.store(queue.items.len(), Ordering::Release);
        Ok(())
    }

    /// Takes a share of the first part that has something, for one of `takers`: the first item, and at most `room` more,
    /// which `put` gets.
    pub(crate) fn take(&self, from: usize, takers: usize, room: usize, mut put: impl FnMut(T)) -> Option<T> {
        for n in 0..self.parts.len() {
            let part = self.part(from.wrapping_add(n));
            if part.len.load(Ordering::Acquire) == 0 {
                continue;
            }
            let mut queue = part.queue.lock();
            let Some(first) = queue.items.pop_front() else { continue };
            let share = (queue.items.len() / takers.max(1)).min(room);
            queue.items.drain(..share).for_each(&mut put);
            part.len.store(queue.items.len(), Ordering::Release);
            return Some(first);
        }
        None
    }

    /// How many items are there, about.
    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.len.load(Ordering::Acquire)).sum()
    }

    /// Refuses everything from now on, and gives what was there.
    pub(crate) fn close(&self) -> Vec<T> {
        let mut left = Vec::new();
        for part in &self.parts {
            let mut queue = part.queue.lock();
            queue.is_closed = true;
            left.extend(queue.items.drain(..));
            part.len.store(0, Ordering::Release);
        }
        left
    }

    fn part(&self, n: usize) -> &Part<T> {
        &self.parts[n & (self.parts.len() - 1)]
    }
}
