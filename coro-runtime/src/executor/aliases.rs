//! Settings by the names that they have in tokio.
//!
//! Takes: what is set. Gives: the same as the methods that each of these names.

use std::time::Duration;

use super::builder::Builder;
use super::thread_name::ThreadName;

/// Settings by the names that they have in tokio, for programs that come from there.
impl Builder {
    /// [`Builder::new`] with [`current_thread`](Builder::current_thread).
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Builder::new_current_thread().build()?;
    /// assert_eq!(runtime.handle().workers(), 0);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn new_current_thread() -> Builder {
        Builder::new().current_thread()
    }

    /// [`Builder::new`] with [`multi_thread`](Builder::multi_thread).
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    /// assert_eq!(runtime.handle().workers(), 2);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn new_multi_thread() -> Builder {
        Builder::new().multi_thread()
    }

    /// [`workers`](Builder::workers).
    ///
    /// # Panics
    ///
    /// If `count` is 0, or more than 4096.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().worker_threads(3).build()?;
    /// assert_eq!(runtime.handle().workers(), 3);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn worker_threads(self, count: usize) -> Builder {
        self.workers(count)
    }

    /// [`thread_name`](Builder::thread_name).
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().workers(1).thread_name_fn(|| "web".to_owned()).build()?;
    /// let name = runtime.spawn(async { std::thread::current().name().map(String::from) });
    /// assert_eq!(runtime.block_on(name).unwrap().as_deref(), Some("web"));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn thread_name_fn<Kind>(self, name: impl ThreadName<Kind>) -> Builder {
        self.thread_name(name)
    }

    /// [`blocking_keep_alive`](Builder::blocking_keep_alive).
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().thread_keep_alive(std::time::Duration::ZERO).build()?;
    /// assert_eq!(runtime.block_on(runtime.spawn_blocking(|| "done")).unwrap(), "done");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn thread_keep_alive(self, time: Duration) -> Builder {
        self.blocking_keep_alive(time)
    }

    /// [`events_per_turn`](Builder::events_per_turn).
    ///
    /// # Panics
    ///
    /// If `events` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().max_io_events_per_tick(64).build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn max_io_events_per_tick(self, events: usize) -> Builder {
        self.events_per_turn(events)
    }

    /// [`polls_per_turn`](Builder::polls_per_turn).
    ///
    /// # Panics
    ///
    /// If `polls` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().event_interval(31).build()?;
    /// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
    /// # std::io::Result::Ok(())
    /// ```
    #[track_caller]
    pub fn event_interval(self, polls: u32) -> Builder {
        self.polls_per_turn(polls)
    }

    /// Changes nothing: sockets and timers always are part of the runtime.
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().enable_all().build()?;
    /// runtime.block_on(coro_runtime::time::sleep(std::time::Duration::from_millis(1)));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enable_all(self) -> Builder {
        self
    }

    /// As [`enable_all`](Builder::enable_all).
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().enable_io().build()?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enable_io(self) -> Builder {
        self
    }

    /// As [`enable_all`](Builder::enable_all).
    ///
    /// ```
    /// let runtime = coro_runtime::runtime::Runtime::builder().enable_time().build()?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enable_time(self) -> Builder {
        self
    }
}
