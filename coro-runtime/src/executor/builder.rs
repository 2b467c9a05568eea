//! How a runtime shall be.
//!
//! Takes: settings, one by one. Gives: a [`Runtime`].

use std::io;
use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use crate::sys::thread::allowed_processors;

use super::idle::MOST_WORKERS;
use super::runtime::Runtime;
use super::settings::{Settings, UnhandledPanic};
use super::thread_name::ThreadName;

/// Makes a [`Runtime`]: [`Runtime::builder`], or [`Builder::new`], is the beginning.
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
    pins: Pins,
    pub(super) settings: Settings,
}

/// Which processors the workers are held to.
#[derive(Clone, Debug)]
enum Pins {
    Nowhere,
    /// Those that the process may use.
    Allowed,
    To(Vec<usize>),
}

#[derive(Clone, Copy, Debug)]
enum Workers {
    /// The thread that calls `block_on`.
    Caller,
    /// As many as the machine can run at a time.
    Available,
    Number(usize),
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new()
    }
}

impl Builder {
    /// As [`Runtime::builder`].
    ///
    /// ```
    /// use coro_runtime::runtime::Builder;
    ///
    /// let runtime = Builder::new().workers(2).build()?;
    /// assert_eq!(runtime.handle().workers(), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn new() -> Builder {
        Builder { workers: Workers::Caller, pins: Pins::Nowhere, settings: Settings::default() }
    }

    /// Runs tasks on the thread that calls `block_on`, and starts no others for them: this is how a builder begins.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().current_thread().build()?;
    /// assert_eq!(runtime.handle().workers(), 0);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn current_thread(self) -> Builder {
        Builder { workers: Workers::Caller, ..self }
    }

    /// Runs tasks on worker threads, as many as the machine can run at a time
    /// ([`available_parallelism`](std::thread::available_parallelism)) unless [`workers`](Builder::workers) says how many.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().multi_thread().build()?;
    /// assert!(runtime.handle().workers() >= 1);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn multi_thread(self) -> Builder {
        match self.workers {
            Workers::Number(_) => self,
            Workers::Caller | Workers::Available => Builder { workers: Workers::Available, ..self },
        }
    }

    /// Runs tasks on `count` worker threads.
    ///
    /// # Panics
    ///
    /// If `count` is 0, or more than 4096.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().workers(3).build()?;
    /// assert_eq!(runtime.handle().workers(), 3);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn workers(self, count: usize) -> Builder {
        assert!((1..=MOST_WORKERS).contains(&count), "{count} workers: 1 to {MOST_WORKERS} are possible");
        Builder { workers: Workers::Number(count), ..self }
    }

    /// Names the threads of the runtime: all of them the same, or each by a number that counts up, first the workers. Linux shows
    /// the first 15 bytes. Without this they are `coro-0` and so on.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().workers(1).thread_name("web").build()?;
    /// let name = runtime.spawn(async { std::thread::current().name().map(String::from) });
    /// assert_eq!(runtime.block_on(name).unwrap().as_deref(), Some("web"));
    ///
    /// let runtime = Runtime::builder().workers(1).thread_name(|n| format!("web-{n}")).build()?;
    /// let name = runtime.spawn(async { std::thread::current().name().map(String::from) });
    /// assert_eq!(runtime.block_on(name).unwrap().as_deref(), Some("web-0"));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn thread_name<Kind>(mut self, name: impl ThreadName<Kind>) -> Builder {
        self.settings.thread_name = name.into_function();
        self
    }

    /// Gives the threads of the runtime stacks of this size, instead of the standard library's 2 MiB.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().workers(1).thread_stack_size(32 << 20).build()?;
    /// let large = runtime.handle().spawn(async { std::hint::black_box([1_u8; 3 << 20]).len() });
    /// assert_eq!(runtime.block_on(large).unwrap(), 3 << 20);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn thread_stack_size(mut self, bytes: usize) -> Builder {
        self.settings.thread_stack_size = Some(bytes);
        self
    }

    /// Holds each worker to one processor, one after the other of those that the process may use.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().workers(2).pin_workers().build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn pin_workers(self) -> Builder {
        Builder { pins: Pins::Allowed, ..self }
    }

    /// Holds each worker to one of these processors, one after the other.
    ///
    /// # Panics
    ///
    /// If there are none. (One that the process may not use is an error of [`build`](Builder::build).)
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// # let first = (0..1024).find(|n| Runtime::builder().workers(1).pin_workers_to([*n]).build().is_ok()).unwrap();
    /// let runtime = Runtime::builder().workers(2).pin_workers_to([first]).build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn pin_workers_to(self, processors: impl IntoIterator<Item = usize>) -> Builder {
        let processors: Vec<_> = processors.into_iter().collect();
        assert!(!processors.is_empty(), "without processors workers could not run");
        Builder { pins: Pins::To(processors), ..self }
    }

    /// At most so many threads run what [`spawn_blocking`](crate::spawn_blocking) takes (512 if nothing is said).
    ///
    /// # Panics
    ///
    /// If `threads` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().max_blocking_threads(1).build()?;
    /// runtime.block_on(async {
    ///     let first = coro_runtime::spawn_blocking(|| 1);
    ///     let second = coro_runtime::spawn_blocking(|| 2);
    ///     assert_eq!(first.await.unwrap() + second.await.unwrap(), 3);
    /// });
    /// assert_eq!(runtime.handle().metrics().blocking_threads, 1);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn max_blocking_threads(mut self, threads: usize) -> Builder {
        assert!(threads > 0, "without threads blocking work would never run");
        self.settings.blocking_threads = threads;
        self
    }

    /// A thread for blocking work that has had none for so long ends (10 s if nothing is said).
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().blocking_keep_alive(std::time::Duration::from_secs(1)).build()?;
    /// let work = runtime.handle().spawn_blocking(|| "done");
    /// assert_eq!(runtime.block_on(work).unwrap(), "done");
    /// # std::io::Result::Ok(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().events_per_turn(64).build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().polls_per_turn(8).build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn polls_per_turn(mut self, polls: u32) -> Builder {
        assert!(polls > 0, "a turn without polls would never run a task");
        self.settings.polls_per_turn = polls;
        self
    }

    /// A task of [low priority](crate::task::Priority::Low) that has waited for so long (100 ms if nothing is said) goes
    /// before all others.
    ///
    /// ```
    /// use coro_runtime::{runtime::Runtime, task::{Builder, Priority}, yield_now};
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::builder().low_priority_delay(Duration::from_millis(5)).build()?;
    /// runtime.block_on(async {
    ///     let low = Builder::new().priority(Priority::Low).spawn(async { "in time" });
    ///     // It has its turn although there is always something else to do.
    ///     while !low.is_finished() {
    ///         yield_now().await;
    ///     }
    ///     assert_eq!(low.await.unwrap(), "in time");
    /// });
    /// # std::io::Result::Ok(())
    /// ```
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
    ///
    /// ```
    /// use coro_runtime::{runtime::{Runtime, UnhandledPanic}, spawn, yield_now};
    ///
    /// let runtime = Runtime::builder().unhandled_panic(UnhandledPanic::Ignore).build()?;
    /// runtime.block_on(async {
    ///     drop(spawn(async { panic!("nobody asks") }));
    ///     yield_now().await;
    /// });
    /// # std::io::Result::Ok(())
    /// ```
    pub fn unhandled_panic(mut self, what: UnhandledPanic) -> Builder {
        self.settings.unhandled_panic = what;
        self
    }

    /// Reports polls that take longer than `limit` on standard error, with the task's name and where it was spawned, from a
    /// thread of its own. In debug builds this is on, with one second.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::time::Duration;
    ///
    /// // On in release builds as well.
    /// let runtime = Runtime::builder().workers(2).watchdog(Duration::from_secs(2)).build()?;
    /// # drop(runtime);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn watchdog(mut self, limit: Duration) -> Builder {
        self.settings.watchdog = Some(limit);
        self
    }

    /// Reports no polls that take long.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::builder().no_watchdog().build()?;
    /// runtime.block_on(async { /* whatever it does */ });
    /// # std::io::Result::Ok(())
    /// ```
    pub fn no_watchdog(mut self) -> Builder {
        self.settings.watchdog = None;
        self
    }

    /// Makes the runtime, and starts its workers.
    ///
    /// # Errors
    ///
    /// When the system has no file descriptors left for the process (two are needed, four with workers), or refuses a
    /// thread, or when workers are to be held to a processor that the process may not use.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::runtime::{Handle, Runtime};
    ///
    /// let runtime = Runtime::builder().workers(2).build()?;
    /// assert_eq!(runtime.block_on(async { Handle::current().workers() }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn build(mut self) -> io::Result<Runtime> {
        self.settings.processors = self.pins.processors()?;
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

impl Pins {
    fn processors(self) -> io::Result<Vec<usize>> {
        match self {
            Pins::Nowhere => Ok(Vec::new()),
            Pins::Allowed => allowed_processors(),
            Pins::To(processors) => {
                let allowed = allowed_processors()?;
                match processors.iter().find(|processor| !allowed.contains(processor)) {
                    None => Ok(processors),
                    Some(other) => {
                        let error = format!("the process may not run on processor {other}");
                        Err(io::Error::new(io::ErrorKind::InvalidInput, error))
                    }
                }
            }
        }
    }
}
