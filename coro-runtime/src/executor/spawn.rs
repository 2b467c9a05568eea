//! Spawning on the runtime of this thread.
//!
//! Takes: futures, and what a task shall be called. Gives: [`JoinHandle`]s.

use std::sync::Arc;

use crate::task::{self, Builder, JoinHandle, Spawned};

use super::blocking;
use super::context::{self, Scope};
use super::reference::Reference;
use super::shared::{Labelled, Named, Shared};

/// Spawns a task on the runtime that runs on this thread. It starts when the caller lets others run (or, if there are
/// several threads, when one of them gets to it), and goes on by itself: the [`JoinHandle`] may be awaited, used to abort
/// it, or dropped.
///
/// The future must be `Send`, so that it can move to another thread; [`spawn_local`] takes those that are not.
/// [`task::Builder`](crate::task::Builder) gives the task a name or a priority.
///
/// # Panics
///
/// When no runtime runs on this thread: call it inside [`block_on`](crate::block_on), or use
/// [`Handle::spawn`](crate::runtime::Handle::spawn).
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
    let scope = context::current()
        .expect("no runtime on this thread: `spawn` works inside `block_on`; elsewhere, use `Handle::spawn`");
    let future = scope.shared().traces().task(None).trace(future);
    let Spawned { owned, runnable, join } = task::new(future, Reference::new(scope.shared()));
    match scope {
        Scope::Running(running) => running.adopt_plain(owned, runnable),
        Scope::Worker(worker) => drop(worker.adopt(owned, runnable)),
        scope @ (Scope::Guest(_) | Scope::Entered(_)) => scope.shared().adopt(owned, runnable),
    }
    join
}

/// Spawns a task that stays on this thread, so its future need not be `Send`.
///
/// Inside of `block_on` such a task belongs to that call: if it has not ended when that returns, it is cancelled. In a task
/// of a multi-thread runtime it belongs to the worker that runs that task, and is cancelled when the runtime ends. Its
/// waker and its [`JoinHandle`] may be used on other threads all the same.
///
/// # Panics
///
/// When no runtime runs tasks on this thread: call it inside [`block_on`](crate::block_on) or in a task.
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
    let scope = context::current().expect(NO_RUNTIME_FOR_LOCAL);
    let future = scope.shared().traces().task(None).trace(future);
    match &scope {
        Scope::Running(running) => {
            let Spawned { owned, runnable, join } = task::new_local(future, Reference::new(running.shared()));
            running.adopt_local(owned, runnable);
            join
        }
        Scope::Worker(_) | Scope::Guest(_) | Scope::Entered(_) => {
            let locals = scope.locals().expect(NO_RUNTIME_FOR_LOCAL);
            let Spawned { owned, runnable, join } = task::new_local(future, Arc::clone(locals.home()));
            locals.adopt(owned, runnable);
            join
        }
    }
}

const NO_RUNTIME_FOR_LOCAL: &str =
    "no runtime runs tasks on this thread: `spawn_local` works inside `block_on` and in tasks";

/// Spawns a task that has a name, which reports about it say: short for [`Builder`].
///
/// # Panics
///
/// When no runtime runs on this thread.
///
/// # Examples
///
/// ```
/// coro_runtime::block_on(async {
///     let task = coro_runtime::spawn_named("adder", async { 1 + 1 });
///     assert_eq!(task.await.unwrap(), 2);
/// });
/// ```
#[track_caller]
pub fn spawn_named<F>(name: impl Into<Box<str>>, future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Builder::new().name(name).spawn(future)
}

impl Builder {
    /// As [`spawn`](crate::spawn).
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::Builder;
    ///
    /// coro_runtime::block_on(async {
    ///     assert_eq!(Builder::new().name("adder").spawn(async { 1 + 1 }).await.unwrap(), 2);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let scope =
            context::current().expect("no runtime on this thread: use `Builder::spawn_on` with a `Handle`");
        self.spawn_shared(scope.shared(), future)
    }

    /// As [`Handle::spawn`](crate::runtime::Handle::spawn).
    ///
    /// ```
    /// use coro_runtime::{runtime::Runtime, task::Builder};
    ///
    /// let runtime = Runtime::new()?;
    /// let task = Builder::new().name("adder").spawn_on(runtime.handle(), async { 1 + 1 });
    /// assert_eq!(runtime.block_on(task).unwrap(), 2);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn spawn_on<F>(self, runtime: &super::Handle, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.spawn_shared(runtime.shared(), future)
    }

    /// As [`spawn_local`](crate::spawn_local). The priority does not count: a thread runs its local tasks in turn.
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::Builder;
    /// use std::rc::Rc;
    ///
    /// coro_runtime::block_on(async {
    ///     let local = Rc::new(1);
    ///     assert_eq!(Builder::new().name("local").spawn_local(async move { *local }).await.unwrap(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_local<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let Some(name) = self.name else { return spawn_local(future) };
        let scope = context::current().expect(NO_RUNTIME_FOR_LOCAL);
        let future = scope.shared().traces().task(Some(&name)).trace(future);
        match &scope {
            Scope::Running(running) => {
                let scheduler = Named { scheduler: Reference::new(running.shared()), name };
                let Spawned { owned, runnable, join } = task::new_local(future, scheduler);
                running.adopt_local(owned, runnable);
                join
            }
            Scope::Worker(_) | Scope::Guest(_) | Scope::Entered(_) => {
                let locals = scope.locals().expect(NO_RUNTIME_FOR_LOCAL);
                let scheduler = Named { scheduler: Arc::clone(locals.home()), name };
                let Spawned { owned, runnable, join } = task::new_local(future, scheduler);
                locals.adopt(owned, runnable);
                join
            }
        }
    }

    /// As [`spawn_blocking`](crate::spawn_blocking). The priority does not count: the threads for blocking work are the
    /// system's to order.
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::Builder;
    ///
    /// coro_runtime::block_on(async {
    ///     assert_eq!(Builder::new().name("reader").spawn_blocking(|| "read").await.unwrap(), "read");
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_blocking<F, T>(self, work: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let scope = context::current().expect("no runtime on this thread: use `Handle::spawn_blocking`");
        blocking::spawn(scope.shared(), self.name, work)
    }

    #[track_caller]
    fn spawn_shared<F>(self, shared: &Arc<Shared>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let Builder { name, priority } = self;
        let future = shared.traces().task(name.as_deref()).trace(future);
        let scheduler = Labelled { shared: Reference::new(shared), name, priority };
        let Spawned { owned, runnable, join } = task::new(future, scheduler);
        shared.adopt(owned, runnable);
        join
    }
}
