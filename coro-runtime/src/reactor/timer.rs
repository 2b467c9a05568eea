//! One deadline to wait for.
//!
//! Takes: a deadline, and from the first poll on a waker. Gives: `Ready` once the deadline has passed.
//! Invariants: a timer that was never polled, or found its deadline passed, has touched no reactor; one that is dropped
//! leaves nothing behind.

use std::task::{Context, Poll};
use std::time::Instant;

use super::now;
use super::shards::{self, Armed, ArmedAt};
use super::timers::Look;

#[derive(Debug)]
pub(crate) struct Timer {
    deadline: Instant,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing is known.
    New,
    /// The deadline was ahead when the timer was made. It still is at the first poll, as far as that matters: a timer
    /// that was kept for longer fires in the next turn of the reactor, and the others are spared the clock.
    Ahead,
    Armed(ArmedAt),
    Passed,
}

impl Timer {
    pub(crate) fn new(deadline: Instant) -> Timer {
        Timer { deadline, state: State::New }
    }

    /// A timer whose deadline is after the present.
    pub(crate) fn new_ahead(deadline: Instant) -> Timer {
        Timer { deadline, state: State::Ahead }
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Panics if the timer has to wait and no runtime runs on this thread.
    pub(crate) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        let has_passed = match &self.state {
            State::New => self.is_past() || self.arm(cx),
            State::Ahead => self.arm(cx),
            State::Armed(armed) => {
                self.is_past()
                    || match armed.look(cx.waker()) {
                        Look::Waits | Look::WaitsForOther => false,
                        Look::Fired => true,
                        Look::ShutDown => self.arm(cx),
                    }
            }
            State::Passed => true,
        };
        if !has_passed {
            return Poll::Pending;
        }
        self.disarm();
        self.state = State::Passed;
        Poll::Ready(())
    }

    fn is_past(&self) -> bool {
        now() >= self.deadline
    }

    /// True if the deadline has passed.
    fn arm(&mut self, cx: &Context<'_>) -> bool {
        match shards::arm(self.deadline, cx.waker().clone()) {
            Armed::Waits(armed) => {
                self.state = State::Armed(armed);
                false
            }
            Armed::Passed => true,
            Armed::NoRuntime => self.is_past() || no_runtime(),
        }
    }

    fn disarm(&mut self) {
        if let State::Armed(armed) = &self.state {
            armed.cancel();
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}

#[track_caller]
fn no_runtime() -> bool {
    panic!(
        "no runtime on this thread, or one that has been dropped: await timers inside `block_on` or in a task of a runtime"
    )
}
