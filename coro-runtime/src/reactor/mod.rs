//! Readiness of descriptors, and timers, in one wait.
//!
//! Takes: descriptors ([`Registration`]), deadlines ([`Timer`]) and wakers. Gives: wake-ups. It knows nothing of tasks.
//!
//! Two halves: [`Reactor`] is shared, and any thread may register with it; [`Driver`] is the one right to wait. A reactor
//! that several threads wait for gives each a [`Station`] instead of that.
//!
//! Invariants:
//! - One `EPOLL_CTL_ADD` per descriptor, edge-triggered, for both directions; its [token](crate::slab::Key) is never
//!   used twice, so an event for a descriptor that was closed since finds nobody.
//! - Wakers are cloned, woken and dropped outside of every lock, and a waker that panics harms nobody else.
//! - A future that is dropped takes its waker with it. What polls a descriptor without a future of this crate leaves its waker there
//!   until the next event, one a direction.
//! - The driver sleeps only after it has announced it and looked again for work; whoever brings work looks for the
//!   announcement afterwards. So no wake-up is lost and none costs a system call while the driver is awake.

mod alarm;
mod clock;
mod context;
mod driver;
mod readiness;
mod registration;
mod shards;
mod source;
mod station;
mod timer;
mod timers;
mod waiters;
mod wheel;

#[cfg(test)]
mod tests;

pub(crate) use clock::{WishKey, now};
pub(crate) use context::{Entered, current, enter};
pub(crate) use driver::Driver;
pub(crate) use readiness::{Direction, Observed};
pub(crate) use registration::{Registration, Waiter};
pub(crate) use station::Station;
pub(crate) use timer::Timer;

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Waker;
use std::time::{Duration, Instant};

use crate::contain::contain_panic;
use crate::mutex::Mutex;
use crate::slab::{Key, Slab};
use crate::sys::epoll::{Epoll, Events};
use crate::sys::eventfd::EventFd;

use self::alarm::Alarm;
use self::clock::Clock;
use self::shards::Shards;
use self::source::Source;

/// The token of the eventfd that ends a wait. No [`Key`](crate::slab::Key) is like it before 2^32 sources live at once.
const UNPARK_TOKEN: u64 = u64::MAX;
/// The token of the timer of a reactor with stations.
const ALARM_TOKEN: u64 = u64::MAX - 1;

/// Timers that are due so soon after others have fired wait for each other: to wake up for each would cost more than what
/// most of them do. The first of a crowd is not kept waiting.
const CROWD: Duration = Duration::from_micros(100);

/// What every thread may do with the reactor: register, deregister and end its sleep.
#[derive(Debug)]
pub(crate) struct Reactor {
    epoll: Epoll,
    unpark: EventFd,
    /// Set while the driver sleeps or is about to. Whoever resets it ends the sleep.
    parked: AtomicBool,
    sources: Mutex<Sources>,
    timers: Shards,
    clock: Clock,
    /// A driver only stores it; those who wait in stations add to it.
    waits: AtomicU64,
    /// Where several threads wait by turns.
    alarm: Option<Alarm>,
}

#[derive(Debug)]
struct Sources {
    slab: Slab<Arc<Source>>,
    /// How many events the kernel has reported.
    events: u64,
    is_shut_down: bool,
}

impl Reactor {
    /// For one [`Driver`].
    pub(crate) fn new() -> io::Result<Arc<Reactor>> {
        Reactor::with(1, |_| Ok(None))
    }

    /// For a [`Station`] of each of so many threads.
    pub(crate) fn new_common(threads: usize) -> io::Result<Arc<Reactor>> {
        let reactor = Reactor::with(threads, |epoll| Alarm::new(epoll, ALARM_TOKEN).map(Some))?;
        // There is always somebody who sleeps, or might: every new earliest deadline sets the alarm.
        reactor.timers.start_sleep();
        Ok(reactor)
    }

    /// Whether several threads wait for it. Then nobody knows when nothing can go on, so its clock cannot be stopped.
    pub(crate) fn has_stations(&self) -> bool {
        self.alarm.is_some()
    }

    fn with(
        threads: usize,
        alarm: impl FnOnce(&Epoll) -> io::Result<Option<Alarm>>,
    ) -> io::Result<Arc<Reactor>> {
        let epoll = Epoll::new()?;
        let unpark = EventFd::new()?;
        epoll.add_readable(unpark.as_fd(), UNPARK_TOKEN)?;
        let alarm = alarm(&epoll)?;
        let reactor = Arc::new(Reactor {
            epoll,
            unpark,
            parked: AtomicBool::new(false),
            sources: Mutex::new(Sources { slab: Slab::new(), events: 0, is_shut_down: false }),
            timers: Shards::new(u32::try_from(threads).unwrap_or(u32::MAX)),
            clock: Clock::new(),
            waits: AtomicU64::new(0),
            alarm,
        });
        shards::register(&reactor);
        Ok(reactor)
    }

    /// Ends the driver's sleep, if it sleeps or is about to. The work that it shall find must be visible to its next
    /// look before this is called: stored in the one order of what is sequentially consistent, or before a fence.
    pub(crate) fn unpark(&self) {
        if self.parked.load(Ordering::SeqCst) && self.parked.swap(false, Ordering::SeqCst) {
            self.unpark.notify().expect("an eventfd that is open can be written");
        }
    }

    /// Lets a thread that sleeps wake up for a new earliest deadline.
    pub(crate) fn deadline_moved(&self, deadline: Instant) {
        match &self.alarm {
            Some(alarm) => alarm.ring_by(deadline),
            None => self.unpark(),
        }
    }

    /// Notes events, and moves the wakers that they concern to `wakers`.
    fn deliver(&self, events: &Events, wakers: &mut Vec<Waker>) {
        if events.len() == 0 {
            return;
        }
        let mut sources = self.sources.lock();
        sources.events += events.len() as u64;
        for event in events.iter() {
            // Not found: the tokens that are no source's, and a source that was deregistered since the kernel saw the
            // event.
            if let Some(source) = sources.slab.get(Key::from_bits(event.token)) {
                source.take_event(event, wakers);
            }
        }
    }

    /// Fails what waits now and what will be registered from now on: nobody will drive this reactor again.
    pub(crate) fn shut_down(&self) {
        let mut wakers = Vec::new();
        {
            let mut sources = self.sources.lock();
            sources.is_shut_down = true;
            for source in sources.slab.iter() {
                source.shut_down(&mut wakers);
            }
        }
        self.timers.shut_down(&mut wakers);
        wake_all(&mut wakers);
    }

    /// A part of the timers for a thread to itself, as far as there are enough.
    fn assign_shard(&self) -> u32 {
        self.timers.assign()
    }

    /// Some work begins on another thread, of which the runtime waits for the end.
    pub(crate) fn start_work(&self) {
        self.clock.start_work();
    }

    /// It has ended, and whom it concerns has been woken.
    pub(crate) fn end_work(&self) {
        if self.clock.end_work() {
            self.unpark();
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How often the driver has waited for events.
    pub(crate) fn waits(&self) -> u64 {
        self.waits.load(Ordering::Relaxed)
    }

    /// How many events the kernel has reported.
    pub(crate) fn events(&self) -> u64 {
        self.sources.lock().events
    }

    /// How many descriptors are registered.
    pub(crate) fn sources(&self) -> usize {
        self.sources.lock().slab.len()
    }

    /// How many futures wait for descriptors.
    pub(crate) fn waiters(&self) -> usize {
        self.sources.lock().slab.iter().map(|source| source.waiters()).sum()
    }

    /// How many timers are armed.
    pub(crate) fn timers(&self) -> usize {
        self.timers.len()
    }
}

/// Wakes all of them; the panic of one does not keep the others from it.
fn wake_all(wakers: &mut Vec<Waker>) {
    for waker in wakers.drain(..) {
        contain_panic(move || waker.wake());
    }
}
