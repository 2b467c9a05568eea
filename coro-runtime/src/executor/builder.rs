//! How a runtime shall be.
//!
//! Takes: settings, one by one. Gives: a [`Runtime`].

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::sys::thread::allowed_processors;

use super::idle::MOST_WORKERS;
use super::runtime::Runtime;
use super::settings::{Settings, SlowPoll, UnhandledPanic};

/// Makes a [`Runtime`], from [`Runtime::builder`].
///
/// A runtime runs its tasks on the thread that calls [`block_on`](Runtime::block_on), unless
/// [`multi_thread`](Builder::multi_thread) or [`workers`](Builder::workers) says otherwise.
///
/// # Examples
///
/// ```
/// use coro_runtime::runtime::Runtime;
///
/// let runtime = Runtime::builder().workers(2).thread_name(|n| format!("web-{n}")).build()?;
/// let name = runtime.block_on(async {
///     let task = coro_runtime::spawn(async { std::thread::current().name().map(String::from) });
///     task.await.unwrap()
/// });
/// assert!(name.unwrap().starts_with("web-"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runtime is made by `build`"]
pub struct Builder {
    workers: Workers,
    pins_workers: bool,
    settings: Settings,
}

#[derive(Clone, Copy, Debug)]
enum Workers {
    /// The thread that calls `block_on`.
    Caller,
    /// As many as the machine can run at a time.
    Available,
    Number(usize),
}

impl Builder {
    pub(super) fn new() -> Builder {
        Builder { workers: Workers::Caller, pins_workers: false, settings: Settings::default() }
    }

    /// Runs tasks on the thread that calls `block_on`, and starts no others for them: this is how a builder begins.
    pub fn current_thread(self) -> Builder {
        Builder { workers: Workers::Caller, ..self }
    }

    /// Runs tasks on worker threads, as many as the machine can run at a time
    /// ([`available_parallelism`](std::thread::available_parallelism)).
    pub fn multi_thread(self) -> Builder {
        Builder { workers: Workers::Available, ..self }
    }

    /// Runs tasks on `count` worker threads.
    ///
    /// # Panics
    ///
    /// If `count` is 0, or more than 4096.
    #[track_caller]
    pub fn workers(self, count: usize) -> Builder {
        assert!((1..=MOST_WORKERS).contains(&count), "{count} workers: 1 to {MOST_WORKERS} are possible");
        Builder { workers: Workers::Number(count), ..self }
    }

    /// Names the threads of the runtime, by a number that counts up: first the workers. Linux shows the first 15 bytes.
    /// Without this they are `coro-0` and so on.
    pub fn thread_name(mut self, name: impl Fn(usize) -> String + Send + Sync + 'static) -> Builder {
        self.settings.thread_name = Arc::new(name);
        self
    }

    /// Gives the threads of the runtime stacks of this size, instead of the standard library's 2 MiB.
    pub fn thread_stack_size(mut self, bytes: usize) -> Builder {
        self.settings.thread_stack_size = Some(bytes);
        self
    }

    /// Holds each worker to one processor, one after the other of those that the process may use.
    pub fn pin_workers(self) -> Builder {
        Builder { pins_workers: true, ..self }
    }

    /// Calls `hook` on each thread of the runtime when it starts. The thread that calls `block_on` is none of them.
    pub fn on_thread_start(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_start = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` on each thread of the runtime before it ends.
    pub fn on_thread_stop(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_stop = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` on a thread that runs tasks (also the one that calls `block_on`, if it runs them) before it sleeps
    /// because it has nothing to do.
    pub fn on_thread_park(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_park = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` on a thread that runs tasks after it has slept.
    pub fn on_thread_unpark(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_unpark = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` at the end of [`Runtime::shutdown`], when everything else has ended.
    pub fn on_shutdown(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.shutdown = Some(Arc::new(hook));
        self
    }

    /// At most so many threads run what [`spawn_blocking`](crate::spawn_blocking) takes (512 if nothing is said).
    ///
    /// # Panics
    ///
    /// If `threads` is 0.
    #[track_caller]
    pub fn max_blocking_threads(mut self, threads: usize) -> Builder {
        assert!(threads > 0, "without threads blocking work would never run");
        self.settings.blocking_threads = threads;
        self
    }

    /// A thread for blocking work that has had none for so long ends (10 s if nothing is said).
    pub fn blocking_keep_alive(mut self, time: Duration) -> Builder {
        self.settings.blocking_keep_alive = time;
        self
    }

    /// At most so many events are taken from the system at a time (1024 if nothing is said). Fewer bound the work that one
    /// thread gets at once.
    ///
    /// # Panics
    ///
    /// If `events` is 0.
    #[track_caller]
    pub fn events_per_turn(mut self, events: usize) -> Builder {
        assert!(events > 0, "a turn without events would never end a wait");
        self.settings.events_per_turn = events;
        self
    }

    /// The system is asked for events after so many polls at the latest (61 if nothing is said), and sooner when polls
    /// take long. Fewer are better for latency, more for throughput.
    ///
    /// # Panics
    ///
    /// If `polls` is 0.
    #[track_caller]
    pub fn polls_per_turn(mut self, polls: u32) -> Builder {
        assert!(polls > 0, "a turn without polls would never run a task");
        self.settings.polls_per_turn = polls;
        self
    }

    /// A task of [low priority](crate::task::Priority::Low) that has waited for so long (100 ms if nothing is said) goes
    /// before all others.
    pub fn low_priority_delay(mut self, delay: Duration) -> Builder {
        self.settings.low_priority_delay = delay;
        self
    }

    /// At most so many workers are at tasks of [low priority](crate::task::Priority::Low) at a time (all of them if nothing is
    /// said): however many of those there are, and however long their polls take, the other workers are free for the rest.
    /// Tasks of high and of normal priority are run by all workers.
    ///
    /// # Panics
    ///
    /// If `workers` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::{join_all, runtime::Runtime, spawn, task::{Builder, Priority}};
    /// use std::{thread, time::{Duration, Instant}};
    ///
    /// let runtime = Runtime::builder().workers(2).low_priority_workers(1).build()?;
    /// let report = || thread::sleep(Duration::from_millis(40));
    /// runtime.block_on(async {
    ///     let low = Builder::new().priority(Priority::Low);
    ///     let reports = [(); 2].map(|()| low.clone().spawn(async move { report() }));
    ///     let start = Instant::now();
    ///     spawn(async {}).await.unwrap();
    ///     assert!(start.elapsed() < Duration::from_millis(40), "one worker is left for this");
    ///     join_all(reports).await;
    ///     assert!(start.elapsed() >= Duration::from_millis(75), "one after the other");
    /// });
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn low_priority_workers(mut self, workers: usize) -> Builder {
        assert!(workers > 0, "without workers tasks of low priority would never run");
        self.settings.low_priority_workers = Some(workers);
        self
    }

    /// What to do about panics that nobody sees.
    pub fn unhandled_panic(mut self, what: UnhandledPanic) -> Builder {
        self.settings.unhandled_panic = what;
        self
    }

    /// Reports polls that take longer than `limit` on standard error, with the task's name and where it was spawned, from a
    /// thread of its own. In debug builds this is on, with one second.
    pub fn watchdog(mut self, limit: Duration) -> Builder {
        self.settings.watchdog = Some(limit);
        self
    }

    /// Reports no polls that take long.
    pub fn no_watchdog(mut self) -> Builder {
        self.settings.watchdog = None;
        self
    }

    /// Calls `hook` with polls that take long, instead of reporting them on standard error.
    pub fn on_slow_poll(mut self, hook: impl Fn(&SlowPoll) + Send + Sync + 'static) -> Builder {
        self.settings.on_slow_poll = Some(Arc::new(hook));
        self
    }

    /// Makes the runtime, and starts its workers.
    ///
    /// # Errors
    ///
    /// When the system has no file descriptors left for the process (two are needed, four with workers), or refuses a
    /// thread.
    pub fn build(mut self) -> io::Result<Runtime> {
        if self.pins_workers {
            self.settings.processors = allowed_processors()?;
        }
        match self.workers {
            Workers::Caller => Runtime::new_current(self.settings),
            Workers::Available => {
                let available = thread::available_parallelism().map_or(1, NonZeroUsize::get);
                Runtime::new_multi(available.min(MOST_WORKERS), self.settings)
            }
            Workers::Number(count) => Runtime::new_multi(count, self.settings),
        }
    }
}
