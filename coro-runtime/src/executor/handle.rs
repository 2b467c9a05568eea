//! Spawning, from inside and outside of a runtime.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::pin::pin;
use std::sync::Arc;

use crate::task::{self, JoinHandle, Spawned, TaskInfo};

use super::blocking;
use super::closing::ShutdownBegins;
use super::context::{self, Entered, Scope};
use super::multi;
use super::reference::Reference;
use super::run;
use super::shared::{Flavor, Shared};

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

/// As of a [`Runtime`](super::Runtime).
impl UnwindSafe for Handle {}
impl RefUnwindSafe for Handle {}

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
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::Handle;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = Handle::current().spawn(async { 1 });
    ///     assert_eq!(task.await.unwrap(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn current() -> Handle {
        Handle::try_current()
            .expect("no runtime on this thread: `Handle::current` works inside `block_on`, `enter` and tasks")
    }

    /// The handle of the runtime that runs on this thread, if one does.
    ///
    /// ```
    /// use coro_runtime::runtime::Handle;
    ///
    /// assert!(Handle::try_current().is_none());
    /// coro_runtime::block_on(async { assert!(Handle::try_current().is_some()) });
    /// ```
    pub fn try_current() -> Option<Handle> {
        context::current().map(|scope| Handle::new(Arc::clone(scope.shared())))
    }

    /// Spawns a task on the runtime, from any thread; a runtime that sleeps wakes up for it. If the runtime has no workers,
    /// the task runs while it is in [`block_on`](super::Runtime::block_on).
    ///
    /// If the runtime has been dropped, `future` is dropped at once and the handle resolves to a cancelled error.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::thread;
    ///
    /// let runtime = Runtime::new()?;
    /// let handle = runtime.handle().clone();
    /// let task = thread::spawn(move || handle.spawn(async { "from another thread" })).join().unwrap();
    /// assert_eq!(runtime.block_on(task).unwrap(), "from another thread");
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let future = self.shared.traces().task(None).trace(future);
        let Spawned { owned, runnable, join } = task::new(future, Reference::new(&self.shared));
        self.shared.adopt(owned, runnable);
        join
    }

    /// Runs `future` on this thread until it ends, in the runtime: it may spawn tasks there, and use its sockets and timers.
    /// For threads that are none of the runtime's, and for [blocking work](crate::spawn_blocking).
    ///
    /// As [`Runtime::block_on`](super::Runtime::block_on), but that it does not keep the runtime alive: once that has been dropped, its tasks,
    /// sockets and timers come to nothing but errors. If it is dropped while this runs its tasks, it ends when this does.
    ///
    /// # Panics
    ///
    /// When `future` panics, and when it is called inside of `block_on` of the same runtime or of one of its tasks: await the
    /// future instead, or [`spawn`](crate::spawn) it.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{runtime::Handle, spawn, spawn_blocking};
    ///
    /// let sum = coro_runtime::block_on(async {
    ///     let handle = Handle::current();
    ///     let work = move || handle.block_on(async { spawn(async { 1 }).await.unwrap() + 1 });
    ///     spawn_blocking(work).await.unwrap()
    /// });
    /// assert_eq!(sum, 2);
    /// ```
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.shared.assert_may_block();
        let future = pin!(self.shared.traces().root().trace(future));
        match self.shared.flavor() {
            Flavor::Multi(_) => multi::block_on(&self.shared, future),
            Flavor::Current(single) => {
                let called_at = Location::caller();
                single.core().iter().for_each(|cell| cell.start_watch());
                let take = || {
                    let cell = single.core()?;
                    cell.take(called_at).map(|core| (cell, core))
                };
                match take() {
                    Some((cell, core)) => run::run(&cell, core, future),
                    None => multi::block_on_beside(&self.shared, future, take),
                }
            }
        }
    }

    /// Makes this the runtime of this thread until the guard is dropped: [`spawn`](crate::spawn),
    /// [`spawn_blocking`](crate::spawn_blocking), [`current`](Handle::current), sockets and timers find it there, as they do
    /// inside of `block_on`. ([`spawn_local`](crate::spawn_local) does not: nobody runs its tasks here.)
    ///
    /// Guards that are nested are dropped in reverse order. Leaving one leaves those that were entered within it.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{runtime::{Handle, Runtime}, time};
    ///
    /// let runtime = Runtime::new()?;
    /// let sleep = {
    ///     let _guard = runtime.handle().enter();
    ///     time::sleep(std::time::Duration::from_millis(1))
    /// };
    /// assert!(Handle::try_current().is_none());
    /// runtime.block_on(sleep);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enter(&self) -> EnterGuard<'_> {
        EnterGuard {
            _entered: context::enter(Scope::Entered(Arc::clone(&self.shared))),
            _handle: PhantomData,
        }
    }

    /// Runs a closure that blocks on a thread for that purpose, see [`spawn_blocking`](crate::spawn_blocking).
    ///
    /// If the runtime has been dropped, `work` is dropped at once and the handle resolves to a cancelled error.
    ///
    /// # Panics
    ///
    /// When the system refuses the very first thread.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::new()?;
    /// let work = runtime.handle().spawn_blocking(|| "slow");
    /// assert_eq!(runtime.block_on(work).unwrap(), "slow");
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, work: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        blocking::spawn(&self.shared, None, work)
    }

    /// As [`spawn_blocking`](Handle::spawn_blocking), with an error in place of the panic.
    #[track_caller]
    pub(crate) fn try_spawn_blocking<F, T>(&self, work: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        blocking::try_spawn(&self.shared, None, work)
    }

    /// Spawns a task that stays on the worker of this number, counted from 0. The closure is called there, and makes the
    /// future, which need not be `Send`: so it may use what that worker's thread has for itself (`thread_local!`).
    ///
    /// The other tasks of the worker run beside it, and another worker takes over those that are not local if it is slow.
    ///
    /// # Panics
    ///
    /// When the runtime has no worker of this number.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{cell::Cell, rc::Rc, thread};
    ///
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(2).thread_name(|n| format!("{n}")).build()?;
    /// let task = runtime.handle().spawn_pinned(1, || async {
    ///     let local = Rc::new(Cell::new(1));
    ///     coro_runtime::yield_now().await;
    ///     (local.get(), thread::current().name().map(String::from))
    /// });
    /// assert_eq!(runtime.block_on(task).unwrap(), (1, Some("1".to_owned())));
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn_pinned<M, F>(&self, worker: usize, make: M) -> JoinHandle<F::Output>
    where
        M: FnOnce() -> F + Send + 'static,
        F: Future + 'static,
        F::Output: Send + 'static,
    {
        let workers = self.workers();
        assert!(worker < workers, "worker {worker} of a runtime that has {workers}");
        let ticket = self.shared.traces().task(None);
        let make = move || ticket.trace(make());
        let Some(home) = self.shared.multi().seats[worker].home() else {
            // The worker has left, and the runtime with it: the task is cancelled.
            return task::new_pinned(make, Reference::new(&self.shared)).join;
        };
        let Spawned { owned, runnable, join } = task::new_pinned(make, Arc::clone(&home));
        home.bring_new(owned, runnable);
        join
    }

    /// What has not ended: the runtime's tasks, and what was given to `block_on`, in no order. It says [where](TaskInfo::suspended_at) the
    /// machines are suspended that `#[coro::coroutine]` has made, as the last poll has left them. It may be called on any thread, also
    /// while the runtime's own are blocked, and waits for nothing.
    ///
    /// `None` if the runtime does not know: in release builds without the feature `trace`. There tasks cost what they do without
    /// it; with it, an allocation and two locks for each task, and some for each poll.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{runtime::Runtime, spawn_named, yield_now};
    /// use std::future::pending;
    ///
    /// let runtime = Runtime::new()?;
    /// runtime.block_on(async {
    ///     drop(spawn_named("stuck", pending::<()>()));
    ///     yield_now().await;
    /// });
    /// for task in runtime.handle().tasks().unwrap_or_default() {
    ///     println!("{task:#}"); // task `stuck` spawned at src/main.rs:6:10, and where its machines are suspended
    ///     assert_eq!(task.name(), Some("stuck"));
    /// }
    /// # std::io::Result::Ok(())
    /// ```
    pub fn tasks(&self) -> Option<Vec<TaskInfo>> {
        self.shared.traces().all()
    }

    /// How many workers the runtime has; none if it runs on the thread that calls `block_on`.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// assert_eq!(Runtime::new()?.handle().workers(), 0);
    /// assert_eq!(Runtime::builder().workers(2).build()?.handle().workers(), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn workers(&self) -> usize {
        match self.shared.flavor() {
            Flavor::Current(_) => 0,
            Flavor::Multi(multi) => multi.seats.len(),
        }
    }

    /// Ends when [`Runtime::shutdown`](super::Runtime::shutdown) has been called: the time to stop accepting. Cancel safe.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::{Handle, Runtime};
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::builder().workers(1).build()?;
    /// let server = runtime.handle().spawn(async {
    ///     Handle::current().shutdown_begins().await;
    ///     "goodbye"
    /// });
    /// assert!(runtime.shutdown(Duration::from_secs(9)).is_clean());
    /// assert_eq!(coro_runtime::block_on(server).unwrap(), "goodbye");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown_begins(&self) -> ShutdownBegins {
        ShutdownBegins::new(Arc::clone(&self.shared))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// What [`Handle::enter`] and [`Runtime::enter`](super::Runtime::enter) give: this thread is in the runtime until it is dropped.
///
/// # Examples
///
/// ```
/// use coro_runtime::runtime::{Handle, Runtime};
///
/// let runtime = Runtime::new()?;
/// let guard = runtime.enter();
/// assert!(Handle::try_current().is_some());
/// drop(guard);
/// assert!(Handle::try_current().is_none());
/// # std::io::Result::Ok(())
/// ```
#[must_use = "the runtime is left when the guard is dropped"]
pub struct EnterGuard<'a> {
    _entered: Entered,
    _handle: PhantomData<&'a Handle>,
}

impl fmt::Debug for EnterGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnterGuard").finish_non_exhaustive()
    }
}
