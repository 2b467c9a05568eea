//! One deadline to wait for.
//!
//! Takes: a deadline, and from the first poll on a waker. Gives: `Ready` once the deadline has passed.
//! Invariants: a timer that was never polled, or found its deadline passed, has touched no reactor; one that is dropped
//! leaves nothing behind.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use super::timers::{Arming, Look, TimerKey};
use super::{Reactor, current, now};

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
    Armed {
        reactor: Arc<Reactor>,
        key: TimerKey,
    },
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
            State::Armed { reactor, key } => {
                self.is_past()
                    || match look(reactor, *key, cx) {
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
        let Some(reactor) = current() else { return self.is_past() || no_runtime() };
        match reactor.timers.arm(self.deadline, cx.waker().clone()) {
            Arming::Armed { key, ends_sleep } => {
                if ends_sleep {
                    reactor.deadline_moved(self.deadline);
                }
                self.state = State::Armed { reactor, key };
                false
            }
            Arming::Passed(waker) => {
                drop(waker);
                true
            }
            Arming::ShutDown(waker) => {
                drop(waker);
                no_runtime()
            }
        }
    }

    fn disarm(&mut self) {
        if let State::Armed { reactor, key } = &self.state {
            let waker = reactor.timers.cancel(*key);
            drop(waker);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}

/// What has become of an armed timer; if it waits, then with the present waker.
fn look(reactor: &Reactor, key: TimerKey, cx: &Context<'_>) -> Look {
    let look = reactor.timers.look(key, cx.waker());
    let Look::WaitsForOther = look else { return look };
    let replaced = reactor.timers.replace_waker(key, cx.waker().clone());
    drop(replaced);
    // It may have fired between the two locks, and woken the other waker only.
    reactor.timers.look(key, cx.waker())
}

#[track_caller]
fn no_runtime() -> bool {
    panic!("no runtime on this thread: await timers inside `block_on` or in a task of its runtime")
}
