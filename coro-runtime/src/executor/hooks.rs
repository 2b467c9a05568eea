//! What a runtime shall call, as its builder is told.

use std::sync::Arc;

use super::builder::Builder;
use super::settings::SlowPoll;

impl Builder {
    /// Calls `hook` on each thread of the runtime when it starts: workers, and threads for blocking work. The thread that calls
    /// `block_on` is none of them.
    ///
    /// A hook that panics, this one or another, is no more than reported: its panic goes to the panic hook, and the thread goes
    /// on.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
    ///
    /// let count = Arc::new(AtomicUsize::new(0));
    /// let theirs = Arc::clone(&count);
    /// let runtime = Runtime::builder().workers(2)
    ///     .on_thread_start(move || {
    ///         theirs.fetch_add(1, Ordering::SeqCst);
    ///     })
    ///     .build()?;
    /// drop(runtime);
    /// assert_eq!(count.load(Ordering::SeqCst), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_thread_start(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_start = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` on each thread of the runtime before it ends.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
    ///
    /// let count = Arc::new(AtomicUsize::new(0));
    /// let theirs = Arc::clone(&count);
    /// let runtime = Runtime::builder().workers(2)
    ///     .on_thread_stop(move || {
    ///         theirs.fetch_add(1, Ordering::SeqCst);
    ///     })
    ///     .build()?;
    /// drop(runtime);
    /// assert_eq!(count.load(Ordering::SeqCst), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_thread_stop(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_stop = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` on a thread that runs tasks (also the one that calls `block_on`, if it runs them) before it sleeps
    /// because it has nothing to do.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
    ///
    /// let count = Arc::new(AtomicUsize::new(0));
    /// let theirs = Arc::clone(&count);
    /// let runtime = Runtime::builder()
    ///     .on_thread_park(move || {
    ///         theirs.fetch_add(1, Ordering::SeqCst);
    ///     })
    ///     .build()?;
    /// runtime.block_on(coro_runtime::time::sleep(std::time::Duration::from_millis(1)));
    /// assert!(count.load(Ordering::SeqCst) > 0);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_thread_park(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_park = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` on a thread that runs tasks after it has slept.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
    ///
    /// let count = Arc::new(AtomicUsize::new(0));
    /// let theirs = Arc::clone(&count);
    /// let runtime = Runtime::builder()
    ///     .on_thread_unpark(move || {
    ///         theirs.fetch_add(1, Ordering::SeqCst);
    ///     })
    ///     .build()?;
    /// runtime.block_on(coro_runtime::time::sleep(std::time::Duration::from_millis(1)));
    /// assert!(count.load(Ordering::SeqCst) > 0);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_thread_unpark(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.thread_unpark = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` when the runtime has ended, after everything else, on the thread that ends it: by
    /// [`Runtime::shutdown`](super::Runtime::shutdown), by dropping it, or by the end of a `#[coro::main]`.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
    ///
    /// let count = Arc::new(AtomicUsize::new(0));
    /// let theirs = Arc::clone(&count);
    /// let runtime = Runtime::builder()
    ///     .on_shutdown(move || {
    ///         theirs.fetch_add(1, Ordering::SeqCst);
    ///     })
    ///     .build()?;
    /// runtime.shutdown(std::time::Duration::ZERO);
    /// assert_eq!(count.load(Ordering::SeqCst), 1);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_shutdown(mut self, hook: impl Fn() + Send + Sync + 'static) -> Builder {
        self.settings.hooks.shutdown = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` with polls that take long, instead of reporting them on standard error.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::{sync::mpsc, thread, time::Duration};
    ///
    /// let (sender, slow) = mpsc::channel();
    /// let limit = Duration::from_millis(20);
    /// let runtime = Runtime::builder().watchdog(limit).on_slow_poll(move |poll| drop(sender.send(poll.blocked()))).build()?;
    /// runtime.block_on(async { thread::sleep(Duration::from_millis(200)) });
    /// assert!(slow.recv().unwrap() >= limit);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_slow_poll(mut self, hook: impl Fn(&SlowPoll) + Send + Sync + 'static) -> Builder {
        self.settings.on_slow_poll = Some(Arc::new(hook));
        self
    }
}
