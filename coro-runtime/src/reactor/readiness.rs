//! What is known about one descriptor, as one atomic word.
//!
//! Takes: edges from the kernel, and would-block results from the operations. Gives: whether trying makes sense.
//!
//! ```text
//!   63                                                 8   4     3      2     1     0
//!  +----------------------------------------------------+-----+------+------+-----+-----+
//!  | tick: edges seen so far                            |     | shut | w/r  |write|read |
//!  |                                                    |     | down |closed|     |     |
//!  +----------------------------------------------------+-----+------+------+-----+-----+
//! ```
//!
//! Invariant: a clear carries the tick that was read before the operation was tried, and does nothing if an edge has
//! come since. The tick has 56 bits and is compared whole: it does not wrap in the life of a machine.

use crate::loom::{AtomicU64, Ordering};
use crate::sys::epoll::Event;

const READABLE: u64 = 1;
const WRITABLE: u64 = 1 << 1;
const READ_CLOSED: u64 = 1 << 2;
const WRITE_CLOSED: u64 = 1 << 3;
const SHUT_DOWN: u64 = 1 << 4;
const ONE_TICK: u64 = 1 << 8;

/// One of the two ways that data goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

impl Direction {
    #[inline]
    fn ready_bits(self) -> u64 {
        match self {
            Direction::Read => READABLE | READ_CLOSED,
            Direction::Write => WRITABLE | WRITE_CLOSED,
        }
    }

    #[inline]
    fn edge_bit(self) -> u64 {
        match self {
            Direction::Read => READABLE,
            Direction::Write => WRITABLE,
        }
    }
}

/// Readiness as it was when an operation was tried: what a clear must refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Observed {
    word: u64,
}

impl Observed {
    #[inline]
    pub(super) fn is_ready(self, direction: Direction) -> bool {
        self.word & direction.ready_bits() != 0
    }

    #[inline]
    pub(super) fn is_shut_down(self) -> bool {
        self.word & SHUT_DOWN != 0
    }

    fn tick(self) -> u64 {
        self.word / ONE_TICK
    }
}

/// The word; see the module's picture.
#[derive(Debug)]
pub(super) struct Readiness {
    word: AtomicU64,
}

impl Readiness {
    /// A descriptor worth trying in both directions: that costs one call, and tells for sure.
    pub(super) fn assumed_ready() -> Readiness {
        Readiness { word: AtomicU64::new(READABLE | WRITABLE) }
    }

    /// A descriptor that is not ready before its first edge, like a socket that is connecting.
    pub(super) fn unknown() -> Readiness {
        Readiness { word: AtomicU64::new(0) }
    }

    #[inline]
    pub(super) fn observe(&self) -> Observed {
        Observed { word: self.word.load(Ordering::Acquire) }
    }

    /// Adds what the event says, as a new edge.
    pub(super) fn set(&self, event: Event) {
        let mut bits = 0;
        for (is_set, bit) in [
            (event.is_readable(), READABLE),
            (event.is_writable(), WRITABLE),
            (event.is_read_closed(), READ_CLOSED),
            (event.is_write_closed(), WRITE_CLOSED),
        ] {
            if is_set {
                bits |= bit;
            }
        }
        self.add_edge(bits);
    }

    pub(super) fn shut_down(&self) {
        self.word.fetch_or(SHUT_DOWN, Ordering::AcqRel);
    }

    /// The operation would have blocked: nothing more to do in this direction before the next edge.
    pub(super) fn clear(&self, direction: Direction, observed: Observed) {
        self.remove(direction.ready_bits(), observed);
    }

    /// The operation took all there was: the next edge tells when there is more. A closed direction stays ready, since
    /// no edge will follow.
    #[inline]
    pub(super) fn clear_drained(&self, direction: Direction, observed: Observed) {
        self.remove(direction.edge_bit(), observed);
    }

    fn add_edge(&self, bits: u64) {
        let add = |word: u64| Some((word | bits).wrapping_add(ONE_TICK));
        self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, add).expect("the update never declines");
    }

    #[inline]
    fn remove(&self, bits: u64, observed: Observed) {
        let is_current = |word: u64| Observed { word }.tick() == observed.tick();
        let remove = |word: u64| is_current(word).then_some(word & !bits);
        // Declined when an edge has come since: what it says is newer than what the operation has found.
        let _ = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, remove);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_stale_clear_does_not_erase_a_newer_edge() {
        let readiness = Readiness::unknown();
        readiness.add_edge(READABLE);
        let observed = readiness.observe();
        // As many edges as make a truncated tick equal again.
        for _ in 0..1 << 16 {
            readiness.add_edge(READABLE);
        }
        readiness.clear(Direction::Read, observed);
        assert!(readiness.observe().is_ready(Direction::Read));
        readiness.clear(Direction::Read, readiness.observe());
        assert!(!readiness.observe().is_ready(Direction::Read));
    }

    #[test]
    fn directions_are_cleared_apart() {
        let readiness = Readiness::assumed_ready();
        readiness.clear(Direction::Write, readiness.observe());
        assert!(readiness.observe().is_ready(Direction::Read));
        assert!(!readiness.observe().is_ready(Direction::Write));
    }

    #[test]
    fn a_closed_direction_stays_ready_when_drained() {
        let readiness = Readiness::unknown();
        readiness.add_edge(READABLE | READ_CLOSED);
        readiness.clear_drained(Direction::Read, readiness.observe());
        assert!(readiness.observe().is_ready(Direction::Read));
    }

    #[test]
    fn shutting_down_keeps_the_tick() {
        let readiness = Readiness::assumed_ready();
        let before = readiness.observe();
        readiness.shut_down();
        assert_eq!(readiness.observe().tick(), before.tick());
        assert!(readiness.observe().is_shut_down());
    }
}
