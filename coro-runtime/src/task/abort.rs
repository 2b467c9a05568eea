//! Aborting a task whose output somebody else awaits.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::id::Id;
use super::raw::RawTask;

/// Aborts a task from elsewhere, while its [`JoinHandle`](super::JoinHandle) is awaited. Dropping it does nothing.
///
/// # Examples
///
/// ```
/// use std::future;
///
/// coro_runtime::block_on(async {
///     let task = coro_runtime::spawn(future::pending::<()>());
///     let abort = task.abort_handle();
///     coro_runtime::spawn(async move { abort.abort() });
///     assert!(task.await.unwrap_err().is_cancelled());
/// });
/// ```
#[derive(Clone)]
pub struct AbortHandle {
    task: RawTask,
}

/// As of a [`JoinHandle`](super::JoinHandle).
impl UnwindSafe for AbortHandle {}
impl RefUnwindSafe for AbortHandle {}

impl AbortHandle {
    pub(super) fn new(task: RawTask) -> AbortHandle {
        AbortHandle { task }
    }

    /// Which task it is.
    ///
    /// ```
    /// coro_runtime::block_on(async {
    ///     let task = coro_runtime::spawn(async {});
    ///     assert_eq!(task.abort_handle().id(), task.id());
    /// });
    /// ```
    pub fn id(&self) -> Id {
        self.task.header().id()
    }

    /// Asks the runtime to drop the task's future: see [`JoinHandle::abort`](super::JoinHandle::abort).
    ///
    /// ```
    /// use coro_runtime::spawn;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     task.abort_handle().abort();
    ///     assert!(task.await.unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn abort(&self) {
        self.task.abort();
    }

    /// Whether the task has ended, by itself, by a panic or by being cancelled.
    ///
    /// ```
    /// use coro_runtime::spawn;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     let handle = task.abort_handle();
    ///     assert!(!handle.is_finished());
    ///     handle.abort();
    ///     assert!(task.await.is_err() && handle.is_finished());
    /// });
    /// ```
    pub fn is_finished(&self) -> bool {
        self.task.header().state.is_complete()
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle")
            .field("id", &self.id())
            .field("is_finished", &self.is_finished())
            .finish()
    }
}
