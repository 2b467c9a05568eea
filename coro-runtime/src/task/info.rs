//! What is said about a task in reports.
//!
//! Takes: a task's name and where it was spawned. Gives: one line.

use std::fmt;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use crate::machine::Point;

/// Which task is meant: its name, if it has one, and where it was spawned; and where it is suspended, if that is asked for.
///
/// # Examples
///
/// ```
/// use coro_runtime::runtime::Runtime;
/// use std::{future::pending, time::Duration};
///
/// let runtime = Runtime::new()?;
/// drop(runtime.handle().spawn(pending::<()>()));
/// let report = runtime.shutdown(Duration::ZERO);
/// assert!(report.unfinished()[0].spawned_at().file().ends_with(".rs"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInfo {
    name: Option<Box<str>>,
    spawned_at: &'static Location<'static>,
    suspended_at: Vec<Suspension>,
}

impl TaskInfo {
    pub(crate) fn new(name: Option<&str>, spawned_at: &'static Location<'static>) -> TaskInfo {
        TaskInfo { name: name.map(Box::from), spawned_at, suspended_at: Vec::new() }
    }

    /// The same task, with the points that its machines are suspended at, and the number of machines around each.
    pub(crate) fn suspended_at_points(mut self, points: impl Iterator<Item = (usize, Point)>) -> TaskInfo {
        self.suspended_at = points.map(|(depth, point)| Suspension { depth, point }).collect();
        self
    }

    /// The name that it was spawned with, see [`Builder`](super::Builder).
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::new()?;
    /// runtime.block_on(async { drop(coro_runtime::spawn_named("stuck", std::future::pending::<()>())) });
    /// let report = runtime.shutdown(Duration::ZERO);
    /// assert_eq!(report.unfinished()[0].name(), Some("stuck"));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Where `spawn` was called.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    /// use std::time::Duration;
    ///
    /// let runtime = Runtime::new()?;
    /// runtime.block_on(async { drop(coro_runtime::spawn_named("stuck", std::future::pending::<()>())) });
    /// let report = runtime.shutdown(Duration::ZERO);
    /// assert_eq!(report.unfinished()[0].spawned_at().file(), file!());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn spawned_at(&self) -> &'static Location<'static> {
        self.spawned_at
    }

    /// Where the task's machines are suspended, those that `#[coro::coroutine]` has made: each before the ones that it waits for, as
    /// its last poll has left them. (What it did not poll then, for instance because others of a [`FuturesUnordered`] were woken, is not
    /// there.) Empty if it was not polled yet, if it has none, and in release builds without the feature `trace`.
    ///
    /// They are told by [`Handle::tasks`](crate::runtime::Handle::tasks) and
    /// [`ShutdownReport::unfinished`](crate::runtime::ShutdownReport::unfinished); others do not know.
    ///
    /// ```
    /// use coro_runtime::runtime::Runtime;
    ///
    /// let runtime = Runtime::new()?;
    /// let _task = runtime.spawn(std::future::pending::<()>());
    /// let tasks = runtime.handle().tasks().unwrap_or_default();
    /// assert!(tasks.iter().all(|task| task.suspended_at().is_empty()), "there is no machine");
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// [`FuturesUnordered`]: https://docs.rs/futures/latest/futures/stream/struct.FuturesUnordered.html
    pub fn suspended_at(&self) -> &[Suspension] {
        &self.suspended_at
    }
}

/// Where a machine of a task is suspended: see [`TaskInfo::suspended_at`].
///
/// # Examples
///
/// ```
/// use coro_runtime::{runtime::Handle, task::Suspension};
///
/// /// The innermost points that the tasks of a runtime wait at.
/// fn waits(handle: &Handle) -> Vec<String> {
///     let tasks = handle.tasks().unwrap_or_default();
///     tasks.iter().filter_map(|task| task.suspended_at().last()).map(Suspension::to_string).collect()
/// }
///
/// assert_eq!(coro_runtime::block_on(async { waits(&Handle::current()) }), [] as [&str; 0]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    depth: usize,
    point: Point,
}

impl Suspension {
    /// How many machines of the task are around this one.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The place in the source.
    pub fn point(&self) -> Point {
        self.point
    }
}

/// `src/main.rs:12:9: fetch(url).await`
impl fmt::Display for Suspension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.point, f)
    }
}

/// ``task `name` spawned at src/main.rs:3:5``, or without the name. With `{:#}` lines follow for where it is suspended, indented by two
/// for each machine around.
impl fmt::Display for TaskInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "task `{name}` spawned at {}", self.spawned_at)?,
            None => write!(f, "task spawned at {}", self.spawned_at)?,
        }
        let suspended_at = if f.alternate() { self.suspended_at() } else { &[] };
        suspended_at.iter().try_for_each(|at| write!(f, "\n{:indent$}{at}", "", indent = 4 + 2 * at.depth))
    }
}

/// Where the task was spawned that somebody is about, if anybody is; for all threads to see.
#[derive(Debug, Default)]
pub(crate) struct AtLocation(AtomicPtr<Location<'static>>);

impl AtLocation {
    #[inline]
    pub(crate) fn set(&self, location: &'static Location<'static>) {
        self.0.store(ptr::from_ref(location).cast_mut(), Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn clear(&self) {
        self.0.store(ptr::null_mut(), Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> Option<&'static Location<'static>> {
        // SAFETY: the pointer is null, or was made in `set` of a reference to what lives for ever.
        unsafe { self.0.load(Ordering::Relaxed).as_ref() }
    }
}
