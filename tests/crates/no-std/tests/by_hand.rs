//! The machines of a crate without `std`, polled by hand.

use coro::{Coroutine, CoroutineState};
use coro_no_std::{Input, blinks, edges, either, frame, presses, settled};
use std::cell::Cell;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

#[test]
fn settles() {
    let input = Input::default();
    let mut machine = pin!(settled::<3>(&input));
    let mut cx = Context::from_waker(Waker::noop());
    for level in [true, false, false, true, true] {
        input.set(level);
        assert!(machine.as_mut().poll(&mut cx).is_pending());
        assert!(machine.as_mut().poll(&mut cx).is_pending(), "nothing new");
    }
    input.set(true);
    assert_eq!(machine.as_mut().poll(&mut cx), Poll::Ready(true));
}

/// Sets one level after the other until the machine is ready.
fn after(levels: &[bool], enough: u8, give_up: impl FnMut(u8) -> bool) -> Poll<Result<u8, u8>> {
    let input = Input::default();
    let mut machine = pin!(presses(&input, enough, give_up));
    for level in levels {
        input.set(*level);
        if let Poll::Ready(count) = machine.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Poll::Ready(count);
        }
    }
    Poll::Pending
}

#[test]
fn counts_presses() {
    const PRESS: [bool; 4] = [true, true, false, false];
    assert_eq!(after(&PRESS.repeat(2), 2, |_| false), Poll::Ready(Ok(2)));
    assert_eq!(after(&PRESS, 2, |_| false), Poll::Pending);
    assert_eq!(after(&PRESS.repeat(2), 5, |count| count == 1), Poll::Ready(Err(1)));
}

#[test]
fn runs_of_bytes_are_sent() {
    let mut sender = coro_no_std::Sender::new(b"aabccc");
    assert_eq!(sender.next_run(), Some((b'a', 2)));
    assert!(format!("{sender:?}").contains("at: 2"));
    assert_eq!(
        [sender.next_run(), sender.next_run(), sender.next_run()],
        [Some((b'b', 1)), Some((b'c', 3)), None]
    );
}

#[test]
fn finds_edges() {
    let levels = [false, true, true, false, true];
    let mut all = edges(&levels);
    assert_eq!(all.next(), Some((1, true)));
    assert!(all.clone().eq([(3, false), (4, true)]));
    assert!(all.eq([(3, false), (4, true)]));
}

#[test]
fn blinks_codes() {
    let code: String = blinks(2, 2).map(|on| if on { 'x' } else { '.' }).collect();
    assert_eq!(code, "x.x...x.x...");
}

#[test]
fn reads_frames() {
    let read = |bytes: &[u8]| {
        let mut frame = frame();
        let mut state = Pin::new(&mut frame).start();
        for byte in bytes {
            state = Pin::new(&mut frame).resume(*byte);
        }
        state
    };
    assert_eq!(read(&[]), CoroutineState::Yielded(1));
    assert_eq!(read(&[3, 250]), CoroutineState::Yielded(2));
    assert_eq!(read(&[2, 250, 10, 4]), CoroutineState::Complete(Ok(4)));
    assert_eq!(read(&[0, 1]), CoroutineState::Complete(Err(1)));
}

#[test]
fn waits_for_either() {
    let (inputs, last) = ([Input::default(), Input::default()], [Cell::new(false), Cell::new(true)]);
    let mut waits = pin!(either(&inputs, &last));
    let mut poll = || waits.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    inputs[0].set(false);
    assert_eq!(poll(), Poll::Pending);
    inputs[1].set(false);
    assert_eq!(poll(), Poll::Ready(1));
}
