//! Why a task has no output.

use std::any::Any;
use std::error::Error;
use std::fmt;

use crate::mutex::Mutex;

use super::id::Id;

/// The error of a [`JoinHandle`](super::JoinHandle): its task was cancelled, or it panicked.
///
/// # Examples
///
/// ```
/// coro_runtime::block_on(async {
///     let task = coro_runtime::spawn(async { panic!("no") });
///     let error = task.await.unwrap_err();
///     assert_eq!(error.to_string(), "the task panicked: no");
/// });
/// ```
///
/// In functions that return I/O errors `?` takes it:
///
/// ```
/// async fn length() -> std::io::Result<usize> {
///     Ok(coro_runtime::spawn(async { "text".len() }).await?)
/// }
///
/// assert_eq!(coro_runtime::block_on(length()).unwrap(), 4);
/// ```
pub struct JoinError {
    cause: Cause,
    id: Id,
}

/// As small as can be: each task has room for one.
pub(super) enum Cause {
    Cancelled,
    /// The mutex makes the error `Sync`, so that `?` can box it as `dyn Error + Send + Sync`.
    Panic(Box<Mutex<Box<dyn Any + Send>>>),
}

impl Cause {
    pub(super) fn panic(payload: Box<dyn Any + Send>) -> Cause {
        Cause::Panic(Box::new(Mutex::new(payload)))
    }

    pub(super) fn is_panic(&self) -> bool {
        match self {
            Cause::Panic(_) => true,
            Cause::Cancelled => false,
        }
    }
}

impl JoinError {
    pub(super) fn new(cause: Cause, id: Id) -> JoinError {
        JoinError { cause, id }
    }

    /// Which task it was.
    ///
    /// ```
    /// coro_runtime::block_on(async {
    ///     let task = coro_runtime::spawn(async { panic!("no") });
    ///     let id = task.id();
    ///     assert_eq!(task.await.unwrap_err().id(), id);
    /// });
    /// ```
    pub fn id(&self) -> Id {
        self.id
    }

    /// Whether the task was aborted, or its runtime dropped, before it ended.
    ///
    /// ```
    /// use coro_runtime::spawn;
    ///
    /// coro_runtime::block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     task.abort();
    ///     assert!(task.await.unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn is_cancelled(&self) -> bool {
        !self.is_panic()
    }

    /// Whether the task panicked.
    ///
    /// ```
    /// coro_runtime::block_on(async {
    ///     let task = coro_runtime::spawn(async { panic!("no") });
    ///     let error = task.await.unwrap_err();
    ///     assert!(error.is_panic() && !error.is_cancelled());
    /// });
    /// ```
    pub fn is_panic(&self) -> bool {
        self.cause.is_panic()
    }

    /// The payload of the panic, as [`std::thread::JoinHandle::join`] gives it; for [`std::panic::resume_unwind`].
    ///
    /// # Panics
    ///
    /// If the task did not panic; see [`is_panic`](JoinError::is_panic).
    ///
    /// # Examples
    ///
    /// ```
    /// coro_runtime::block_on(async {
    ///     let task = coro_runtime::spawn(async { panic!("no") });
    ///     let error = task.await.unwrap_err();
    ///     assert_eq!(error.into_panic().downcast_ref::<&str>(), Some(&"no"));
    /// });
    /// ```
    #[track_caller]
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        self.try_into_panic()
            .unwrap_or_else(|_| panic!("`JoinError::into_panic` of a task that was cancelled"))
    }

    /// The payload of the panic.
    ///
    /// # Errors
    ///
    /// The error itself, if the task was cancelled.
    ///
    /// # Examples
    ///
    /// ```
    /// coro_runtime::block_on(async {
    ///     let task = coro_runtime::spawn(std::future::pending::<()>());
    ///     task.abort();
    ///     let error = task.await.unwrap_err().try_into_panic().unwrap_err();
    ///     assert!(error.is_cancelled());
    /// });
    /// ```
    pub fn try_into_panic(self) -> Result<Box<dyn Any + Send>, JoinError> {
        match self.cause {
            Cause::Panic(payload) => Ok(payload.into_inner()),
            Cause::Cancelled => Err(self),
        }
    }

    /// The message of the panic, where the payload is text as `panic!` makes it.
    fn panic_message(&self) -> Option<String> {
        let Cause::Panic(payload) = &self.cause else { return None };
        let payload = payload.lock();
        let text = payload.downcast_ref::<&'static str>().map(ToString::to_string);
        text.or_else(|| payload.downcast_ref::<String>().cloned())
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.cause, self.panic_message()) {
            (Cause::Cancelled, _) => f.write_str("the task was cancelled"),
            (Cause::Panic(_), Some(message)) => write!(f, "the task panicked: {message}"),
            (Cause::Panic(_), None) => f.write_str("the task panicked"),
        }
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Cancelled => f.write_str("JoinError::Cancelled"),
            Cause::Panic(_) => f.debug_tuple("JoinError::Panic").field(&self.panic_message()).finish(),
        }
    }
}

impl Error for JoinError {}

/// For functions that pass on I/O errors: the kind is [`Other`](std::io::ErrorKind::Other).
impl From<JoinError> for std::io::Error {
    fn from(error: JoinError) -> std::io::Error {
        std::io::Error::other(error)
    }
}
