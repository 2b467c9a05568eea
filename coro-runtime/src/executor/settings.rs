//! What the builder has been told.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::contain::contain_panic;
use crate::machine::State;
use crate::sys::epoll::EVENTS_PER_WAIT;
use crate::task::TaskInfo;

pub(super) type Hook = Arc<dyn Fn() + Send + Sync>;
pub(super) type OnSlowPoll = Arc<dyn Fn(&SlowPoll) + Send + Sync>;
pub(super) type NameThread = Arc<dyn Fn(usize) -> String + Send + Sync>;

/// What a runtime does about a task that panics when nobody holds its [`JoinHandle`](crate::task::JoinHandle) any more,
/// or when the handle is dropped without having been asked.
///
/// # Examples
///
/// ```should_panic
/// use coro_runtime::runtime::{Runtime, UnhandledPanic};
///
/// let runtime = Runtime::builder().unhandled_panic(UnhandledPanic::ShutDown).build().unwrap();
/// runtime.block_on(async {
///     drop(coro_runtime::spawn(async { panic!("nobody looks") }));
///     std::future::pending::<()>().await;
/// });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnhandledPanic {
    /// Says on standard error which task it was and where it was spawned, and goes on. What the panic itself has to say
    /// was said by the panic hook before.
    #[default]
    Report,
    /// Goes on.
    Ignore,
    /// Makes `block_on` panic, and says there which task it was.
    ShutDown,
}

/// A poll that has not ended for long, and keeps its thread from other tasks: what the watchdog reports. Blocking work is for
/// [`spawn_blocking`](crate::spawn_blocking), long computations [yield](crate::yield_now) now and then.
///
/// # Examples
///
/// ```
/// use coro_runtime::{runtime::Runtime, spawn_named};
/// use std::{sync::{Arc, Mutex}, thread, time::Duration};
///
/// let seen = Arc::new(Mutex::new(None));
/// let tell = Arc::clone(&seen);
/// let runtime = Runtime::builder()
///     .watchdog(Duration::from_millis(20))
///     .on_slow_poll(move |poll| *tell.lock().unwrap() = poll.task().name().map(String::from))
///     .build()?;
/// runtime.block_on(async {
///     spawn_named("sleeper", async { thread::sleep(Duration::from_millis(200)) }).await.unwrap();
/// });
/// assert_eq!(seen.lock().unwrap().as_deref(), Some("sleeper"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
pub struct SlowPoll {
    pub(super) task: TaskInfo,
    pub(super) blocked: Duration,
    pub(super) state: Option<State>,
}

impl SlowPoll {
    /// Which task it is. For the future given to `block_on`: where that was called.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::{sync::mpsc, thread, time::Duration};
    ///
    /// let (sender, slow) = mpsc::channel();
    /// let runtime = Runtime::builder()
    ///     .watchdog(Duration::from_millis(20))
    ///     .on_slow_poll(move |poll| drop(sender.send(poll.clone())))
    ///     .build()?;
    /// runtime.block_on(async { thread::sleep(Duration::from_millis(200)) });
    /// let poll = slow.recv().unwrap();
    /// assert_eq!(poll.task().spawned_at().file(), file!());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn task(&self) -> &TaskInfo {
        &self.task
    }

    /// For how long the poll has gone on, at least.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::{sync::mpsc, thread, time::Duration};
    ///
    /// let (sender, slow) = mpsc::channel();
    /// let runtime = Runtime::builder()
    ///     .watchdog(Duration::from_millis(20))
    ///     .on_slow_poll(move |poll| drop(sender.send(poll.clone())))
    ///     .build()?;
    /// runtime.block_on(async { thread::sleep(Duration::from_millis(200)) });
    /// let poll = slow.recv().unwrap();
    /// assert!(poll.blocked() >= Duration::from_millis(20));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn blocked(&self) -> Duration {
        self.blocked
    }

    /// Where the machine was suspended that the poll has resumed, and from where on it blocks: the innermost of those that
    /// `#[coro::coroutine]` makes. `None` if there is none, and in release builds without the feature `trace`, where machines do not tell.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::{sync::mpsc, thread, time::Duration};
    ///
    /// let (sender, slow) = mpsc::channel();
    /// let runtime = Runtime::builder()
    ///     .watchdog(Duration::from_millis(20))
    ///     .on_slow_poll(move |poll| drop(sender.send(poll.clone())))
    ///     .build()?;
    /// runtime.block_on(async { thread::sleep(Duration::from_millis(200)) });
    /// let poll = slow.recv().unwrap();
    /// assert_eq!(poll.state(), None, "an `async` block is rustc's");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn state(&self) -> Option<State> {
        self.state
    }
}

impl fmt::Display for SlowPoll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SlowPoll { task, blocked, state } = self;
        write!(f, "{task} has blocked its thread for {} ms, in one poll", blocked.as_millis())?;
        match state {
            Some(State::Suspended(point)) => write!(f, ", after {point}"),
            Some(State::Unresumed) => f.write_str(", of a machine that had not been suspended before"),
            Some(State::Returned | State::Panicked) | None => Ok(()),
        }
    }
}

/// What a runtime calls on its threads.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) thread_start: Option<Hook>,
    pub(super) thread_stop: Option<Hook>,
    pub(super) thread_park: Option<Hook>,
    pub(super) thread_unpark: Option<Hook>,
    pub(super) shutdown: Option<Hook>,
}

/// Calls a hook that is set. Its panic ends here: without its thread, the runtime would stand still.
pub(super) fn call(hook: Option<&Hook>) {
    if let Some(hook) = hook {
        contain_panic(|| hook());
    }
}

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) thread_name: NameThread,
    pub(super) thread_stack_size: Option<usize>,
    pub(super) hooks: Hooks,
    /// Worker `n` runs on the `n`-th of these processors, round and round; empty: where the system likes.
    pub(super) processors: Vec<usize>,
    /// How many threads have their names before those for blocking work.
    pub(super) workers: usize,
    pub(super) blocking_threads: usize,
    pub(super) blocking_keep_alive: Duration,
    pub(super) events_per_turn: usize,
    pub(super) polls_per_turn: u32,
    pub(super) low_priority_delay: Duration,
    /// How many workers may be at low tasks at a time.
    pub(super) low_priority_workers: Option<usize>,
    pub(super) unhandled_panic: UnhandledPanic,
    /// How long a poll may take unreported.
    pub(super) watchdog: Option<Duration>,
    pub(super) on_slow_poll: Option<OnSlowPoll>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            thread_name: Arc::new(|n| format!("coro-{n}")),
            thread_stack_size: None,
            hooks: Hooks::default(),
            processors: Vec::new(),
            workers: 0,
            blocking_threads: 512,
            blocking_keep_alive: Duration::from_secs(10),
            events_per_turn: EVENTS_PER_WAIT,
            polls_per_turn: 61,
            low_priority_delay: Duration::from_millis(100),
            low_priority_workers: None,
            unhandled_panic: UnhandledPanic::default(),
            watchdog: cfg!(debug_assertions).then_some(Duration::from_secs(1)),
            on_slow_poll: None,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").finish_non_exhaustive()
    }
}

/// Says that a task has panicked unseen.
pub(super) fn report_panic(task: &TaskInfo) {
    eprintln!("{task} panicked, and nobody asks its handle");
}
