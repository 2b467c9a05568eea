//! What a runtime says about itself.
//!
//! Takes: counts that its threads keep anyway. Gives: them, as of a moment ago.

use std::time::Duration;

use super::handle::Handle;
use super::shared::{Flavor, Shared};
use super::stats::Stats;

/// What a runtime has done so far and has to do, from [`Handle::metrics`](super::Handle::metrics). The counts are always
/// kept; asking for them costs a lock or two.
///
/// # Examples
///
/// ```
/// let runtime = coro_runtime::runtime::Runtime::builder().workers(2).build()?;
/// runtime.block_on(async {
///     coro_runtime::spawn(async { coro_runtime::yield_now().await }).await.unwrap();
/// });
/// let metrics = runtime.handle().metrics();
/// assert_eq!(metrics.workers.len(), 2);
/// assert!(metrics.polls() >= 2);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    /// Tasks that have not ended.
    pub tasks: usize,
    /// Tasks that wait to be taken by any worker, or by the thread of the runtime if there are none.
    pub common_queue: usize,
    /// Tasks with a [priority](crate::task::Priority) that wait.
    pub prioritised: usize,
    /// Closures of [`spawn_blocking`](crate::spawn_blocking) that run or wait.
    pub blocking: usize,
    /// Threads for blocking work.
    pub blocking_threads: usize,
    /// Waits for events so far: each is one system call.
    pub waits: u64,
    /// Events so far.
    pub events: u64,
    /// Registered descriptors.
    pub sources: usize,
    /// Futures that wait for descriptors.
    pub waiters: usize,
    /// Armed timers.
    pub timers: usize,
    /// One for each worker, or for the thread inside `block_on` if there are none.
    pub workers: Vec<WorkerMetrics>,
}

/// What one thread that runs tasks has done so far.
///
/// # Examples
///
/// See [`Metrics`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WorkerMetrics {
    /// Polls of tasks. Without workers they are counted in rounds, so that the last ones may be missing.
    pub polls: u64,
    /// Tasks that it has taken from other workers.
    pub stolen: u64,
    /// How often it had nothing to do and slept.
    pub parks: u64,
    /// Tasks that wait in its own queue.
    pub queued: usize,
    /// The processor time that the thread has used.
    pub busy: Duration,
    /// How long the thread has been there.
    pub elapsed: Duration,
}

impl Metrics {
    /// All polls of tasks.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().workers(1).build()?;
    /// runtime.block_on(runtime.handle().spawn(coro_runtime::yield_now())).unwrap();
    /// assert_eq!(runtime.handle().metrics().polls(), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn polls(&self) -> u64 {
        self.workers.iter().map(|worker| worker.polls).sum()
    }
}

impl WorkerMetrics {
    fn new(stats: &Stats, queued: usize) -> WorkerMetrics {
        let (busy, elapsed) = stats.busy().unwrap_or_default();
        WorkerMetrics {
            polls: stats.polls(),
            stolen: stats.stolen(),
            parks: stats.parks(),
            queued,
            busy,
            elapsed,
        }
    }

    /// The share of its time that the thread was on a processor, between 0 and 1. It tells nothing of polls that block.
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(1).build()?;
    /// runtime.block_on(runtime.handle().spawn(async {})).unwrap();
    /// let ratio = runtime.handle().metrics().workers[0].busy_ratio();
    /// assert!((0.0..=1.0).contains(&ratio));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn busy_ratio(&self) -> f64 {
        if self.elapsed.is_zero() {
            return 0.0;
        }
        (self.busy.as_secs_f64() / self.elapsed.as_secs_f64()).min(1.0)
    }
}

impl Handle {
    /// What the runtime has done so far and has to do.
    ///
    /// ```
    /// use coro_runtime::{runtime::Handle, spawn};
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     assert_eq!(Handle::current().metrics().tasks, 1);
    ///     task.abort();
    /// });
    /// ```
    pub fn metrics(&self) -> Metrics {
        of(self.shared())
    }
}

fn of(shared: &Shared) -> Metrics {
    let reactor = shared.reactor();
    let (tasks, common_queue, workers) = match shared.flavor() {
        Flavor::Current(single) => {
            let stats = &single.stats;
            (stats.tasks(), single.len(), vec![WorkerMetrics::new(stats, stats.queued())])
        }
        Flavor::Multi(multi) => {
            let workers = multi.seats.iter().map(|seat| WorkerMetrics::new(&seat.stats, seat.queued()));
            (multi.alive(), multi.inject.len(), workers.collect())
        }
    };
    Metrics {
        tasks,
        common_queue,
        prioritised: shared.classes().len(),
        blocking: shared.blocking().len(),
        blocking_threads: shared.blocking().threads(),
        waits: reactor.waits(),
        events: reactor.events(),
        sources: reactor.sources(),
        waiters: reactor.waiters(),
        timers: reactor.timers(),
        workers,
    }
}
