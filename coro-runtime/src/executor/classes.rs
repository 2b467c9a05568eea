//! Tasks that go before the others, or after them.
//!
//! Takes: entries with a priority. Gives: what is to be run before or after what has none. High goes first, but for one
//! turn in eight, which is left to the others. Low goes when nothing else is there, or when it has waited for longer than
//! the bound that the builder has set: so it is delayed, and never starved.
//!
//! These are shared by all workers: a priority says more about order than where a task was before.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::loom::{AtomicUsize, Ordering};
use crate::mutex::Mutex;
use crate::task::{Priority, Runnable};

/// One turn in so many goes past the high ones; the age of the low ones is looked at as often.
const TURNS: u32 = 8;

pub(super) struct Classes {
    high: Queue<Runnable>,
    low: Queue<(Instant, Runnable)>,
    low_delay: Duration,
    /// How many entries there are. Raised before one is put in, so that whoever puts in is never ahead of it.
    len: AtomicUsize,
}

struct Queue<T> {
    /// So that looking costs no lock. Written under the lock.
    len: AtomicUsize,
    /// `None` once it is closed.
    items: Mutex<Option<VecDeque<T>>>,
}

impl Classes {
    pub(super) fn new(low_delay: Duration) -> Classes {
        Classes { high: Queue::new(), low: Queue::new(), low_delay, len: AtomicUsize::new(0) }
    }

    /// Puts in an entry that is not of normal priority, or gives it back once this is closed.
    pub(super) fn push(&self, task: Runnable, priority: Priority) -> Result<(), Runnable> {
        self.len.fetch_add(1, Ordering::AcqRel);
        let pushed = match priority {
            Priority::High => self.high.push(task),
            Priority::Normal | Priority::Low => {
                self.low.push((Instant::now(), task)).map_err(|(_, task)| task)
            }
        };
        if pushed.is_err() {
            self.len.fetch_sub(1, Ordering::AcqRel);
        }
        pushed
    }

    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What goes before normal tasks in the `turn`-th turn.
    pub(super) fn take_first(&self, turn: u32) -> Option<Runnable> {
        if turn.is_multiple_of(TURNS) {
            // A low one that is due goes before all, the rest of these turns is for the normal ones.
            return self.count(self.take_due());
        }
        self.count(self.high.pop_if(|_| true))
    }

    /// What goes when there are no normal tasks.
    pub(super) fn take_last(&self) -> Option<Runnable> {
        self.count(self.high.pop_if(|_| true).or_else(|| self.low.pop_if(|_| true).map(|(_, task)| task)))
    }

    /// Refuses everything from now on, and gives what was there.
    pub(super) fn close(&self) -> Vec<Runnable> {
        let mut left = Vec::from(self.high.close());
        left.extend(self.low.close().into_iter().map(|(_, task)| task));
        self.len.fetch_sub(left.len(), Ordering::AcqRel);
        left
    }

    /// Notes what was taken.
    fn count(&self, taken: Option<Runnable>) -> Option<Runnable> {
        if taken.is_some() {
            self.len.fetch_sub(1, Ordering::AcqRel);
        }
        taken
    }

    fn take_due(&self) -> Option<Runnable> {
        if self.low.len() == 0 {
            return None;
        }
        let now = Instant::now();
        let is_due =
            |(since, _): &(Instant, Runnable)| now.saturating_duration_since(*since) >= self.low_delay;
        self.low.pop_if(is_due).map(|(_, task)| task)
    }
}

impl<T> Queue<T> {
    fn new() -> Queue<T> {
        Queue { len: AtomicUsize::new(0), items: Mutex::new(Some(VecDeque::new())) }
    }

    fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    fn push(&self, item: T) -> Result<(), T> {
        let mut items = self.items.lock();
        let Some(items) = &mut *items else { return Err(item) };
        items.push_back(item);
        self.len.store(items.len(), Ordering::Release);
        Ok(())
    }

    fn pop_if(&self, is_meant: impl FnOnce(&T) -> bool) -> Option<T> {
        if self.len() == 0 {
            return None;
        }
        let mut items = self.items.lock();
        let items = items.as_mut()?;
        let item = if is_meant(items.front()?) { items.pop_front() } else { None };
        self.len.store(items.len(), Ordering::Release);
        item
    }

    fn close(&self) -> VecDeque<T> {
        let items = self.items.lock().take();
        self.len.store(0, Ordering::Release);
        items.unwrap_or_default()
    }
}
