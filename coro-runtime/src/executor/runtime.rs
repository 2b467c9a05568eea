//! The runtime, as users hold it.

use std::fmt;
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use crate::reactor::Driver;
use crate::task::JoinHandle;

use super::builder::Builder;
use super::handle::{EnterGuard, Handle};
use super::metrics::Metrics;
use super::monitor::Watch;
use super::multi::{self, Crew};
use super::run::{Core, CoreCell};
use super::settings::{Settings, call};
use super::shared::Shared;

/// An executor and its reactor: on the thread that calls [`block_on`](Runtime::block_on), or with worker threads.
///
/// Sockets and timers belong to the runtime in whose `block_on` or tasks they were made. There may be any number of runtimes
/// in a process, also several on one thread, one in the `block_on` of another.
///
/// Without workers ([`new`](Runtime::new)), nothing runs between two calls of `block_on`, but tasks stay. With workers
/// ([`builder`](Runtime::builder)), tasks run as long as the runtime lives.
///
/// Dropping the runtime drops its tasks; their [`JoinHandle`](crate::task::JoinHandle)s resolve to a cancelled error, and
/// sockets that live on fail with an error. If it has workers, the drop waits until each has ended the poll that it is
/// about.
///
/// # Examples
///
/// ```
/// let runtime = coro_runtime::runtime::Runtime::new()?;
/// let task = runtime.handle().spawn(async { "done" });
/// assert_eq!(runtime.block_on(task).unwrap(), "done");
/// # std::io::Result::Ok(())
/// ```
pub struct Runtime {
    handle: Handle,
    engine: Engine,
    /// The monitor of the workers, if there is one. Dropped last: it looks until everything has ended.
    _watch: Option<Watch>,
}

pub(super) enum Engine {
    Current(Arc<CoreCell>),
    Multi(Crew),
}

/// A runtime goes on after a panic, of a task or of the future given to `block_on`.
impl UnwindSafe for Runtime {}
impl RefUnwindSafe for Runtime {}

impl Runtime {
    /// Makes a runtime without workers. It opens two file descriptors, and starts no thread; in debug builds, the first
    /// `block_on` starts a [watchdog](Builder::watchdog).
    ///
    /// # Errors
    ///
    /// When the system has no file descriptors left for the process.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::new()?;
    /// assert_eq!(runtime.block_on(async { "output" }), "output");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn new() -> io::Result<Runtime> {
        Runtime::new_current(Settings::default())
    }

    /// Says how a runtime shall be: with how many workers, with which limits and hooks.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().multi_thread().build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(super) fn new_current(settings: Settings) -> io::Result<Runtime> {
        let driver = Driver::new(settings.events_per_turn)?;
        let core = Core::new(driver, settings.polls_per_turn);
        let handle = Handle::new(Shared::new_current(Arc::clone(core.reactor()), settings));
        let cell = CoreCell::new(handle.shared(), core);
        Ok(Runtime { handle, engine: Engine::Current(cell), _watch: None })
    }

    pub(super) fn new_multi(workers: usize, settings: Settings) -> io::Result<Runtime> {
        let crew = multi::start(workers, settings)?;
        let handle = Handle::new(Arc::clone(crew.shared()));
        let watch = Watch::start(crew.shared())?;
        Ok(Runtime { handle, engine: Engine::Multi(crew), _watch: watch })
    }

    /// Runs `future` on this thread until it ends. Without workers, the runtime's tasks run on this thread beside it. Tasks
    /// that have not ended by then stay in the runtime; those of [`spawn_local`](crate::spawn_local) are cancelled.
    ///
    /// Several threads may be in `block_on` at a time. Without workers, the first of them runs the tasks, and when it leaves one of
    /// the others, which have run their futures alone so far, and what these gave to `spawn_local`.
    ///
    /// # Panics
    ///
    /// When `future` panics (tasks keep their panics for their handles), and when it is called inside of `block_on` of the same
    /// runtime or of one of its tasks: await the future instead, or [`spawn`](crate::spawn) it.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::new()?;
    /// let text = String::from("borrowed");
    /// assert_eq!(runtime.block_on(async { text.len() }), 8);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.handle.block_on(future)
    }

    /// Makes this the runtime of this thread until the guard is dropped: [`Handle::enter`].
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(1).build()?;
    /// let _guard = runtime.enter();
    /// let task = coro_runtime::spawn(async { "spawned outside of `block_on`" });
    /// assert_eq!(runtime.block_on(task).unwrap(), "spawned outside of `block_on`");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enter(&self) -> EnterGuard<'_> {
        self.handle.enter()
    }

    /// Spawns a task on this runtime: [`Handle::spawn`].
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(1).build()?;
    /// let task = runtime.spawn(async { 1 + 1 });
    /// assert_eq!(runtime.block_on(task).unwrap(), 2);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.handle.spawn(future)
    }

    /// Runs a closure that blocks, on a thread for that purpose: [`Handle::spawn_blocking`].
    ///
    /// # Panics
    ///
    /// When the system refuses the very first thread.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::new()?;
    /// let work = runtime.spawn_blocking(|| "slow");
    /// assert_eq!(runtime.block_on(work).unwrap(), "slow");
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, work: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.handle.spawn_blocking(work)
    }

    /// Spawns a task that stays on one worker: [`Handle::spawn_pinned`].
    ///
    /// # Panics
    ///
    /// When the runtime has no worker of this number.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(2).build()?;
    /// let task = runtime.spawn_pinned(1, || async { *std::rc::Rc::new(5) });
    /// assert_eq!(runtime.block_on(task).unwrap(), 5);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn_pinned<M, F>(&self, worker: usize, make: M) -> JoinHandle<F::Output>
    where
        M: FnOnce() -> F + Send + 'static,
        F: Future + 'static,
        F::Output: Send + 'static,
    {
        self.handle.spawn_pinned(worker, make)
    }

    /// What the runtime has done so far and has to do: [`Handle::metrics`].
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::new()?;
    /// drop(runtime.spawn(async {}));
    /// runtime.block_on(coro_runtime::yield_now());
    /// assert_eq!(runtime.metrics().tasks, 0);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn metrics(&self) -> Metrics {
        self.handle.metrics()
    }

    pub(super) fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// A handle by which other threads can spawn tasks here.
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::new()?;
    /// let task = runtime.handle().spawn(async { 5 });
    /// assert_eq!(runtime.block_on(task).unwrap(), 5);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        match &mut self.engine {
            Engine::Current(cell) => cell.end(),
            Engine::Multi(crew) => crew.stop(None),
        }
        call(self.handle.shared().settings().hooks.shutdown.as_ref());
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

/// Runs `future` on a runtime of its own and returns its output as soon as it ends; tasks that it has spawned and that
/// have not ended are dropped then.
///
/// # Panics
///
/// When `future` panics, and when the system has no file descriptors left for a runtime: [`Runtime::new`] gives that as
/// an error.
///
/// # Examples
///
/// ```
/// assert_eq!(coro_runtime::block_on(async { 1 + 1 }), 2);
/// ```
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = Runtime::new().expect("a runtime needs two file descriptors");
    runtime.block_on(future)
}
