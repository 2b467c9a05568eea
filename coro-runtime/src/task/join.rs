//! The user's handle of a task.
//!
//! Takes: polls, aborts. Gives: the output of the task, once. Invariant: a handle that is dropped drops the output that it
//! has not taken.

use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::task::{Context, Poll};

use super::abort::AbortHandle;
use super::error::JoinError;
use super::id::Id;
use super::raw::RawTask;

/// A spawned task: await it for its output, or [`abort`](JoinHandle::abort) it. Dropping it detaches the task, which
/// goes on to run until it ends or its runtime is dropped.
///
/// As a future it ends with `Ok(output)`, or with a [`JoinError`] if the task panicked or was cancelled. It is cancel
/// safe: awaited by `&mut`, it can be awaited again.
///
/// # Panics
///
/// When it is polled again after it has given its output.
///
/// # Examples
///
/// ```
/// let answer = coro_runtime::block_on(async {
///     let task = coro_runtime::spawn(async { 6 * 7 });
///     task.await.unwrap()
/// });
/// assert_eq!(answer, 42);
/// ```
pub struct JoinHandle<T> {
    /// Its reference goes with [`RawTask::drop_join`].
    task: ManuallyDrop<RawTask>,
    output: PhantomData<T>,
}

// SAFETY: through `&JoinHandle` the output cannot be reached: it offers abort and is_finished, which are atomic. Taking
// or dropping the output needs the handle itself, which moves between threads only if `T: Send`.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

/// The output is not stored in the handle.
impl<T> Unpin for JoinHandle<T> {}
/// A task that panics is an error of its handle: nothing is seen half-done.
impl<T> UnwindSafe for JoinHandle<T> {}
impl<T> RefUnwindSafe for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// `task` is the join reference of a task whose output is a `T`.
    pub(super) fn new(task: RawTask) -> JoinHandle<T> {
        JoinHandle { task: ManuallyDrop::new(task), output: PhantomData }
    }

    /// Which task it is.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = coro_runtime::spawn(async { panic!("no") });
    ///     let names = HashMap::from([(task.id(), "the loser")]);
    ///     let error = task.await.unwrap_err();
    ///     assert_eq!(names[&error.id()], "the loser");
    /// });
    /// ```
    pub fn id(&self) -> Id {
        self.task.header().id()
    }

    /// Asks the runtime to drop the task's future. The handle then resolves to a cancelled [`JoinError`], unless the
    /// task ends before the runtime gets to it. Has no effect on a task that has ended.
    ///
    /// May be called from any thread; the future is dropped by the thread that runs it.
    ///
    /// ```
    /// use coro_runtime::spawn;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     task.abort();
    ///     assert!(task.await.unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn abort(&self) {
        self.task.abort();
    }

    /// A handle that can only abort the task, for somebody else.
    ///
    /// ```
    /// use coro_runtime::spawn;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     let handle = task.abort_handle();
    ///     spawn(async move { handle.abort() });
    ///     assert!(task.await.unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn abort_handle(&self) -> AbortHandle {
        AbortHandle::new(RawTask::clone(&self.task))
    }

    /// Whether the task has ended, by itself, by a panic or by being cancelled, so that awaiting it takes no time.
    ///
    /// ```
    /// use coro_runtime::spawn;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     assert!(!task.is_finished());
    ///     task.abort();
    ///     coro_runtime::yield_now().await;
    ///     assert!(task.is_finished());
    /// });
    /// ```
    pub fn is_finished(&self) -> bool {
        self.task.header().state.is_complete()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: we are the join handle, and `new` has promised that `T` is the task's output.
        unsafe { self.task.poll_join(cx) }
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // SAFETY: we are the join handle, and this is our last act: the task is not used again.
        unsafe { ManuallyDrop::take(&mut self.task).drop_join() }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id())
            .field("is_finished", &self.is_finished())
            .finish()
    }
}
