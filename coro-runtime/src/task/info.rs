//! What is said about a task in reports.
//!
//! Takes: a task's name and where it was spawned. Gives: one line.

use std::fmt;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Which task is meant: its name, if it has one, and where it was spawned.
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
}

impl TaskInfo {
    pub(crate) fn new(name: Option<&str>, spawned_at: &'static Location<'static>) -> TaskInfo {
        TaskInfo { name: name.map(Box::from), spawned_at }
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
}

/// ``task `name` spawned at src/main.rs:3:5``, or without the name.
impl fmt::Display for TaskInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "task `{name}` spawned at {}", self.spawned_at),
            None => write!(f, "task spawned at {}", self.spawned_at),
        }
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
