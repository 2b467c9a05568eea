//! Waiting for tasks whose outputs nobody wants.
//!
//! Takes: futures. Gives: the same futures, counted until they are dropped. Invariant: the count is changed before those
//! who wait are woken, and they look at it again under the lock of their list; so the end of the last is not missed.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::loom::{AtomicUsize, Ordering};
use crate::pin::pin_field;
use crate::wait_list::{WaitList, Waiter};

/// Set while the tracker is closed; the tasks are counted above it.
const CLOSED: usize = 1;
const ONE_TASK: usize = 2;

/// Counts tasks until they have been dropped, for a shutdown that waits for all of them. Clones are the same tracker.
///
/// Unlike a [`JoinSet`](super::JoinSet) it keeps nothing of a task that has ended, so it may run for ever, and anybody who
/// has a clone may add tasks. Tasks are not aborted: give them a
/// [`CancellationToken`](crate::sync::CancellationToken).
///
/// # Examples
///
/// ```
/// use coro_runtime::{sync::CancellationToken, task::TaskTracker};
///
/// coro_runtime::block_on(async {
///     let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
///     for _ in 0..10 {
///         tracker.spawn(stop.clone().cancelled_owned());
///     }
///     assert_eq!(tracker.len(), 10);
///     stop.cancel();
///     tracker.close();
///     tracker.wait().await;
///     assert!(tracker.is_empty());
/// });
/// ```
#[derive(Clone, Default)]
pub struct TaskTracker {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: AtomicUsize,
    waiters: WaitList,
}

impl TaskTracker {
    /// A tracker that is open and has no tasks.
    ///
    /// ```
    /// let tracker = coro_runtime::task::TaskTracker::new();
    /// assert!(tracker.is_empty() && !tracker.is_closed());
    /// ```
    pub fn new() -> TaskTracker {
        TaskTracker::default()
    }

    /// How many tasks have not been dropped.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     let token = tracker.token();
    ///     assert_eq!(tracker.len(), 1);
    ///     drop(token);
    ///     assert_eq!(tracker.len(), 0);
    /// });
    /// ```
    pub fn len(&self) -> usize {
        self.shared.state.load(Ordering::Acquire) / ONE_TASK
    }

    /// Whether all tasks have been dropped.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     let token = tracker.token();
    ///     assert!(!tracker.is_empty());
    ///     drop(token);
    ///     assert!(tracker.is_empty());
    /// });
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets [`wait`](TaskTracker::wait) end once there are no tasks. Tasks can be added all the same.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     tracker.close();
    ///     tracker.wait().await;
    /// });
    /// ```
    pub fn close(&self) {
        self.shared.state.fetch_or(CLOSED, Ordering::AcqRel);
        self.shared.wake_if_done();
    }

    /// Undoes [`close`](TaskTracker::close).
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// let tracker = TaskTracker::new();
    /// tracker.close();
    /// assert!(tracker.is_closed());
    /// tracker.reopen();
    /// assert!(!tracker.is_closed());
    /// ```
    pub fn reopen(&self) {
        self.shared.state.fetch_and(!CLOSED, Ordering::AcqRel);
    }

    /// Whether the tracker is closed.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     tracker.close();
    ///     assert!(tracker.is_closed());
    /// });
    /// ```
    pub fn is_closed(&self) -> bool {
        self.shared.state.load(Ordering::Acquire) & CLOSED != 0
    }

    /// Waits until the tracker is closed and has no tasks. Cancel safe.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     tracker.spawn(coro_runtime::yield_now());
    ///     tracker.close();
    ///     tracker.wait().await;
    ///     assert_eq!(tracker.len(), 0);
    /// });
    /// ```
    pub fn wait(&self) -> TrackerWait<'_> {
        TrackerWait { shared: &self.shared, waiter: Waiter::default() }
    }

    /// Counts a future from now until it is dropped, wherever it runs.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// let tracker = TaskTracker::new();
    /// let tracked = tracker.track_future(async { 5 });
    /// assert_eq!(tracker.len(), 1);
    /// assert_eq!(coro_runtime::block_on(tracked), 5);
    /// assert_eq!(tracker.len(), 0);
    /// ```
    pub fn track_future<F: IntoFuture>(&self, future: F) -> TrackedFuture<F::IntoFuture> {
        TrackedFuture { future: future.into_future(), _token: self.token() }
    }

    /// Counts as a task until it is dropped: for work that is no future.
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// let tracker = TaskTracker::new();
    /// let token = tracker.token();
    /// let thread = std::thread::spawn(move || drop(token));
    /// tracker.close();
    /// coro_runtime::block_on(tracker.wait());
    /// thread.join().unwrap();
    /// ```
    pub fn token(&self) -> TrackerToken {
        self.shared.state.fetch_add(ONE_TASK, Ordering::Relaxed);
        TrackerToken { shared: Arc::clone(&self.shared) }
    }
}

impl Shared {
    fn is_done(&self) -> bool {
        self.state.load(Ordering::Acquire) == CLOSED
    }

    fn wake_if_done(&self) {
        if self.is_done() {
            self.waiters.wake_all();
        }
    }
}

impl fmt::Debug for TaskTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("TaskTracker");
        f.field("len", &self.len()).field("is_closed", &self.is_closed()).finish()
    }
}

/// One task of a [`TaskTracker`]: see [`token`](TaskTracker::token).
///
/// # Examples
///
/// ```
/// let tracker = coro_runtime::task::TaskTracker::new();
/// let token = tracker.token();
/// assert_eq!(tracker.len(), 1);
/// drop(token);
/// assert!(tracker.is_empty());
/// ```
#[must_use = "the tracker counts it until it is dropped"]
pub struct TrackerToken {
    shared: Arc<Shared>,
}

impl Drop for TrackerToken {
    fn drop(&mut self) {
        self.shared.state.fetch_sub(ONE_TASK, Ordering::AcqRel);
        self.shared.wake_if_done();
    }
}

impl fmt::Debug for TrackerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrackerToken").finish_non_exhaustive()
    }
}

/// The future of [`TaskTracker::track_future`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct TrackedFuture<F> {
    /// Pinned with the whole, and dropped before it is counted as gone.
    future: F,
    _token: TrackerToken,
}

impl<F: Future> Future for TrackedFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        pin_field!(self, future).poll(cx)
    }
}

/// The future of [`TaskTracker::wait`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct TrackerWait<'a> {
    shared: &'a Shared,
    waiter: Waiter,
}

impl Future for TrackerWait<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let TrackerWait { shared, waiter } = &mut *self;
        shared.waiters.poll(waiter, cx, || shared.is_done())
    }
}

impl Drop for TrackerWait<'_> {
    fn drop(&mut self) {
        self.shared.waiters.withdraw(&self.waiter);
    }
}

impl fmt::Debug for TrackerWait<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrackerWait").field("is_done", &self.shared.is_done()).finish_non_exhaustive()
    }
}
