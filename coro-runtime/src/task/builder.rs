//! What a task shall be called, and which tasks go before it.
//!
//! Takes: a name, a priority. Gives: them to whoever spawns: the executor, where the methods that spawn are.

/// Which tasks go first, see [`task::Builder::priority`](crate::task::Builder::priority).
///
/// # Examples
///
/// ```
/// use coro_runtime::task::{Builder, Priority};
/// use std::sync::{Arc, Mutex};
///
/// let order = Arc::new(Mutex::new(Vec::new()));
/// coro_runtime::block_on(async {
///     let tasks = [Priority::Low, Priority::Normal, Priority::High].map(|priority| {
///         let order = Arc::clone(&order);
///         Builder::new().priority(priority).spawn(async move { order.lock().unwrap().push(priority) })
///     });
///     for task in tasks {
///         task.await.unwrap();
///     }
/// });
/// assert_eq!(*order.lock().unwrap(), [Priority::High, Priority::Normal, Priority::Low]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Runs when nothing else can, or when it has waited for longer than
    /// [`low_priority_delay`](crate::runtime::Builder::low_priority_delay).
    Low,
    /// As `spawn` has it.
    #[default]
    Normal,
    /// Runs before the others, of eight turns at most seven.
    High,
}

/// Spawns a task that has a name or a priority.
///
/// # Examples
///
/// ```
/// use coro_runtime::task::{Builder, Priority};
///
/// coro_runtime::block_on(async {
///     let cleaner = Builder::new().name("cleaner").priority(Priority::Low);
///     assert_eq!(cleaner.spawn(async { "clean" }).await.unwrap(), "clean");
/// });
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is spawned before `spawn`"]
pub struct Builder {
    pub(crate) name: Option<Box<str>>,
    pub(crate) priority: Priority,
}

impl Builder {
    /// Of a task without a name, of normal priority.
    ///
    /// ```
    /// use coro_runtime::task::Builder;
    ///
    /// let task = async { 1 };
    /// assert_eq!(coro_runtime::block_on(async { Builder::new().spawn(task).await.unwrap() }), 1);
    /// ```
    pub fn new() -> Builder {
        Builder::default()
    }

    /// What the task is called in reports: of its panic, of a poll that takes too long, of a shutdown.
    ///
    /// ```
    /// use coro_runtime::task::Builder;
    ///
    /// let named = Builder::new().name(format!("worker-{}", 1));
    /// assert_eq!(coro_runtime::block_on(async { named.spawn(async { 1 }).await.unwrap() }), 1);
    /// ```
    pub fn name(self, name: impl Into<Box<str>>) -> Builder {
        Builder { name: Some(name.into()), ..self }
    }

    /// Which tasks go before it.
    ///
    /// ```
    /// use coro_runtime::task::{Builder, Priority};
    ///
    /// let urgent = Builder::new().priority(Priority::High);
    /// assert_eq!(coro_runtime::block_on(async { urgent.spawn(async { 1 }).await.unwrap() }), 1);
    /// ```
    pub fn priority(self, priority: Priority) -> Builder {
        Builder { priority, ..self }
    }
}
