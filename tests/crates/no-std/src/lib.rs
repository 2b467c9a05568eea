//! A crate without `std` and without `alloc` that uses machines: a button, debounced.
#![no_std]
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::future::poll_fn;
use core::task::Poll;
use coro::{Coroutine, co, yield_, yield_from};

/// A pin of the hardware, as an interrupt handler would set it.
#[derive(Debug, Default)]
pub struct Input {
    level: Cell<Option<bool>>,
}

impl Input {
    /// What the interrupt handler calls.
    pub fn set(&self, level: bool) {
        self.level.set(Some(level));
    }

    /// The next level that is set.
    #[coro::coroutine]
    pub async fn next(&self) -> bool {
        poll_fn(|_| self.level.take().map_or(Poll::Pending, Poll::Ready)).await
    }
}

/// The lengths of runs of the same byte: a machine in a field of a driver.
#[coro::coroutine(type = Runs)]
pub fn runs(bytes: &[u8]) -> impl Iterator<Item = (u8, usize)> {
    let mut at = 0;
    while at < bytes.len() {
        let (byte, start): (u8, usize) = (bytes[at], at);
        while at < bytes.len() && bytes[at] == byte {
            at += 1;
        }
        coro::yield_!((byte, at - start));
    }
}

/// What sends runs.
#[derive(Debug)]
pub struct Sender<'a> {
    left: Runs<'a>,
}

impl<'a> Sender<'a> {
    /// Of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Sender { left: runs(bytes) }
    }

    /// The next run to be sent.
    pub fn next_run(&mut self) -> Option<(u8, usize)> {
        self.left.next()
    }
}

/// A level counts when it is seen so often in a row.
#[coro::coroutine]
pub async fn settled<const TIMES: usize>(input: &Input) -> bool {
    let mut level = input.next().await;
    let mut seen = 1;
    while seen < TIMES {
        let next = input.next().await;
        seen = if next == level { seen + 1 } else { 1 };
        level = next;
    }
    level
}

/// Counts presses until there were enough; `Err` with the count so far if `give_up` says so.
///
/// # Errors
///
/// If `give_up` says so.
#[coro::coroutine]
pub async fn presses<F>(input: &Input, enough: u8, mut give_up: F) -> Result<u8, u8>
where
    F: FnMut(u8) -> bool,
{
    let mut count = 0;
    loop {
        if !settled::<2>(input).await {
            continue;
        }
        count += 1;
        if give_up(count) {
            return Err(count);
        }
        if count == enough {
            break Ok(count);
        }
        while settled::<2>(input).await {}
    }
}

/// Where a recorded level changes, and to what.
#[coro::coroutine]
pub fn edges(levels: &[bool]) -> impl Iterator<Item = (usize, bool)> + Clone {
    let mut before = false;
    for (at, level) in levels.iter().enumerate() {
        if *level != before {
            before = *level;
            yield_!((at, before));
        }
    }
}

/// A blink code: short pulses, a pause, and again.
pub fn blinks(code: u8, times: u8) -> impl Iterator<Item = bool> {
    co!(iter move {
        for _ in 0..times {
            for _ in 0..code {
                yield true;
                yield false;
            }
            yield_from!([false; 2]);
        }
    })
}

/// Reads frames of a length, so many bytes and their sum from an interrupt handler, byte by byte. What it gives in between is
/// how many are missing; in the end, the payload's sum, or the wrong one.
///
/// # Errors
///
/// If the sum is another.
#[coro::coroutine]
pub fn frame() -> impl Coroutine<u8, Yield = u8, Return = Result<u8, u8>> + Unpin {
    let length = yield_!(1);
    let (mut sum, mut left) = (0_u8, length);
    while left > 0 {
        let byte = yield_!(left);
        sum = sum.wrapping_add(byte);
        left -= 1;
    }
    let told = yield_!(0);
    if told == sum { Ok(sum) } else { Err(told) }
}

/// Waits for a level that is not the last one, on either of two inputs.
pub fn either<'a>(inputs: &'a [Input; 2], last: &'a [Cell<bool>; 2]) -> impl Future<Output = usize> + 'a {
    co!(async move {
        poll_fn(|_| {
            for (number, input) in inputs.iter().enumerate() {
                if let Some(level) = input.level.take()
                    && last[number].replace(level) != level
                {
                    return Poll::Ready(number);
                }
            }
            Poll::Pending
        })
        .await
    })
}
