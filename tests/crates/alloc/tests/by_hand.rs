//! Machines in boxes, polled by hand.

use coro::Stream;
use coro_alloc::{Fixed, Group, Sensor, changes, steps};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

#[test]
fn reads_through_boxes() {
    let inner = Group(vec![Box::new(Fixed(1)), Box::new(Fixed(2))]);
    let group: Box<dyn Sensor> = Box::new(Group(vec![Box::new(inner), Box::new(Fixed(3))]));
    let mut machine = group.mean(2);
    assert_eq!(machine.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(6));
}

/// Measures one more every other time.
struct Rising(AtomicU32);

impl Sensor for Rising {
    fn read(&self) -> Pin<Box<dyn Future<Output = u32> + Send + '_>> {
        Box::pin(async { self.0.fetch_add(1, Ordering::Relaxed) / 2 })
    }
}

#[test]
fn streams_changes() {
    let sensor = Rising(AtomicU32::new(4));
    let mut changes = pin!(changes(&sensor, 3));
    let mut next = || changes.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
    assert_eq!([next(), next()], [Poll::Ready(Some(Ok(2))), Poll::Ready(Some(Ok(3)))]);
    assert_eq!([next(), next()], [Poll::Ready(Some(Err(4))), Poll::Ready(None)]);
    assert_eq!(sensor.0.load(Ordering::Relaxed), 9);
}

#[test]
fn yields_through_boxes() {
    assert_eq!(steps(0, 8).collect::<Vec<_>>(), [4, 2, 1, 0]);
}
