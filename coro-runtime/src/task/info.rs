//! What is said about a task in reports.
//!
//! Takes: a task's name and where it was spawned. Gives: one line.

use std::fmt;
use std::panic::Location;

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
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Where `spawn` was called.
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
