//! How much one poll of a task may do.
//!
//! Takes: the start of each poll. Gives: 128 operations to it. An operation that could be ready for ever is pending when
//! they are spent, and wakes its task again: so the others have their turn.
//!
//! Combinators share the budget out among their futures ([`Shares`]), so that one of them that always finds something to
//! do leaves the others theirs.
//!
//! Invariant: where no runtime polls, nothing is limited.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::pin::pin_field;

/// What a poll may do. Enough that yielding costs little beside it, few enough for a fraction of a millisecond.
const PER_POLL: u32 = 128;
pub(crate) const UNLIMITED: u32 = u32::MAX;

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

/// What is left, in equal parts for the futures that a combinator polls in one poll of its own.
#[derive(Debug)]
pub struct Shares {
    /// How many have not been polled yet.
    futures: u32,
    /// Nothing was left in the first place. If something was, each of them may do one thing at least.
    is_spent: bool,
}

impl Shares {
    pub(crate) fn new(futures: u32) -> Shares {
        Shares { futures, is_spent: budget_is_spent() }
    }

    /// Polls the next of them with its part. What it does not spend goes to those that follow.
    pub(crate) fn poll<R>(&mut self, poll: impl FnOnce() -> R) -> R {
        let left = LEFT.get();
        let futures = self.futures.max(1);
        self.futures = futures - 1;
        if left == UNLIMITED || self.is_spent {
            return poll();
        }
        let part = (left / futures).max(1);
        LEFT.set(part);
        let result = poll();
        LEFT.set(left.saturating_sub(part.saturating_sub(LEFT.get())));
        result
    }
}

/// Whether the present poll has spent its budget: operations on sockets, timers and locks are pending until the task is polled
/// again, although they might be ready. A combinator that polls its futures again and again should return
/// [`Pending`](Poll::Pending) then; it has been woken already by the one that it has asked.
///
/// The combinators of this crate do so: each future of a `join!`, `try_join!`, `race!`, `select` or `timeout` has its part
/// of the budget, and [`join_all`](crate::join_all) goes on in the next poll where it has stopped.
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
        poll_left(cx).map(|()| spend_one())
    }
}

/// Whether the present poll may do more: the contrary of [`budget_is_spent`].
///
/// ```
/// coro_runtime::block_on(async { assert!(coro_runtime::task::has_budget_remaining()) });
/// ```
pub fn has_budget_remaining() -> bool {
    !budget_is_spent()
}

/// Runs `future` without a budget: it may go on as long as it finds something to do, and everything else on its thread waits
/// for that.
///
/// # Examples
///
/// ```
/// use coro_runtime::task::{consume_budget, unconstrained};
///
/// coro_runtime::block_on(unconstrained(async {
///     for _ in 0..1000 {
///         consume_budget().await; // never lets others go first
///     }
/// }));
/// ```
pub fn unconstrained<F: IntoFuture>(future: F) -> Unconstrained<F::IntoFuture> {
    Unconstrained { future: future.into_future() }
}

/// The future of [`unconstrained`].
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct Unconstrained<F> {
    /// Pinned with the whole.
    future: F,
}

impl<F: Future> Future for Unconstrained<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        /// Puts the budget back, also if the future panics.
        struct Lifted(u32);
        impl Drop for Lifted {
            fn drop(&mut self) {
                replace(self.0);
            }
        }
        let _lifted = Lifted(replace(UNLIMITED));
        pin_field!(self, future).poll(cx)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    /// Spends up to `most`, and gives how many it could.
    fn spend(most: u32) -> u32 {
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let can = |_: &u32| Pin::new(&mut consume_budget()).poll(&mut cx).is_ready();
        u32::try_from((0..most).take_while(can).count()).unwrap()
    }

    #[test]
    fn each_has_its_part_and_what_others_leave() {
        let before = replace(12);
        let mut shares = Shares::new(3);
        assert_eq!(
            [shares.poll(|| spend(1)), shares.poll(|| spend(99)), shares.poll(|| spend(99))],
            [1, 5, 6]
        );
        assert!(budget_is_spent());
        assert_eq!(Shares::new(1).poll(|| spend(99)), 0);
        replace(before);
    }

    #[test]
    fn nobody_has_nothing_unless_all_have() {
        let before = replace(2);
        let mut shares = Shares::new(5);
        assert_eq!([(); 5].map(|()| shares.poll(|| spend(99))), [1; 5]);
        assert!(budget_is_spent());
        replace(before);
    }

    #[test]
    fn without_a_limit_there_is_none_for_the_parts() {
        let mut shares = Shares::new(2);
        assert_eq!([(); 2].map(|()| shares.poll(|| spend(999))), [999; 2]);
    }
}
