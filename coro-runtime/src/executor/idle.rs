//! Who among the workers sleeps, where, and who searches.
//!
//! Takes: what workers are about to do, and that there is new work. Gives: who has to be woken for it, and who waits for
//! the reactor.
//!
//! ```text
//!   47        32 31        16 15         0
//!  +------------+------------+------------+     a worker is awake and has work, searches, or sleeps;
//!  | how many   | how many   | how many   |     one that is woken for new work searches from then on,
//!  | watch      | search     | sleep      |     although it does not know yet
//!  +------------+------------+------------+
//! ```
//!
//! One or two of those that sleep do so in the reactor: they *watch*. The others are *parked*, each at a place of its own; so an
//! event wakes nobody but a watcher. New work goes to one that is parked, if there is one, for the watchers shall stay where they
//! are.
//!
//! Where events are few, two watch: while one is at work for what it was woken by, the other sleeps on and would see what happens
//! meanwhile. It costs nothing, since the kernel wakes for an event the one that came last. Where events are many, one watches (the
//! others are up for a moment only, and parked as a rule): a second one would be found by what comes just before the first is back.
//!
//! Invariants, which together mean that no work lies about while workers sleep:
//! - Whoever makes work visible looks here afterwards. If somebody searches, nothing has to be done; if not, and somebody
//!   sleeps, it wakes one.
//! - Whoever wants to sleep says so here, and looks for work afterwards. So does the last who stops to search.
//! - The two looks are ordered: at least one of the two sees the other (a fence on both sides).
//! - A worker is taken from those that sleep once, by whoever wakes it for something, or by itself: under a lock.
//! - Whom the kernel wakes for an unpark is not always the one that was meant: whoever has seen the unpark's event looks whether
//!   another watcher is still to wake up, and says so to the kernel again. Nobody watches beside one that is still to wake up, for that
//!   would get the event each time.
//!
//! At most half of the workers search, so that a burst of work does not wake all to fight for it.

use crate::loom::{AtomicUsize, Ordering, fence};
use crate::mutex::Mutex;

const SLEEPS: usize = 1;
const SEARCHES: usize = 1 << 16;
const WATCHES: usize = 1 << 32;
const COUNT: usize = (1 << 16) - 1;

/// So many workers watch at most.
const MOST_WATCHERS: usize = 2;

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
    /// Likewise: the kernel wakes the last to come.
    watchers: Vec<Watcher>,
}

#[derive(Debug)]
struct Watcher {
    worker: usize,
    /// It has been woken for something.
    is_taken: bool,
}

/// Where a worker sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the reactor.
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

fn watching(word: usize) -> usize {
    (word / WATCHES) & COUNT
}

/// New work needs somebody to be woken for it.
fn needs_searcher(word: usize) -> bool {
    sleeping(word) > 0 && searching(word) == 0
}

/// Nobody watches, nor is about to, although somebody is parked.
fn needs_watcher(word: usize) -> bool {
    watching(word) == 0 && needs_searcher(word)
}

impl Sleepers {
    fn take(&mut self) -> Option<usize> {
        self.parked.pop().or_else(|| {
            let watcher = self.watchers.iter_mut().rfind(|watcher| !watcher.is_taken)?;
            watcher.is_taken = true;
            Some(watcher.worker)
        })
    }
}

impl Idle {
    /// Of workers that are all awake.
    pub(super) fn new(workers: usize) -> Idle {
        let sleepers =
            Sleepers { parked: Vec::with_capacity(workers), watchers: Vec::with_capacity(MOST_WATCHERS) };
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

    /// A worker goes to sleep there, unless it finds work afterwards. `may_join` says whether it may watch beside another.
    pub(super) fn start_sleep(
        &self,
        worker: usize,
        is_searching: bool,
        may_join: impl Fn(usize) -> bool,
    ) -> Place {
        let searches = if is_searching { SEARCHES } else { 0 };
        let mut sleepers = self.sleepers.lock();
        let watches = match &sleepers.watchers[..] {
            [] => true,
            [other] => may_join(other.worker),
            _ => false,
        };
        let (place, watches) = if watches {
            sleepers.watchers.push(Watcher { worker, is_taken: false });
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
    /// Sequentially consistent, for the monitor's sake: there may be nobody who watches any more.
    #[must_use = "who searches has to say when it ends"]
    pub(super) fn end_sleep(&self, worker: usize) -> bool {
        let mut sleepers = self.sleepers.lock();
        let (watched, is_taken) =
            if let Some(place) = sleepers.watchers.iter().position(|watcher| watcher.worker == worker) {
                (WATCHES, sleepers.watchers.remove(place).is_taken)
            } else {
                let place = sleepers.parked.iter().rposition(|parked| *parked == worker);
                place.map(|place| sleepers.parked.remove(place));
                (0, place.is_none())
            };
        self.word.fetch_sub(watched + if is_taken { 0 } else { SLEEPS }, Ordering::SeqCst);
        is_taken
    }

    /// Whether one of those that watch fulfils that.
    pub(super) fn any_watcher(&self, is_meant: impl Fn(usize) -> bool) -> bool {
        self.someone_watches() && self.sleepers.lock().watchers.iter().any(|watcher| is_meant(watcher.worker))
    }

    /// Whether somebody watches, and will see what the reactor has.
    pub(super) fn someone_watches(&self) -> bool {
        watching(self.word.load(Ordering::Relaxed)) > 0
    }

    /// Whether somebody sleeps and nobody searches.
    pub(super) fn needs_searcher(&self) -> bool {
        needs_searcher(self.word.load(Ordering::Relaxed))
    }

    /// Whether somebody is parked and nobody watches. Sequentially consistent.
    pub(super) fn needs_watcher(&self) -> bool {
        needs_watcher(self.word.load(Ordering::SeqCst))
    }
}
