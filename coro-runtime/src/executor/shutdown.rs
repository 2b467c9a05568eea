//! Ending a runtime in good order.
//!
//! Takes: a runtime and a limit of time. Gives: what had to be cancelled.

use std::fmt;
use std::future::poll_fn;
use std::panic::Location;
use std::pin::pin;
use std::thread;
use std::time::{Duration, Instant};

use crate::reactor::{self, Timer};
use crate::task::TaskInfo;

use super::context::{self, Scope};
use super::run;
use super::runtime::{Engine, Runtime};
use super::shared::Shared;

/// How often it is looked whether the last task has ended.
const LOOK_EVERY: Duration = Duration::from_micros(500);

/// Workers that were told to leave have so long to end their polls, when the time of the shutdown is over.
const GRACE: Duration = Duration::from_millis(50);

/// What [`Runtime::shutdown`] has found. Its text names what had to be cancelled, a task in each line, and below it where its
/// machines were [suspended](TaskInfo::suspended_at).
///
/// # Examples
///
/// ```
/// use coro_runtime::runtime::Runtime;
/// use std::time::Duration;
///
/// let runtime = Runtime::new()?;
/// runtime.block_on(async { drop(coro_runtime::spawn_named("stuck", std::future::pending::<()>())) });
/// let report = runtime.shutdown(Duration::from_millis(5));
/// assert!(report.to_string().contains("stuck"), "{report}");
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "it says what had to be cancelled"]
pub struct ShutdownReport {
    unfinished: Vec<TaskInfo>,
    elapsed: Duration,
}

impl ShutdownReport {
    /// Whether everything had ended in time.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::new()?;
    /// assert!(runtime.shutdown(Duration::from_secs(1)).is_clean());
    ///
    /// let runtime = Runtime::new()?;
    /// drop(runtime.handle().spawn(std::future::pending::<()>()));
    /// assert!(!runtime.shutdown(Duration::ZERO).is_clean());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn is_clean(&self) -> bool {
        self.unfinished.is_empty()
    }

    /// The tasks that had to be cancelled, and the blocking work that was left alone.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::new()?;
    /// runtime.block_on(async { drop(coro_runtime::spawn_named("stuck", std::future::pending::<()>())) });
    /// let report = runtime.shutdown(Duration::from_millis(5));
    /// assert_eq!(report.unfinished()[0].name(), Some("stuck"));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn unfinished(&self) -> &[TaskInfo] {
        &self.unfinished
    }

    /// How long the shutdown has taken.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::new()?;
    /// drop(runtime.handle().spawn(std::future::pending::<()>()));
    /// let limit = Duration::from_millis(5);
    /// assert!(runtime.shutdown(limit).elapsed() >= limit);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shut down in {:?}, {} unfinished", self.elapsed, self.unfinished.len())?;
        self.unfinished.iter().try_for_each(|task| write!(f, "\n  {task:#}"))
    }
}

impl Runtime {
    /// Ends the runtime in good order:
    ///
    /// 1. Other threads cannot spawn on it any more (their handles resolve to a cancelled error); its tasks can.
    ///    [`Handle::shutdown_begins`](super::Handle::shutdown_begins) ends, so that servers stop to accept.
    /// 2. Tasks and blocking work may go on until all have ended, for `patience` at most.
    /// 3. What is left is cancelled. A worker that is stuck in a poll is left alone, and so is blocking work.
    /// 4. The hook [`on_shutdown`](super::Builder::on_shutdown) is called.
    ///
    /// The report names what was left, where it was spawned, and where it was [suspended](TaskInfo::suspended_at).
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{runtime::Runtime, spawn, spawn_named, time::sleep};
    /// use std::{future::pending, time::Duration};
    ///
    /// let runtime = Runtime::builder().workers(2).build()?;
    /// runtime.block_on(async {
    ///     drop(spawn(sleep(Duration::from_millis(5))));
    ///     drop(spawn_named("forever", pending::<()>()));
    /// });
    /// let report = runtime.shutdown(Duration::from_millis(50));
    /// assert_eq!(report.unfinished().len(), 1);
    /// assert_eq!(report.unfinished()[0].name(), Some("forever"));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown(mut self, patience: Duration) -> ShutdownReport {
        let start = Instant::now();
        let deadline = start.checked_add(patience).unwrap_or_else(|| start + Duration::from_hours(24 * 365));
        let shared = self.handle().shared().clone();
        shared.closing().begin();
        // Patience is of the real time.
        shared.reactor().clock().resume();
        let mut unfinished = self.drain(deadline);
        // Before the workers leave: their end closes the pool.
        unfinished.extend(shared.blocking().infos());
        if let Engine::Multi(crew) = self.engine() {
            crew.stop(Some(deadline.max(Instant::now() + GRACE)));
        }
        // Its last act is the hook.
        drop(self);
        ShutdownReport { unfinished, elapsed: start.elapsed() }
    }

    /// [`shutdown`](Runtime::shutdown), for whom the report does not matter.
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(1).build()?;
    /// drop(runtime.spawn_blocking(|| std::thread::sleep(std::time::Duration::from_secs(5))));
    /// let start = std::time::Instant::now();
    /// runtime.shutdown_timeout(std::time::Duration::from_millis(1));
    /// assert!(start.elapsed() < std::time::Duration::from_secs(5));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown_timeout(self, patience: Duration) {
        drop(self.shutdown(patience));
    }

    /// [`shutdown`](Runtime::shutdown) without patience: what has not ended is cancelled. It waits for polls that are about to end,
    /// and not for those that take long, nor for blocking work; so it may be called in a task of another runtime.
    ///
    /// ```
    /// coro_runtime::block_on(async {
    ///     let runtime = coro_runtime::runtime::Runtime::builder().workers(1).build()?;
    ///     let task = runtime.spawn(std::future::pending::<()>());
    ///     runtime.shutdown_background();
    ///     assert!(task.await.unwrap_err().is_cancelled());
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn shutdown_background(self) {
        self.shutdown_timeout(Duration::ZERO);
    }

    /// Waits until there are no more tasks, until `deadline`; gives those that are left.
    fn drain(&mut self, deadline: Instant) -> Vec<TaskInfo> {
        let shared = self.handle().shared().clone();
        match self.engine() {
            Engine::Multi(_) => {
                let multi = shared.multi();
                while multi.kept() + shared.blocking().len() > 0 && Instant::now() < deadline {
                    thread::sleep(LOOK_EVERY.min(deadline.saturating_duration_since(Instant::now())));
                }
                unfinished(&shared, || multi.infos())
            }
            Engine::Current(cell) => loop {
                if let Some(core) = cell.take(Location::caller()) {
                    return run::run(cell, core, pin!(drain_here(deadline)));
                }
                let runs_at = cell.runs_at().filter(|_| Instant::now() >= deadline);
                if let Some(place) = runs_at {
                    // The tasks are with whoever is in `block_on` there.
                    return vec![TaskInfo::new(Some("block_on of a handle"), place)];
                }
                thread::sleep(LOOK_EVERY);
            },
        }
    }
}

/// Lets the tasks of the runtime on this thread run until none is left, or until `deadline`; gives those that are left.
async fn drain_here(deadline: Instant) -> Vec<TaskInfo> {
    let Some(Scope::Running(running)) = context::current() else { return Vec::new() };
    // The tasks that threads have brought count as well: they are taken over before the first look.
    running.take_remote();
    let shared = running.shared().clone();
    while running.len() + shared.blocking().len() > 0 {
        if Instant::now() >= deadline {
            break;
        }
        let mut timer = Timer::new(reactor::now() + LOOK_EVERY);
        poll_fn(|cx| timer.poll(cx)).await;
    }
    unfinished(&shared, || running.infos())
}

/// What is left, and where it is suspended, if that is known.
fn unfinished(shared: &Shared, infos: impl FnOnce() -> Vec<TaskInfo>) -> Vec<TaskInfo> {
    shared.traces().tasks().unwrap_or_else(infos)
}
