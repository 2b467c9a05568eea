//! Machines in boxes, polled by hand.

use coro_alloc::{Fixed, Group, Sensor};
use std::task::{Context, Poll, Waker};

#[test]
fn reads_through_boxes() {
    let inner = Group(vec![Box::new(Fixed(1)), Box::new(Fixed(2))]);
    let group: Box<dyn Sensor> = Box::new(Group(vec![Box::new(inner), Box::new(Fixed(3))]));
    let mut machine = group.mean(2);
    assert_eq!(machine.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(6));
}
