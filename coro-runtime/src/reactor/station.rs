//! The place where one of several threads waits for a reactor.
//!
//! Takes: turns. Gives: what the thread has to know, and wake-ups.
//!
//! All threads that have nothing to do wait in one epoll, at once. The kernel gives each event to one of them. So an event
//! finds a thread as long as one is idle, whatever the others do, and nobody has to hand over anything.
//!
//! Three descriptors are for the threads themselves: the *unpark* eventfd wakes one of them, no matter which; the *alarm*
//! wakes one at the next deadline; the *kick* wakes all of them, one after the other, until it is silenced.
//!
//! A thread that must be woken itself, since it has tasks that nobody else can run, has a station with a *bell*: an epoll of
//! its own that watches its eventfd and the common epoll. It costs one more system call per sleep.
//!
//! Invariants:
//! - An unpark is noticed by whoever takes its event, and once: [`News::is_unparked`].
//! - A bell that is rung before the thread sleeps ends the sleep.

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Instant;

use crate::sys::epoll::{Epoll, Events, Wait};
use crate::sys::eventfd::EventFd;

use super::{ALARM_TOKEN, CROWD, KICK_TOKEN, Reactor, UNPARK_TOKEN, wake_all};

/// See the module.
pub(crate) struct Station {
    reactor: Arc<Reactor>,
    bell: Option<Arc<Bell>>,
    /// Buffers that live from turn to turn.
    events: Events,
    bell_events: Events,
    wakers: Vec<Waker>,
}

/// What a turn has brought to the thread itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// This thread has taken the unpark.
    pub(crate) is_unparked: bool,
    /// All threads shall be awake.
    pub(crate) is_kicked: bool,
}

/// Wakes the thread of one station.
#[derive(Debug)]
pub(crate) struct Bell {
    epoll: Epoll,
    eventfd: EventFd,
}

impl Bell {
    /// Ends the sleep of the station that has it, or its next.
    pub(crate) fn ring(&self) {
        self.eventfd.notify().expect("an eventfd that is open can be written");
    }
}

impl Station {
    /// Takes at most `events` events in one turn.
    pub(crate) fn new(reactor: Arc<Reactor>, events: usize) -> Station {
        let (events, bell_events) = (Events::new(events), Events::new(2));
        Station { reactor, bell: None, events, bell_events, wakers: Vec::new() }
    }

    /// Hangs up a bell.
    pub(crate) fn install_bell(&mut self) -> io::Result<Arc<Bell>> {
        let (epoll, eventfd) = (Epoll::new()?, EventFd::new()?);
        epoll.add_readable(eventfd.as_fd(), UNPARK_TOKEN)?;
        epoll.add_readable(self.reactor.epoll.as_fd(), KICK_TOKEN)?;
        let bell = Arc::new(Bell { epoll, eventfd });
        self.bell = Some(Arc::clone(&bell));
        Ok(bell)
    }

    /// Takes the events that are there, without waiting.
    pub(crate) fn poll(&mut self) -> News {
        self.take_events(Wait::Poll);
        self.deliver()
    }

    /// Sleeps until there are events, for whichever thread.
    pub(crate) fn sleep(&mut self) -> News {
        match self.bell.clone() {
            None => self.take_events(Wait::Forever),
            Some(bell) => {
                // The bell's edge is of events that came since: those that are there already are taken first.
                self.take_events(Wait::Poll);
                if self.events.len() == 0 {
                    wait(&bell.epoll, &mut self.bell_events, Wait::Forever);
                    self.take_events(Wait::Poll);
                }
            }
        }
        self.deliver()
    }

    fn take_events(&mut self, until: Wait) {
        self.reactor.waits.fetch_add(1, Ordering::Relaxed);
        wait(&self.reactor.epoll, &mut self.events, until);
    }

    fn deliver(&mut self) -> News {
        let (mut news, mut has_rung) = (News::default(), false);
        for event in self.events.iter() {
            news.is_unparked |= event.token == UNPARK_TOKEN;
            news.is_kicked |= event.token == KICK_TOKEN;
            has_rung |= event.token == ALARM_TOKEN;
        }
        if has_rung {
            self.fire_timers();
        }
        self.reactor.deliver(&self.events, &mut self.wakers);
        wake_all(&mut self.wakers);
        news
    }

    fn fire_timers(&mut self) {
        let common = self.reactor.common.as_ref().expect("only such a reactor has an alarm");
        common.alarm.has_rung();
        let timers = &self.reactor.timers;
        let now = Instant::now();
        timers.take_expired(|| now, &mut self.wakers);
        // As a driver does before its sleep: timers that are armed for before that say so.
        if let Some(next) = timers.start_sleep() {
            common.alarm.ring_by(next.max(now + CROWD));
        }
    }
}

fn wait(epoll: &Epoll, events: &mut Events, until: Wait) {
    epoll.wait(events, until).expect("an epoll that is open can be waited for");
}

impl Reactor {
    /// Wakes one of the threads that wait in a station; if none does, the next that would.
    pub(crate) fn unpark_one(&self) {
        self.unpark.notify().expect("an eventfd that is open can be written");
    }

    /// Wakes all threads that wait in a station, and lets none sleep before [`silence`](Reactor::silence).
    pub(crate) fn kick(&self) {
        self.common().kick.notify().expect("an eventfd that is open can be written");
    }

    /// Lets the threads sleep again.
    pub(crate) fn silence(&self) {
        self.common().kick.drain().expect("an eventfd that is open can be read");
    }

    fn common(&self) -> &super::Common {
        self.common.as_ref().expect("a reactor with stations")
    }
}
