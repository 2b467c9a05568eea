//! The place where one of several threads waits for a reactor.
//!
//! Takes: turns. Gives: wake-ups.
//!
//! Who waits is the threads' business: one or two at a time as a rule, but any number may. The kernel gives each event to one of them,
//! also that of an unpark: so whoever has got it has to see to it that the one that was meant wakes up.
//!
//! Two descriptors are for the threads themselves: the *unpark* eventfd ends a wait, and the *alarm* does at the next deadline.
//! So no thread has to keep the time for the others.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Instant;

use crate::sys::epoll::{Events, Wait};

use super::{ALARM_TOKEN, CROWD, Reactor, UNPARK_TOKEN, wake_all};

/// See the module.
pub(crate) struct Station {
    reactor: Arc<Reactor>,
    /// Buffers that live from turn to turn.
    events: Events,
    wakers: Vec<Waker>,
}

impl Station {
    /// Takes at most `events` events in one turn.
    pub(crate) fn new(reactor: Arc<Reactor>, events: usize) -> Station {
        Station { reactor, events: Events::new(events), wakers: Vec::new() }
    }

    /// The first half of a turn: takes the events that are there, without waiting.
    pub(crate) fn look(&mut self) {
        self.take_events(Wait::Poll);
    }

    /// The same, but sleeps until there are some, or [`Reactor::unpark_one`].
    pub(crate) fn sleep(&mut self) {
        self.take_events(Wait::Forever);
    }

    fn take_events(&mut self, until: Wait) {
        self.reactor.waits.fetch_add(1, Ordering::Relaxed);
        self.reactor.epoll.wait(&mut self.events, until).expect("an epoll that is open can be waited for");
    }

    /// Whether this turn's events are such as end a wait: perhaps another's.
    pub(crate) fn has_unpark(&self) -> bool {
        self.events.iter().any(|event| event.token == UNPARK_TOKEN)
    }

    /// The second half: wakes those whom the events and the clock concern.
    pub(crate) fn deliver(&mut self) {
        if self.events.iter().any(|event| event.token == ALARM_TOKEN) {
            self.fire_timers();
        }
        self.reactor.deliver(&self.events, &mut self.wakers);
        wake_all(&mut self.wakers);
    }

    fn fire_timers(&mut self) {
        let alarm = self.reactor.alarm.as_ref().expect("a reactor with stations has an alarm");
        alarm.has_rung();
        let timers = &self.reactor.timers;
        let now = Instant::now();
        timers.take_expired(|| now, &mut self.wakers);
        // As a driver does before its sleep: timers that are armed for before that say so.
        if let Some(next) = timers.start_sleep() {
            alarm.ring_by(next.max(now + CROWD));
        }
    }
}

impl Reactor {
    /// Ends the wait in one station; if nobody waits, the next.
    pub(crate) fn unpark_one(&self) {
        self.unpark.notify().expect("an eventfd that is open can be written");
    }
}
