//! Spawning into groups of tasks.
//!
//! The groups are of `task`, which knows no executor; what spawns is here.

use crate::task::{AbortHandle, JoinHandle, JoinSet, TaskTracker};

use super::blocking::spawn_blocking;
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

    /// Runs a closure that blocks, on a thread for that purpose: see [`spawn_blocking`](crate::spawn_blocking). Aborting has
    /// no effect on one that has begun.
    ///
    /// # Panics
    ///
    /// As `spawn_blocking`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     for n in 1..=3 {
    ///         set.spawn_blocking(move || n);
    ///     }
    ///     assert_eq!(set.join_all().await.into_iter().sum::<i32>(), 6);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_blocking(&mut self, work: impl FnOnce() -> T + Send + 'static) -> AbortHandle
    where
        T: Send,
    {
        self.insert(spawn_blocking(work))
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
    #[track_caller]
    pub fn spawn_on<F>(&mut self, future: F, runtime: &Handle) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        self.insert(runtime.spawn(future))
    }

    /// Runs a closure that blocks on a thread of another runtime, from any thread.
    ///
    /// ```
    /// use coro_runtime::{runtime::Runtime, task::JoinSet};
    ///
    /// let runtime = Runtime::new()?;
    /// let mut set = JoinSet::new();
    /// set.spawn_blocking_on(|| 7, runtime.handle());
    /// assert_eq!(runtime.block_on(set.join_all()), [7]);
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`Handle::spawn_blocking`].
    #[track_caller]
    pub fn spawn_blocking_on(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
        runtime: &Handle,
    ) -> AbortHandle
    where
        T: Send,
    {
        self.insert(runtime.spawn_blocking(work))
    }
}

/// Spawns each of the futures.
///
/// ```
/// use coro_runtime::task::JoinSet;
///
/// coro_runtime::block_on(async {
///     let set: JoinSet<_> = (1..=3).map(|n| async move { n * 2 }).collect();
///     assert_eq!(set.join_all().await.into_iter().sum::<i32>(), 12);
/// });
/// ```
impl<T: Send + 'static, F: Future<Output = T> + Send + 'static> FromIterator<F> for JoinSet<T> {
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> JoinSet<T> {
        let mut set = JoinSet::new();
        set.extend(futures);
        set
    }
}

/// Spawns each of the futures.
impl<T: Send + 'static, F: Future<Output = T> + Send + 'static> Extend<F> for JoinSet<T> {
    fn extend<I: IntoIterator<Item = F>>(&mut self, futures: I) {
        for future in futures {
            self.spawn(future);
        }
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

    /// Runs a closure that blocks, on a thread for that purpose, and counts it until it has been dropped: see
    /// [`spawn_blocking`](crate::spawn_blocking).
    ///
    /// # Panics
    ///
    /// As `spawn_blocking`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::TaskTracker;
    ///
    /// coro_runtime::block_on(async {
    ///     let tracker = TaskTracker::new();
    ///     let work = tracker.spawn_blocking(|| 1 + 1);
    ///     tracker.close();
    ///     tracker.wait().await;
    ///     assert_eq!(work.await.unwrap(), 2);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> JoinHandle<R> {
        let token = self.token();
        spawn_blocking(move || {
            let _token = token;
            work()
        })
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
    #[track_caller]
    pub fn spawn_on<F>(&self, future: F, runtime: &Handle) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        runtime.spawn(self.track_future(future))
    }
}
