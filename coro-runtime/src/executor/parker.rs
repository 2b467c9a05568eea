//! Sleep for a thread that has nothing to wait for in a reactor.
//!
//! Takes: unparks. Gives: the end of a sleep, the present one or the next. Invariant: any number of unparks ends one
//! sleep; none is lost. The standard library's parking is the user's, who may unpark a thread at any time.

use crate::loom::{AtomicUsize, Ordering};
use crate::mutex::{Condition, Mutex};

const EMPTY: usize = 0;
const PARKED: usize = 1;
const UNPARKED: usize = 2;

/// See the module. One thread parks, any unpark it.
#[derive(Debug)]
pub(super) struct Parker {
    state: AtomicUsize,
    /// Held by the parking thread but for its sleep, so that a notification cannot fall between its look and its sleep.
    lock: Mutex<()>,
    condition: Condition,
}

impl Parker {
    pub(super) fn new() -> Parker {
        Parker { state: AtomicUsize::new(EMPTY), lock: Mutex::new(()), condition: Condition::default() }
    }

    pub(super) fn park(&self) {
        let mut guard = self.lock.lock();
        let parked = self.state.compare_exchange(EMPTY, PARKED, Ordering::Acquire, Ordering::Acquire).is_ok();
        while parked && self.state.load(Ordering::Acquire) == PARKED {
            guard = self.condition.wait(guard);
        }
        drop(guard);
        // An exchange, so that the sleeper sees what every unpark so far has seen.
        self.state.swap(EMPTY, Ordering::Acquire);
    }

    pub(super) fn unpark(&self) {
        if self.state.swap(UNPARKED, Ordering::AcqRel) == PARKED {
            drop(self.lock.lock());
            self.condition.notify_one();
        }
    }
}
