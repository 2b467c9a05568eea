//! Who among the workers sleeps, where, and who searches.
//!
//! Takes: what workers are about to do, and that there is new work. Gives: who has to be woken for it, and who waits for
//! the reactor.
//!
//! ```text
//!   32          31        16 15         0
//!  +-----------+------------+------------+      a worker is awake and has work, searches, or sleeps;
//!  | somebody  | how many   | how many   |      one that is woken for new work searches from then on,
//!  | watches   | search     | sleep      |      although it does not know yet
//!  +-----------+------------+------------+
//! ```
//!
//! One of those that sleep does so in the reactor: it *watches*. The others are *parked*, each at a place of its own; so an
//! event wakes nobody but the watcher, and who comes back from a short piece of work finds its place free. New work goes to
//! one that is parked, if there is one, for the watcher shall stay where it is.
//!
//! Invariants, which together mean that no work lies about while workers sleep:
//! - Whoever makes work visible looks here afterwards. If somebody searches, nothing has to be done; if not, and somebody
//!   sleeps, it wakes one.
//! - Whoever wants to sleep says so here, and looks for work afterwards. So does the last who stops to search.
//! - The two looks are ordered: at least one of the two sees the other (a fence on both sides).
//! - A worker is taken from those that sleep once, by whoever wakes it for something, or by itself: under a lock.
//! - While somebody watches no second one does, also if the first has been woken and has not come yet.
//!
//! At most half of the workers search, so that a burst of work does not wake all to fight for it.

use crate::loom::{AtomicUsize, Ordering, fence};
use crate::mutex::Mutex;

const SLEEPS: usize = 1;
const SEARCHES: usize = 1 << 16;
const WATCHES: usize = 1 << 32;
const COUNT: usize = (1 << 16) - 1;

/// More workers would not fit into the counts.
pub(super) const MOST_WORKERS: usize = 1 << 12;

/// See the module.
#[derive(Debug)]
pub(super) struct Idle {
    word: AtomicUsize,
    /// Where those are that sleep. The word changes what it says of them only under this lock.
    sleepers: Mutex<Sleepers>,
    workers: usize,
}

#[derive(Debug)]
struct Sleepers {
    /// The last to come is the first to go: what it needs may still be in a cache.
    parked: Vec<usize>,
    watcher: Option<usize>,
    /// The watcher has been woken for something.
    is_watcher_taken: bool,
}

/// Where a worker sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the reactor: nobody else does.
    Reactor,
    /// Where nothing but a call from another thread wakes it.
    Parker,
}

fn sleeping(word: usize) -> usize {
    word & COUNT
}

fn searching(word: usize) -> usize {
    (word / SEARCHES) & COUNT
}

/// New work needs somebody to be woken for it.
fn needs_searcher(word: usize) -> bool {
    sleeping(word) > 0 && searching(word) == 0
}

/// Nobody watches, nor is about to, although somebody is parked.
fn needs_watcher(word: usize) -> bool {
    word & WATCHES == 0 && needs_searcher(word)
}

impl Sleepers {
    fn take(&mut self) -> Option<usize> {
        self.parked.pop().or_else(|| {
            let watcher = self.watcher.filter(|_| !self.is_watcher_taken);
            self.is_watcher_taken |= watcher.is_some();
            watcher
        })
    }
}

impl Idle {
    /// Of workers that are all awake.
    pub(super) fn new(workers: usize) -> Idle {
        let sleepers =
            Sleepers { parked: Vec::with_capacity(workers), watcher: None, is_watcher_taken: false };
        Idle { word: AtomicUsize::new(0), sleepers: Mutex::new(sleepers), workers }
    }

    /// There is new work. Gives the worker that has to be woken for it, if one has to be.
    #[must_use = "who was taken has to be woken"]
    pub(super) fn new_work(&self) -> Option<usize> {
        fence(Ordering::SeqCst);
        self.take_if(needs_searcher)
    }

    /// Gives the worker that has to be woken to watch: if nobody watches, nor is about to, although somebody is parked.
    #[must_use = "who was taken has to be woken"]
    pub(super) fn new_watcher(&self) -> Option<usize> {
        self.take_if(needs_watcher)
    }

    /// One that sleeps, if it is needed. It searches from now on.
    fn take_if(&self, is_needed: impl Fn(usize) -> bool) -> Option<usize> {
        if !is_needed(self.word.load(Ordering::Relaxed)) {
            return None;
        }
        let mut sleepers = self.sleepers.lock();
        // Another may have been quicker.
        if !is_needed(self.word.load(Ordering::Relaxed)) {
            return None;
        }
        let taken = sleepers.take()?;
        self.word.fetch_add(SEARCHES - SLEEPS, Ordering::AcqRel);
        Some(taken)
    }

    /// A worker without work wants to look at the others. False if enough of them do, or all of them sleep, with nothing to
    /// be taken from.
    #[must_use = "who searches has to say when it ends"]
    pub(super) fn start_search(&self) -> bool {
        let word = self.word.load(Ordering::Relaxed);
        if 2 * searching(word) >= self.workers || sleeping(word) + 1 >= self.workers {
            return false;
        }
        self.word.fetch_add(SEARCHES, Ordering::AcqRel);
        true
    }

    /// A worker that searched has found something. True if it was the last: it has to look whether there is more.
    #[must_use = "the last to search has to look for more"]
    pub(super) fn end_search(&self) -> bool {
        let before = self.word.fetch_sub(SEARCHES, Ordering::AcqRel);
        fence(Ordering::SeqCst);
        searching(before) == 1
    }

    /// A worker goes to sleep there, unless it finds work afterwards.
    pub(super) fn start_sleep(&self, worker: usize, is_searching: bool) -> Place {
        let searches = if is_searching { SEARCHES } else { 0 };
        let mut sleepers = self.sleepers.lock();
        let (place, watches) = if sleepers.watcher.is_none() {
            sleepers.watcher = Some(worker);
            (Place::Reactor, WATCHES)
        } else {
            sleepers.parked.push(worker);
            (Place::Parker, 0)
        };
        self.word.fetch_add((SLEEPS + watches).wrapping_sub(searches), Ordering::AcqRel);
        drop(sleepers);
        fence(Ordering::SeqCst);
        place
    }

    /// A worker is awake again. True if it was taken for something: it searches now.
    ///
    /// Sequentially consistent, for the monitor's sake: nobody may watch any more.
    #[must_use = "who searches has to say when it ends"]
    pub(super) fn end_sleep(&self, worker: usize) -> bool {
        let mut sleepers = self.sleepers.lock();
        let (watched, is_taken) = if sleepers.watcher == Some(worker) {
            sleepers.watcher = None;
            (WATCHES, std::mem::take(&mut sleepers.is_watcher_taken))
        } else {
            let place = sleepers.parked.iter().rposition(|parked| *parked == worker);
            place.map(|place| sleepers.parked.remove(place));
            (0, place.is_none())
        };
        self.word.fetch_sub(watched + if is_taken { 0 } else { SLEEPS }, Ordering::SeqCst);
        is_taken
    }

    /// Whether somebody watches, and will see what the reactor has.
    pub(super) fn someone_watches(&self) -> bool {
        self.word.load(Ordering::Relaxed) & WATCHES != 0
    }

    /// Whether somebody is parked and nobody watches. Sequentially consistent.
    pub(super) fn needs_watcher(&self) -> bool {
        needs_watcher(self.word.load(Ordering::SeqCst))
    }
}
