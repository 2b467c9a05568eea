//! How much one poll of a task may do.
//!
//! Takes: the start of each poll. Gives: 128 operations to it. An operation on a socket, which could
//! be ready for ever, is pending when they are spent, and wakes its task again: so the others have their turn.
//!
//! Invariant: where no runtime polls, nothing is limited.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What a poll may do. Enough that yielding costs little beside it, few enough for a fraction of a millisecond.
const PER_POLL: u32 = 128;
const UNLIMITED: u32 = u32::MAX;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(UNLIMITED) };
}

/// A poll begins.
#[inline]
pub(crate) fn start_poll() {
    LEFT.set(PER_POLL);
}

/// Puts in another budget, and gives the one that was there: for polls within polls.
pub(crate) fn replace(left: u32) -> u32 {
    LEFT.replace(left)
}

/// Before an operation: pending if it has to wait for the next poll.
#[inline]
pub(crate) fn poll_left(cx: &Context<'_>) -> Poll<()> {
    if LEFT.get() > 0 {
        return Poll::Ready(());
    }
    cx.waker().wake_by_ref();
    Poll::Pending
}

/// After an operation that did something.
#[inline]
pub(crate) fn spend_one() {
    let left = LEFT.get();
    if left != UNLIMITED {
        LEFT.set(left.saturating_sub(1));
    }
}

/// Whether the present poll has spent its budget: operations on sockets are pending until the task is polled
/// again, although they might be ready. A combinator that polls its futures again and again should return
/// [`Pending`](Poll::Pending) then; it has been woken already by the one that it has asked.
///
/// # Examples
///
/// ```
/// use coro_runtime::task::{budget_is_spent, consume_budget};
/// use std::{future::poll_fn, pin::pin, task::Poll};
///
/// assert!(!budget_is_spent(), "there is no budget outside of a runtime");
/// coro_runtime::block_on(async {
///     let steps = poll_fn(|cx| {
///         let mut steps = 0;
///         while pin!(consume_budget()).poll(cx).is_ready() {
///             steps += 1;
///         }
///         assert!(budget_is_spent());
///         Poll::Ready(steps)
///     });
///     assert_eq!(steps.await, 128);
/// });
/// ```
pub fn budget_is_spent() -> bool {
    LEFT.get() == 0
}

/// The future of [`consume_budget`].
#[derive(Debug)]
#[must_use = "it does nothing unless it is awaited"]
pub struct ConsumeBudget {
    _private: (),
}

/// Spends one operation of the budget that each poll of a task has, and lets others go first if there is none left. For loops
/// that compute for long: cheaper than to [yield](crate::yield_now) each time.
///
/// # Examples
///
/// ```
/// let sum = coro_runtime::block_on(async {
///     let mut sum = 0_u64;
///     for n in 0..10_000 {
///         sum += n;
///         coro_runtime::task::consume_budget().await;
///     }
///     sum
/// });
/// assert_eq!(sum, 49_995_000);
/// ```
pub fn consume_budget() -> ConsumeBudget {
    ConsumeBudget { _private: () }
}

impl Future for ConsumeBudget {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let left = poll_left(cx);
        if left.is_ready() {
            spend_one();
        }
        left
    }
}
