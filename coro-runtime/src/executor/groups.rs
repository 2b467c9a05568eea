//! Spawning into groups of tasks.
//!
//! The groups are of `task`, which knows no executor; what spawns is here.

use crate::task::{AbortHandle, JoinHandle, JoinSet, TaskTracker};

use super::handle::Handle;
use super::spawn::{spawn, spawn_local};

/// Spawning.
impl<T: 'static> JoinSet<T> {
    /// Spawns a task into the set: see [`spawn`](crate::spawn).
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread: use [`spawn_on`](JoinSet::spawn_on).
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     let abort = set.spawn(async { 1 });
    ///     assert_eq!(set.join_next().await.unwrap().unwrap(), 1);
    ///     assert!(abort.is_finished());
    /// });
    /// ```
    #[track_caller]
    pub fn spawn<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.insert(spawn(future))
    }

    /// Spawns a task that stays on this thread: see [`spawn_local`](crate::spawn_local).
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     let local = std::rc::Rc::new(1);
    ///     set.spawn_local(async move { *local });
    ///     assert_eq!(set.join_next().await.unwrap().unwrap(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_local<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        self.insert(spawn_local(future))
    }

    /// Spawns a task on another runtime, from any thread.
    ///
    /// ```
    /// use coro_runtime::{runtime::Runtime, task::JoinSet};
    ///
    /// let runtime = Runtime::new()?;
    /// let mut set = JoinSet::new();
    /// set.spawn_on(async { 7 }, runtime.handle());
    /// assert_eq!(runtime.block_on(set.join_all()), [7]);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn spawn_on<F>(&mut self, future: F, runtime: &Handle) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.insert(runtime.spawn(future))
    }
}

/// Spawning.
impl TaskTracker {
    /// Spawns a task and counts it until it has been dropped: see [`spawn`](crate::spawn).
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread: use [`spawn_on`](TaskTracker::spawn_on).
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     tracker.spawn(async { 1 });
    ///     tracker.close();
    ///     tracker.wait().await;
    ///     assert!(tracker.is_empty());
    /// });
    /// ```
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        spawn(self.track_future(future))
    }

    /// Spawns a task that stays on this thread, and counts it: see [`spawn_local`](crate::spawn_local).
    ///
    /// # Panics
    ///
    /// When no runtime runs on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     let local = std::rc::Rc::new(1);
    ///     assert_eq!(tracker.spawn_local(async move { *local }).await.unwrap(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        spawn_local(self.track_future(future))
    }

    /// Spawns a task on another runtime, from any thread, and counts it.
    ///
    /// ```
    /// use coro_runtime::{runtime::Handle, task::TaskTracker};
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     assert_eq!(tracker.spawn_on(async { 1 }, &Handle::current()).await.unwrap(), 1);
    /// });
    /// ```
    pub fn spawn_on<F>(&self, future: F, runtime: &Handle) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        runtime.spawn(self.track_future(future))
    }
}
