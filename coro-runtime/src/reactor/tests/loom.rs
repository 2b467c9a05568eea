//! Models of arming and cancelling timers on one thread while another fires them and goes to sleep; and of operations on a
//! descriptor while another thread notes its events.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=4 cargo test --release -p coro-runtime --lib loom`

use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::thread;

use super::super::readiness::{Direction, Readiness};
use super::super::source::Source;
use super::super::timers::{Arming, Look, TimerKey, Timers};
use crate::slab::Key;
use crate::sys::epoll::Event;

const MS: Duration = Duration::from_millis(1);

/// Counts its wake-ups.
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn count() -> (std::sync::Arc<Count>, Waker) {
    let count = std::sync::Arc::new(Count(AtomicUsize::new(0)));
    (std::sync::Arc::clone(&count), Waker::from(count))
}

fn arm(timers: &Timers, deadline: Instant, waker: Waker) -> Option<(TimerKey, bool)> {
    match timers.arm(deadline, waker) {
        Arming::Armed { key, ends_sleep } => Some((key, ends_sleep)),
        Arming::Passed(_) => None,
        Arming::ShutDown(_) => panic!("nobody shuts down"),
    }
}

/// What the driver and `Reactor::unpark` do, with a flag in place of the eventfd.
#[derive(Default)]
struct Parking {
    parked: AtomicBool,
    is_notified: AtomicBool,
}

impl Parking {
    fn unpark(&self) {
        if self.parked.load(Ordering::SeqCst) && self.parked.swap(false, Ordering::SeqCst) {
            self.is_notified.store(true, Ordering::SeqCst);
        }
    }
}

#[test]
fn a_driver_does_not_sleep_beyond_a_timer() {
    loom::model(|| {
        let epoch = Instant::now();
        let (timers, parking) = (Arc::new(Timers::new(epoch)), Arc::new(Parking::default()));
        arm(&timers, epoch + 9 * MS, Waker::noop().clone());
        let arming = {
            let (timers, parking) = (Arc::clone(&timers), Arc::clone(&parking));
            thread::spawn(move || {
                let armed = arm(&timers, epoch + 5 * MS, Waker::noop().clone());
                if let Some((_, true)) = armed {
                    parking.unpark();
                }
            })
        };
        // A turn, as `Driver::park` does it, until the wait.
        let mut wakers = Vec::new();
        timers.take_expired(|| epoch + MS, &mut wakers);
        parking.parked.store(true, Ordering::SeqCst);
        let sleeps_until = timers.start_sleep().expect("one timer is armed");
        arming.join().unwrap();
        assert!(wakers.is_empty());
        assert!(sleeps_until == epoch + 5 * MS || parking.is_notified.load(Ordering::SeqCst));
    });
}

/// The driver has slept for ever, and will again without a look under the lock, if it sees no timer.
#[test]
fn a_driver_does_not_sleep_for_ever_beyond_the_first_timer() {
    loom::model(|| {
        let epoch = Instant::now();
        let (timers, parking) = (Arc::new(Timers::new(epoch)), Arc::new(Parking::default()));
        assert_eq!(timers.start_sleep(), None);
        let arming = {
            let (timers, parking) = (Arc::clone(&timers), Arc::clone(&parking));
            thread::spawn(move || {
                // One that comes and goes leaves the next, which is later, to be seen.
                for deadline in [4 * MS, 5 * MS] {
                    let (key, ends_sleep) =
                        arm(&timers, epoch + deadline, Waker::noop().clone()).expect("it is ahead");
                    if ends_sleep {
                        parking.unpark();
                    }
                    if deadline == 4 * MS {
                        drop(timers.cancel(key));
                    }
                }
            })
        };
        timers.take_expired(|| epoch + MS, &mut Vec::new());
        parking.parked.store(true, Ordering::SeqCst);
        let sleeps_until = timers.start_sleep();
        arming.join().unwrap();
        let is_in_time = sleeps_until.is_some_and(|until| until <= epoch + 5 * MS);
        assert!(is_in_time || parking.is_notified.load(Ordering::SeqCst));
    });
}

#[test]
fn a_timer_fires_or_is_cancelled() {
    loom::model(|| {
        let epoch = Instant::now();
        let timers = Arc::new(Timers::new(epoch));
        let (count, waker) = count();
        let (key, _) = arm(&timers, epoch + MS, waker).expect("a deadline that is ahead");
        let firing = {
            let timers = Arc::clone(&timers);
            thread::spawn(move || {
                let mut wakers = Vec::new();
                timers.take_expired(|| epoch + 2 * MS, &mut wakers);
                wakers.into_iter().for_each(Waker::wake);
            })
        };
        let is_cancelled = timers.cancel(key).is_some();
        // Its place is taken by another, whom the key must not name.
        let other = arm(&timers, epoch + 3 * MS, Waker::noop().clone());
        assert!(timers.cancel(key).is_none());
        firing.join().unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst), usize::from(!is_cancelled));
        assert_eq!(timers.len(), usize::from(other.is_some()));
    });
}

#[test]
fn a_timer_that_changes_its_waker_wakes_the_new_one_or_has_fired() {
    loom::model(|| {
        let epoch = Instant::now();
        let timers = Arc::new(Timers::new(epoch));
        let (_, first) = count();
        let (count, second) = count();
        let (key, _) = arm(&timers, epoch + MS, first).expect("a deadline that is ahead");
        let firing = {
            let timers = Arc::clone(&timers);
            thread::spawn(move || {
                let mut wakers = Vec::new();
                timers.take_expired(|| epoch + 2 * MS, &mut wakers);
                wakers.into_iter().for_each(Waker::wake);
            })
        };
        drop(timers.replace_waker(key, second.clone()));
        let has_fired = timers.look(key, &second) == Look::Fired;
        firing.join().unwrap();
        // A poll that has seen it wait is followed by a wake-up of the waker of that poll.
        assert!(has_fired || count.0.load(Ordering::SeqCst) == 1);
        assert_eq!(timers.look(key, &second), Look::Fired);
    });
}

#[test]
fn a_timer_is_woken_when_its_reactor_goes_away() {
    loom::model(|| {
        let epoch = Instant::now();
        let timers = Arc::new(Timers::new(epoch));
        let ending = {
            let timers = Arc::clone(&timers);
            thread::spawn(move || {
                let mut wakers = Vec::new();
                timers.shut_down(&mut wakers);
                wakers.into_iter().for_each(Waker::wake);
            })
        };
        let (count, waker) = count();
        let was_armed = matches!(timers.arm(epoch + MS, waker), Arming::Armed { .. });
        ending.join().unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst), usize::from(was_armed));
    });
}

/// A descriptor to read from: the kernel's buffer, and what the runtime knows of it.
struct Pipe {
    bytes: AtomicUsize,
    source: Source,
}

impl Pipe {
    fn new(readiness: Readiness) -> Arc<Pipe> {
        Arc::new(Pipe { bytes: AtomicUsize::new(0), source: Source::new(Key::from_bits(0), readiness) })
    }

    /// A byte arrives; the kernel reports that, and the driver notes it.
    fn arrive(&self) {
        self.bytes.fetch_add(1, Ordering::SeqCst);
        let mut wakers = Vec::new();
        self.source.take_event(Event::readable(), &mut wakers);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// What an operation does in one poll: reads one byte, or all there are and then does not ask again.
    fn poll_read(&self, takes_all: bool, cx: &Context<'_>) -> Poll<usize> {
        let mut waiter = None;
        loop {
            let Poll::Ready(observed) = self.source.poll(Direction::Read, &mut waiter, cx) else {
                return Poll::Pending;
            };
            let take = |bytes: usize| (bytes > 0).then(|| if takes_all { 0 } else { bytes - 1 });
            match self.bytes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
                Ok(bytes) if takes_all => {
                    self.source.readiness.clear_drained(Direction::Read, observed);
                    return Poll::Ready(bytes);
                }
                Ok(_) => return Poll::Ready(1),
                Err(_) => self.source.readiness.clear(Direction::Read, observed),
            }
        }
    }
}

/// Reads `wanted` bytes while they arrive on other threads. loom reports a deadlock if a wake-up is lost.
fn read_all(wanted: usize, takes_all: bool, readiness: fn() -> Readiness) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(move || {
        let pipe = Pipe::new(readiness());
        let arriving: Vec<_> = (0..wanted)
            .map(|_| {
                let pipe = Arc::clone(&pipe);
                thread::spawn(move || pipe.arrive())
            })
            .collect();
        let unpark = std::sync::Arc::new(Unpark(loom::sync::Notify::new()));
        let waker = Waker::from(std::sync::Arc::clone(&unpark));
        let mut read = 0;
        while read < wanted {
            match pipe.poll_read(takes_all, &Context::from_waker(&waker)) {
                Poll::Ready(count) => read += count,
                Poll::Pending => unpark.0.wait(),
            }
        }
        arriving.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!((read, pipe.bytes.load(Ordering::SeqCst)), (wanted, 0));
    });
}

/// Ends the sleep of one thread.
struct Unpark(loom::sync::Notify);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.notify();
    }
}

#[test]
fn an_event_is_not_lost_behind_a_call_that_would_block() {
    read_all(2, false, Readiness::assumed_ready);
    read_all(2, false, Readiness::unknown);
}

#[test]
fn an_event_is_not_lost_behind_a_call_that_took_all_there_was() {
    read_all(2, true, Readiness::assumed_ready);
    read_all(2, true, Readiness::unknown);
}

/// The place for the wakers of those that keep none of their own: whoever has to give way is woken and looks again, so an event finds
/// all. (Two that both look again and again are busy until it comes; one of these looks once.)
#[test]
fn who_gives_way_to_another_still_sees_an_event() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(|| {
        let pipe = Pipe::new(Readiness::unknown());
        let (count, other_waker) = count();
        let other = {
            let pipe = Arc::clone(&pipe);
            thread::spawn(move || {
                pipe.source.poll_common(Direction::Read, &Context::from_waker(&other_waker)).is_pending()
            })
        };
        let arriving = {
            let pipe = Arc::clone(&pipe);
            thread::spawn(move || pipe.arrive())
        };
        let unpark = std::sync::Arc::new(Unpark(loom::sync::Notify::new()));
        let waker = Waker::from(std::sync::Arc::clone(&unpark));
        while pipe.source.poll_common(Direction::Read, &Context::from_waker(&waker)).is_pending() {
            unpark.0.wait();
        }
        let has_waited = other.join().unwrap();
        arriving.join().unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst), usize::from(has_waited));
        assert_eq!((pipe.source.waiters(), std::sync::Arc::strong_count(&unpark)), (0, 2));
    });
}

#[test]
fn who_waits_for_a_descriptor_is_told_when_its_reactor_goes_away() {
    loom::model(|| {
        let pipe = Pipe::new(Readiness::unknown());
        let (count, waker) = count();
        let ending = {
            let pipe = Arc::clone(&pipe);
            thread::spawn(move || {
                let mut wakers = Vec::new();
                pipe.source.shut_down(&mut wakers);
                wakers.into_iter().for_each(Waker::wake);
            })
        };
        let mut waiter = None;
        let has_waited =
            pipe.source.poll(Direction::Read, &mut waiter, &Context::from_waker(&waker)).is_pending();
        ending.join().unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst), usize::from(has_waited));
        let Poll::Ready(observed) =
            pipe.source.poll(Direction::Read, &mut waiter, &Context::from_waker(&waker))
        else {
            panic!("it will not be driven any more")
        };
        assert!(observed.is_shut_down());
    });
}

#[test]
fn who_stops_to_wait_leaves_no_waker() {
    loom::model(|| {
        let pipe = Pipe::new(Readiness::unknown());
        let (count, waker) = count();
        let mut waiters = [None, None];
        for waiter in &mut waiters {
            let polled = pipe.source.poll(Direction::Read, waiter, &Context::from_waker(&waker));
            assert!(polled.is_pending());
        }
        let arriving = {
            let pipe = Arc::clone(&pipe);
            thread::spawn(move || pipe.arrive())
        };
        for id in waiters {
            pipe.source.remove(Direction::Read, id.unwrap());
        }
        // Without a lock, perhaps: so it was seen that the event has taken them.
        assert_eq!(pipe.source.waiters(), 0);
        arriving.join().unwrap();
        drop(waker);
        assert_eq!(std::sync::Arc::strong_count(&count), 1);
    });
}
