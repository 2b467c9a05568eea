//! Unit tests of the reactor without an executor; `loom` models its timers on two threads.

#[cfg(loom)]
mod loom;

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::sys::epoll::Wait;

use super::{Direction, Driver, Registration, Timer, enter};

/// Counts its wake-ups.
#[derive(Default)]
struct Count(AtomicUsize);

impl Count {
    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn count() -> (Arc<Count>, Waker) {
    let count = Arc::new(Count::default());
    (Arc::clone(&count), Waker::from(count))
}

/// A waker that panics when it is woken.
struct Bomb;

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        panic!("a waker panics");
    }
}

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let far = listener.accept().unwrap().0;
    near.set_nonblocking(true).unwrap();
    (near, far)
}

/// Takes what the kernel reports on registration.
fn settle(driver: &mut Driver) {
    for _ in 0..3 {
        driver.poll();
    }
}

/// Waits with `waker` until there is an edge to read.
fn arm<'a>(io: &'a Registration<TcpStream>, waker: &Waker) -> super::Waiter<'a> {
    let mut waiter = io.waiter(Direction::Read);
    let cx = Context::from_waker(waker);
    while let Poll::Ready(observed) = waiter.poll_ready(&cx) {
        io.clear(Direction::Read, observed.unwrap());
    }
    waiter
}

#[test]
fn an_edge_wakes_all_waiters_of_its_direction() {
    let mut driver = Driver::new(64).unwrap();
    let _entered = enter(Arc::clone(driver.reactor()));
    let (near, mut far) = pair();
    let io = Registration::new(near).unwrap();
    settle(&mut driver);
    let counts = [(); 3].map(|()| count());
    let waiters = counts.each_ref().map(|(_, waker)| arm(&io, waker));
    assert_eq!(driver.reactor().waiters(), 3);
    far.write_all(b"x").unwrap();
    driver.park(|| true);
    assert_eq!(counts.map(|(count, _)| count.get()), [1, 1, 1]);
    assert_eq!(driver.reactor().waiters(), 0);
    drop(waiters);
}

#[test]
fn a_dropped_waiter_is_not_woken() {
    let mut driver = Driver::new(64).unwrap();
    let _entered = enter(Arc::clone(driver.reactor()));
    let (near, mut far) = pair();
    let io = Registration::new(near).unwrap();
    settle(&mut driver);
    let (dropped, waker) = count();
    drop(arm(&io, &waker));
    let (waiting, waker) = count();
    let _waiter = arm(&io, &waker);
    far.write_all(b"x").unwrap();
    driver.park(|| true);
    assert_eq!((dropped.get(), waiting.get()), (0, 1));
}

#[test]
fn events_of_a_closed_descriptor_do_not_reach_the_next_of_its_number() {
    let mut driver = Driver::new(64).unwrap();
    let _entered = enter(Arc::clone(driver.reactor()));
    let (near, mut far) = pair();
    let (next_near, _next_far) = pair();
    let number = near.as_raw_fd();
    let first = Registration::new(near).unwrap();
    settle(&mut driver);
    let (old, waker) = count();
    drop(arm(&first, &waker));
    // The event is taken from the kernel, and before it is delivered the descriptor is closed.
    far.write_all(b"x").unwrap();
    driver.wait(Wait::Forever);
    drop(first);

    // The next descriptor gets the number (unless another test was quicker) and the place in the slab.
    let second = next_near.try_clone().unwrap();
    let has_number = second.as_raw_fd() == number;
    let second = Registration::new_unready(second).unwrap();
    let (new, waker) = count();
    let mut waiter = second.waiter(Direction::Read);
    assert!(waiter.poll_ready(&Context::from_waker(&waker)).is_pending());
    driver.deliver();
    assert_eq!((old.get(), new.get()), (0, 0), "the same number: {has_number}");
    assert!(waiter.poll_ready(&Context::from_waker(&waker)).is_pending());
}

#[test]
fn a_panicking_waker_harms_nobody_else() {
    let mut driver = Driver::new(64).unwrap();
    let _entered = enter(Arc::clone(driver.reactor()));
    let (near, mut far) = pair();
    let io = Registration::new(near).unwrap();
    settle(&mut driver);
    let (counted, waker) = count();
    let bomb = Waker::from(Arc::new(Bomb));
    let _waiters = (arm(&io, &bomb), arm(&io, &waker));
    let mut timers = [Timer::new(Instant::now()), Timer::new(Instant::now() + Duration::from_millis(1))];
    let _ = timers[0].poll(&Context::from_waker(&bomb));
    assert!(timers[1].poll(&Context::from_waker(&bomb)).is_pending());
    far.write_all(b"x").unwrap();
    thread::sleep(Duration::from_millis(2));
    driver.poll();
    assert_eq!(counted.get(), 1);
    // Nothing is poisoned.
    let _again = arm(&io, &waker);
    assert_eq!((driver.reactor().waiters(), driver.reactor().timers()), (1, 0));
}

#[test]
fn an_earlier_timer_of_another_thread_ends_the_sleep() {
    let mut driver = Driver::new(64).unwrap();
    let reactor = Arc::clone(driver.reactor());
    let _entered = enter(Arc::clone(&reactor));
    let (late, waker) = count();
    let mut late_timer = Timer::new(Instant::now() + Duration::from_hours(1));
    assert!(late_timer.poll(&Context::from_waker(&waker)).is_pending());
    let (early, waker) = count();
    let other = thread::spawn(move || {
        let _entered = enter(reactor);
        let mut timer = Timer::new(Instant::now() + Duration::from_millis(20));
        assert!(timer.poll(&Context::from_waker(&waker)).is_pending());
        timer
    });
    while early.get() == 0 {
        driver.park(|| true);
    }
    drop(other.join().unwrap());
    assert_eq!(late.get(), 0);
}

#[test]
fn shutting_down_wakes_and_fails_what_waits() {
    let mut driver = Driver::new(64).unwrap();
    let _entered = enter(Arc::clone(driver.reactor()));
    let (near, _far) = pair();
    let io = Registration::new(near).unwrap();
    settle(&mut driver);
    let (counted, waker) = count();
    let mut waiter = arm(&io, &waker);
    let mut timer = Timer::new(Instant::now() + Duration::from_hours(1));
    assert!(timer.poll(&Context::from_waker(&waker)).is_pending());
    driver.reactor().shut_down();
    assert_eq!(counted.get(), 2);
    assert!(matches!(waiter.poll_ready(&Context::from_waker(&waker)), Poll::Ready(Err(_))));
    assert!(Registration::new(pair().0).is_err());
}
