//! Tasks that go before the others, or after them.
//!
//! Takes: entries with a priority. Gives: what is to be run before or after what has none. High goes first, but for one
//! turn in eight, which is left to the others. Low goes when nothing else is there, or when it has waited for longer than
//! the bound that the builder has set: so it is delayed, and never starved. If the builder says so, only some of the workers
//! are at low ones at a time, so that long polls of those cannot have them all.
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
    /// How many low ones may run at a time.
    most_low: Option<usize>,
    low_running: AtomicUsize,
    /// How many entries there are. Raised before one is put in, so that whoever puts in is never ahead of it.
    len: AtomicUsize,
}

/// A task that was taken out, to be run.
pub(super) struct Taken {
    pub(super) task: Runnable,
    /// It is one of those whose number is limited: [`Classes::low_has_run`] has to be told.
    pub(super) is_counted: bool,
}

struct Queue<T> {
    /// So that looking costs no lock. Written under the lock.
    len: AtomicUsize,
    /// `None` once it is closed.
    items: Mutex<Option<VecDeque<T>>>,
}

impl Classes {
    pub(super) fn new(low_delay: Duration, most_low: Option<usize>) -> Classes {
        Classes {
            high: Queue::new(),
            low: Queue::new(),
            low_delay,
            most_low,
            low_running: AtomicUsize::new(0),
            len: AtomicUsize::new(0),
        }
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

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is something that may be run now.
    pub(super) fn has_work(&self) -> bool {
        self.high.len() > 0 || !self.is_empty() && self.may_run_low()
    }

    fn may_run_low(&self) -> bool {
        self.most_low.is_none_or(|most| self.low_running.load(Ordering::Acquire) < most)
    }

    /// What goes before normal tasks in the `turn`-th turn.
    pub(super) fn take_first(&self, turn: u32) -> Option<Taken> {
        if turn.is_multiple_of(TURNS) {
            // A low one that is due goes before all, the rest of these turns is for the normal ones.
            return self.take_due();
        }
        self.take_high()
    }

    /// What goes when there are no normal tasks.
    #[inline]
    pub(super) fn take_last(&self) -> Option<Taken> {
        if self.is_empty() {
            return None;
        }
        self.take_high().or_else(|| self.take_low(|_| true))
    }

    /// A low task whose number is limited has been run. True if there are more, which somebody may run now.
    #[must_use = "somebody may have to be woken for the others"]
    pub(super) fn low_has_run(&self) -> bool {
        self.low_running.fetch_sub(1, Ordering::AcqRel);
        self.low.len() > 0
    }

    /// Refuses everything from now on, and gives what was there.
    pub(super) fn close(&self) -> Vec<Runnable> {
        let mut left = Vec::from(self.high.close());
        left.extend(self.low.close().into_iter().map(|(_, task)| task));
        self.len.fetch_sub(left.len(), Ordering::AcqRel);
        left
    }

    fn take_high(&self) -> Option<Taken> {
        let task = self.high.pop_if(|_| true)?;
        self.len.fetch_sub(1, Ordering::AcqRel);
        Some(Taken { task, is_counted: false })
    }

    fn take_due(&self) -> Option<Taken> {
        if self.low.len() == 0 {
            return None;
        }
        let now = Instant::now();
        self.take_low(|since| now.saturating_duration_since(since) >= self.low_delay)
    }

    /// Takes a low one that has waited since then, if another may run.
    fn take_low(&self, is_meant: impl FnOnce(Instant) -> bool) -> Option<Taken> {
        let is_counted = self.most_low.is_some();
        if self.low.len() == 0 || is_counted && !self.start_low() {
            return None;
        }
        let Some((_, task)) = self.low.pop_if(|(since, _)| is_meant(*since)) else {
            if is_counted {
                self.low_running.fetch_sub(1, Ordering::AcqRel);
            }
            return None;
        };
        self.len.fetch_sub(1, Ordering::AcqRel);
        Some(Taken { task, is_counted })
    }

    /// One more is going to run, unless there are enough.
    fn start_low(&self) -> bool {
        let one_more = |running| self.most_low.is_none_or(|most| running < most).then_some(running + 1);
        self.low_running.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_ok()
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
