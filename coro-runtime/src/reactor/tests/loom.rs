//! Models of arming and cancelling timers on one thread while another fires them and goes to sleep.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=4 cargo test --release -p coro-runtime --lib loom`

use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::thread;

use super::super::timers::{Arming, Look, TimerKey, Timers};

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
