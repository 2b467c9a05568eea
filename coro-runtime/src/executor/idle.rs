//! Who among the workers sleeps and who searches, in one word.
//!
//! Takes: what workers are about to do, and that there is new work. Gives: whether somebody has to be woken for it.
//!
//! ```text
//!   32          31        16 15         0
//!  +-----------+------------+------------+      a worker is awake and has work, searches, or sleeps;
//!  | unpark is | how many   | how many   |      an unpark that was sent and that nobody has noticed yet
//!  | under way | search     | sleep      |      stands for one that will search
//!  +-----------+------------+------------+
//! ```
//!
//! Invariants, which together mean that no work lies about while workers sleep:
//! - Whoever makes work visible looks here afterwards. If somebody searches, or is about to because an unpark is under
//!   way, nothing has to be done; if not, and somebody sleeps, it sends an unpark.
//! - Whoever wants to sleep says so here, and looks for work afterwards. So does the last who stops to search.
//! - The two looks are ordered: at least one of the two sees the other (a fence on both sides).
//! - An unpark is noticed once, by whoever is woken first. Who is woken by an event that nobody has announced, or whose
//!   announcement another has noticed, is awake and nothing more: so it does not matter if there are too many events.
//!
//! At most half of the workers search, so that a burst of work does not wake all to fight for it.

use crate::loom::{AtomicUsize, Ordering, fence};

const SLEEPS: usize = 1;
const SEARCHES: usize = 1 << 16;
const UNPARK: usize = 1 << 32;
const COUNT: usize = (1 << 16) - 1;

/// More workers would not fit into the counts.
pub(super) const MOST_WORKERS: usize = 1 << 12;

/// See the module.
#[derive(Debug)]
pub(super) struct Idle {
    word: AtomicUsize,
    workers: usize,
}

fn sleeping(word: usize) -> usize {
    word & COUNT
}

fn searching(word: usize) -> usize {
    (word / SEARCHES) & COUNT
}

impl Idle {
    /// Of workers that are all awake.
    pub(super) fn new(workers: usize) -> Idle {
        Idle { word: AtomicUsize::new(0), workers }
    }

    /// There is new work. True if the caller has to send an unpark.
    #[must_use = "an unpark that is announced has to be sent"]
    pub(super) fn new_work(&self) -> bool {
        fence(Ordering::SeqCst);
        let mut word = self.word.load(Ordering::Relaxed);
        while sleeping(word) > 0 && searching(word) == 0 && word & UNPARK == 0 {
            match self.word.compare_exchange_weak(word, word | UNPARK, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
        false
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

    /// A worker goes to sleep, unless it finds work afterwards.
    pub(super) fn start_sleep(&self, is_searching: bool) {
        let searches = if is_searching { SEARCHES } else { 0 };
        self.word.fetch_add(SLEEPS.wrapping_sub(searches), Ordering::AcqRel);
        fence(Ordering::SeqCst);
    }

    /// A worker has woken up. True if it has noticed the unpark, which it may if it was told of one: it searches now.
    #[must_use = "who searches has to say when it ends"]
    pub(super) fn end_sleep(&self, is_told: bool) -> bool {
        self.notice_unpark(is_told, SLEEPS)
    }

    /// A worker that did not sleep was told of an unpark. True if it is the one that notices it: it searches now.
    #[must_use = "who searches has to say when it ends"]
    pub(super) fn told_awake(&self) -> bool {
        self.notice_unpark(true, 0)
    }

    /// Takes `less` from the word, and if `is_told` the unpark as well, which becomes one that searches.
    fn notice_unpark(&self, is_told: bool, less: usize) -> bool {
        if !is_told {
            self.word.fetch_sub(less, Ordering::AcqRel);
            return false;
        }
        let notice = |word: usize| if word & UNPARK == 0 { word } else { word - UNPARK + SEARCHES };
        let before =
            self.word.fetch_update(Ordering::AcqRel, Ordering::Relaxed, |word| Some(notice(word) - less));
        before.expect("the update never declines") & UNPARK != 0
    }

    /// Whether somebody sleeps, and will see what the reactor has.
    pub(super) fn someone_sleeps(&self) -> bool {
        sleeping(self.word.load(Ordering::Relaxed)) > 0
    }
}
