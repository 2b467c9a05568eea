//! Spawning, from inside and outside of a runtime.

use std::fmt;
use std::sync::Arc;

use crate::task::{self, JoinHandle, Spawned};

use super::context;
use super::shared::Shared;

/// A reference to a runtime that any thread may hold and clone. It does not keep the runtime alive.
///
/// # Examples
///
/// ```
/// use coro_runtime::runtime::{Handle, Runtime};
///
/// let runtime = Runtime::new()?;
/// let answer = runtime.block_on(async {
///     let handle = Handle::current();
///     let task = std::thread::spawn(move || handle.spawn(async { 42 })).join().unwrap();
///     task.await.unwrap()
/// });
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

/// Counts for tests; no promise is made about them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// Waits for events so far: each is one system call.
    pub waits: u64,
    /// Registered descriptors.
    pub sources: usize,
    /// Futures that wait for descriptors.
    pub waiters: usize,
    /// Armed timers.
    pub timers: usize,
}

impl Handle {
    pub(super) fn new(shared: Arc<Shared>) -> Handle {
        Handle { shared }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The handle of the runtime that runs on this thread.
    ///
    /// # Panics
    ///
    /// When none does: [`try_current`](Handle::try_current) tells.
    #[track_caller]
    pub fn current() -> Handle {
        Handle::try_current().expect("no runtime on this thread: `Handle::current` works inside `block_on`")
    }

    /// The handle of the runtime that runs on this thread, if one does.
    pub fn try_current() -> Option<Handle> {
        context::current().map(|running| Handle::new(Arc::clone(running.shared())))
    }

    /// Spawns a task on the runtime, from any thread; a runtime that sleeps wakes up for it. The task runs while the
    /// runtime is in [`block_on`](super::Runtime::block_on).
    ///
    /// If the runtime has been dropped, `future` is dropped at once and the handle resolves to a cancelled error.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let Spawned { owned, runnable, join } = task::new(future, Arc::clone(&self.shared));
        self.shared.adopt(owned, runnable);
        join
    }

    #[doc(hidden)]
    pub fn metrics(&self) -> Metrics {
        let reactor = self.shared.reactor();
        Metrics {
            waits: reactor.waits(),
            sources: reactor.sources(),
            waiters: reactor.waiters(),
            timers: reactor.timers(),
        }
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// Spawns a task on the runtime that runs on this thread. It starts when the caller lets others run, and goes on by
/// itself: the [`JoinHandle`] may be awaited, used to abort it, or dropped.
///
/// The future must be `Send`, so that it can move to another core; [`spawn_local`] takes those that are not.
///
/// # Panics
///
/// When no runtime runs on this thread: call it inside [`block_on`](crate::block_on), or use [`Handle::spawn`].
///
/// # Examples
///
/// ```
/// coro_runtime::block_on(async {
///     let task = coro_runtime::spawn(async { "from the task" });
///     assert_eq!(task.await.unwrap(), "from the task");
/// });
/// ```
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let running = context::current()
        .expect("no runtime on this thread: `spawn` works inside `block_on`; elsewhere, use `Handle::spawn`");
    let Spawned { owned, runnable, join } = task::new(future, Arc::clone(running.shared()));
    running.adopt(owned, runnable);
    join
}

/// Spawns a task that stays on this thread, so its future need not be `Send`.
///
/// Such a task belongs to the `block_on` that it is spawned in: if it has not ended when that returns, it is cancelled.
/// Its waker and its [`JoinHandle`] may be used on other threads all the same.
///
/// # Panics
///
/// When no runtime runs on this thread: call it inside [`block_on`](crate::block_on).
///
/// # Examples
///
/// ```
/// use std::rc::Rc;
///
/// coro_runtime::block_on(async {
///     let shared = Rc::new(7);
///     let theirs = Rc::clone(&shared);
///     let task = coro_runtime::spawn_local(async move { *theirs + 1 });
///     assert_eq!(task.await.unwrap(), *shared + 1);
/// });
/// ```
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let running =
        context::current().expect("no runtime on this thread: `spawn_local` works inside `block_on`");
    let Spawned { owned, runnable, join } = task::new_local(future, Arc::clone(running.shared()));
    running.adopt_local(owned, runnable);
    join
}
