//! A crate without `std` and without `alloc` that uses machines: a button, debounced.
#![no_std]
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::future::poll_fn;
use core::task::Poll;

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
