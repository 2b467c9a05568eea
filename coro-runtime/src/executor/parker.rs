//! Sleep for a thread that has nothing to wait for in a reactor, or that has it there.
//!
//! Takes: unparks. Gives: the end of a sleep, the present one or the next. Invariant: any number of unparks ends one
//! sleep; none is lost. The standard library's parking is the user's, who may unpark a thread at any time.

use crate::loom::{AtomicUsize, Ordering};
use crate::mutex::{Condition, Mutex};

const EMPTY: usize = 0;
const PARKED: usize = 1;
const UNPARKED: usize = 2;
/// It sleeps elsewhere: who unparks it has to end that.
const ELSEWHERE: usize = 3;

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
        let parked = self.start(PARKED);
        while parked && self.state.load(Ordering::Acquire) == PARKED {
            guard = self.condition.wait(guard);
        }
        drop(guard);
        self.end();
    }

    /// Sleeps by `sleep`, which [`unpark`](Parker::unpark) lets its caller end. False if it was unparked already, and did not sleep.
    pub(super) fn sleep_elsewhere(&self, sleep: impl FnOnce()) -> bool {
        let sleeps = self.start(ELSEWHERE);
        if sleeps {
            sleep();
        }
        self.end();
        sleeps
    }

    /// It has been unparked, and has not ended its sleep, if it sleeps.
    pub(super) fn is_unparked(&self) -> bool {
        self.state.load(Ordering::Acquire) == UNPARKED
    }

    /// False if it was unparked before.
    fn start(&self, how: usize) -> bool {
        self.state.compare_exchange(EMPTY, how, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// An exchange, so that the sleeper sees what every unpark so far has seen.
    fn end(&self) {
        self.state.swap(EMPTY, Ordering::Acquire);
    }

    /// True if the thread sleeps elsewhere: the caller has to end that.
    #[must_use = "a sleep elsewhere does not end by itself"]
    pub(super) fn unpark(&self) -> bool {
        let before = self.state.swap(UNPARKED, Ordering::AcqRel);
        if before == PARKED {
            drop(self.lock.lock());
            self.condition.notify_one();
        }
        before == ELSEWHERE
    }
}
