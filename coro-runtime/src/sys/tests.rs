//! Unit tests of the system call layer.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::thread;
use std::time::{Duration, Instant};

use super::epoll::{Epoll, Event, Events, Wait, round_up_to_milliseconds};
use super::eventfd::EventFd;

#[test]
fn errno_becomes_an_io_error() {
    // SAFETY: the call takes no pointers; the descriptor is not open.
    let error = unsafe { syscall!(close(-1)) }.unwrap_err();
    assert_eq!(error.raw_os_error(), Some(libc::EBADF));
    // SAFETY: a borrow of a descriptor number that is never open; the kernel refuses it.
    let closed = unsafe { BorrowedFd::borrow_raw(1_000_000) };
    assert_eq!(super::socket::send(closed, b"x").unwrap_err().raw_os_error(), Some(libc::EBADF));
}

#[test]
fn timeouts_are_rounded_up() {
    assert_eq!(round_up_to_milliseconds(Duration::ZERO), 0);
    assert_eq!(round_up_to_milliseconds(Duration::from_nanos(1)), 1);
    assert_eq!(round_up_to_milliseconds(Duration::from_micros(1001)), 2);
    assert_eq!(round_up_to_milliseconds(Duration::MAX), i32::MAX);
}

#[test]
fn each_notification_is_an_edge_without_draining() {
    let epoll = Epoll::new().unwrap();
    let eventfd = EventFd::new().unwrap();
    epoll.add(eventfd.as_fd(), 7).unwrap();
    let mut events = Events::new(8);
    epoll.wait(&mut events, Wait::Poll).unwrap();
    for _ in 0..3 {
        eventfd.notify().unwrap();
        epoll.wait(&mut events, Wait::Forever).unwrap();
        assert_eq!(events.iter().map(|event| event.token).collect::<Vec<_>>(), [7]);
        epoll.wait(&mut events, Wait::Poll).unwrap();
        assert_eq!(events.iter().count(), 0);
    }
}

#[test]
fn both_system_calls_give_the_same() {
    let epoll = Epoll::new().unwrap();
    let eventfd = EventFd::new().unwrap();
    epoll.add(eventfd.as_fd(), 9).unwrap();
    let mut events = Events::new(8);
    for wait in [Epoll::pwait2, Epoll::wait_milliseconds] {
        eventfd.notify().unwrap();
        wait(&epoll, &mut events, None).unwrap();
        assert_eq!(
            events.iter().map(|event| (event.token, event.is_readable())).collect::<Vec<_>>(),
            [(9, true)]
        );
        let start = Instant::now();
        let timeout = Duration::from_micros(1500);
        wait(&epoll, &mut events, Some(timeout)).unwrap();
        assert_eq!(events.iter().count(), 0);
        assert!(start.elapsed() >= timeout);
    }
}

#[test]
fn a_full_counter_is_emptied_and_notified() {
    let eventfd = EventFd::new().unwrap();
    let almost_full = (u64::MAX - 1).to_ne_bytes();
    // SAFETY: eight readable bytes.
    unsafe { syscall!(write(eventfd.as_fd().as_raw_fd(), almost_full.as_ptr().cast(), 8)) }.unwrap();
    eventfd.notify().unwrap();
}

#[test]
fn a_wait_ends_at_its_deadline_and_not_before() {
    let epoll = Epoll::new().unwrap();
    let mut events = Events::new(8);
    for micros in [0, 300, 1_500, 20_000] {
        let deadline = Instant::now() + Duration::from_micros(micros);
        epoll.wait(&mut events, Wait::Until(deadline)).unwrap();
        assert!(Instant::now() >= deadline);
    }
}

#[test]
fn a_wait_is_ended_from_another_thread() {
    let epoll = Epoll::new().unwrap();
    let eventfd = EventFd::new().unwrap();
    epoll.add(eventfd.as_fd(), 1).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| eventfd.notify().unwrap());
        let mut events = Events::new(8);
        while !events.iter().any(Event::is_readable) {
            epoll.wait(&mut events, Wait::Forever).unwrap();
        }
    });
}
