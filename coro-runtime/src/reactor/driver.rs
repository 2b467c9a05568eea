//! The right to wait.
//!
//! Takes: a look for work that need not wait. Gives: one turn: events and expired timers become wake-ups.
//! Invariant: one driver per reactor, so one thread waits at a time. Where several threads wait, they have a
//! [`Station`](super::Station) each instead.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Instant;

use crate::sys::epoll::{Events, Wait};
use crate::sys::slack;

use super::{CROWD, Reactor, wake_all};

/// Waits for the events of one reactor.
pub(crate) struct Driver {
    reactor: Arc<Reactor>,
    /// When timers have fired last.
    fired: Option<Instant>,
    /// The limit of lateness that the thread had before it was changed; see `sys::slack`.
    slack: Option<u64>,
    /// Buffers that live from turn to turn.
    events: Events,
    wakers: Vec<Waker>,
}

impl Driver {
    /// Takes at most `events` events in one turn.
    pub(crate) fn new(events: usize) -> io::Result<Driver> {
        let (reactor, events) = (Reactor::new()?, Events::new(events));
        Ok(Driver { reactor, fired: None, slack: None, events, wakers: Vec::new() })
    }

    pub(crate) fn reactor(&self) -> &Arc<Reactor> {
        &self.reactor
    }

    /// Takes the events that are there, without waiting.
    pub(crate) fn poll(&mut self) {
        self.turn(Wait::Poll);
    }

    /// Sleeps until an event, a timer or [`Reactor::unpark`], unless `is_idle` finds that there is something to do.
    ///
    /// `is_idle` is asked after the sleep was announced: what is brought later ends the sleep.
    pub(crate) fn park(&mut self, is_idle: impl FnOnce() -> bool) {
        self.reactor.parked.store(true, Ordering::SeqCst);
        if !is_idle() {
            self.turn(Wait::Poll);
        } else if self.reactor.clock.is_paused() {
            self.park_while_time_stands();
        } else {
            let wait = self.until_next_timer();
            self.turn(wait);
        }
        // Who does not see that yet ends a sleep in vain; who sees it brings what is found before the next is announced.
        self.reactor.parked.store(false, Ordering::Release);
    }

    /// This thread stops driving the reactor: its sleeps may be as late again as they might before.
    pub(crate) fn leave(&mut self) {
        if let Some(nanoseconds) = self.slack.take() {
            // If it could be changed there, it can be changed back.
            let _ = slack::replace(nanoseconds);
        }
    }

    fn until_next_timer(&mut self) -> Wait {
        let Some(next) = self.reactor.timers.start_sleep() else { return Wait::Forever };
        let deadline = self.fired.map_or(next, |fired| next.max(fired + CROWD));
        if self.slack.is_none() {
            // Where this is not allowed, timers are later by what the kernel likes, 50 µs as a rule.
            self.slack = Some(slack::replace(1).unwrap_or(0));
        }
        self.reactor.clock.to_system(deadline).map_or(Wait::Forever, Wait::Until)
    }

    /// The clock may be moved only if there is nothing else to do: no event, no timer that is due, no unpark.
    fn park_while_time_stands(&mut self) {
        // Before the look at what it may have woken.
        let has_work = self.reactor.clock.has_work();
        if self.turn(Wait::Poll) || !self.reactor.parked.load(Ordering::SeqCst) {
            return;
        }
        let next_timer = self.reactor.timers.start_sleep();
        if self.reactor.clock.skip(!has_work, next_timer, &mut self.wakers) {
            self.wake();
        } else {
            self.turn(Wait::Forever);
        }
    }

    /// True if somebody was woken.
    fn turn(&mut self, wait: Wait) -> bool {
        self.wait(wait);
        self.deliver()
    }

    /// The first half of a turn: takes the events from the kernel.
    pub(super) fn wait(&mut self, wait: Wait) {
        // Nobody else counts.
        let waits = &self.reactor.waits;
        waits.store(waits.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        self.reactor.epoll.wait(&mut self.events, wait).expect("an epoll that is open can be waited for");
    }

    /// The second half: wakes those whom the events and the clock concern. True if there are any.
    pub(super) fn deliver(&mut self) -> bool {
        self.deliver_events();
        self.wake()
    }

    /// Wakes those whom the events concern and those whose time has come.
    fn wake(&mut self) -> bool {
        let concerned = self.wakers.len();
        let mut now = None;
        let clock = || *now.get_or_insert_with(|| self.reactor.clock.now());
        self.reactor.timers.take_expired(clock, &mut self.wakers);
        if self.wakers.len() > concerned {
            self.fired = now;
        }
        let is_anybody = !self.wakers.is_empty();
        wake_all(&mut self.wakers);
        is_anybody
    }

    fn deliver_events(&mut self) {
        self.reactor.deliver(&self.events, &mut self.wakers);
    }
}
