//! One deadline to wait for.
//!
//! Takes: a deadline, and from the first poll on a waker. Gives: `Ready` once the deadline has passed.
//! Invariants: a timer that was never polled, or found its deadline passed, has touched no reactor; one that is dropped
//! leaves nothing behind.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use super::timers::{Armed, TimerKey};
use super::{Reactor, current};

#[derive(Debug)]
pub(crate) struct Timer {
    deadline: Instant,
    armed: Option<ArmedAt>,
}

#[derive(Debug)]
struct ArmedAt {
    reactor: Arc<Reactor>,
    key: TimerKey,
}

impl Timer {
    pub(crate) fn new(deadline: Instant) -> Timer {
        Timer { deadline, armed: None }
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Panics if the timer has to wait and no runtime runs on this thread.
    pub(crate) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if Instant::now() >= self.deadline {
            self.disarm();
            return Poll::Ready(());
        }
        if !self.rearm(cx) {
            self.arm(cx);
        }
        Poll::Pending
    }

    /// Gives the new waker to an armed timer. False if there is none, also because its reactor was shut down.
    fn rearm(&mut self, cx: &Context<'_>) -> bool {
        let Some(ArmedAt { reactor, key }) = &self.armed else { return false };
        if reactor.timers.lock().will_wake(*key, cx.waker()) {
            return true;
        }
        let waker = cx.waker().clone();
        let replaced = reactor.timers.lock().replace_waker(*key, waker);
        replaced.is_ok()
    }

    fn arm(&mut self, cx: &Context<'_>) {
        let reactor = current().expect(NO_RUNTIME);
        let waker = cx.waker().clone();
        let armed = reactor.timers.lock().arm(self.deadline, waker);
        let key = match armed {
            Armed::Earliest(key) => {
                reactor.unpark();
                key
            }
            Armed::Later(key) => key,
            Armed::ShutDown(waker) => {
                drop(waker);
                panic!("{NO_RUNTIME}");
            }
        };
        self.armed = Some(ArmedAt { reactor, key });
    }

    fn disarm(&mut self) {
        if let Some(ArmedAt { reactor, key }) = self.armed.take() {
            let waker = reactor.timers.lock().cancel(key);
            drop(waker);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}

const NO_RUNTIME: &str =
    "no runtime on this thread: await timers inside `block_on` or in a task of its runtime";
