//! Values that belong to a task, as thread-locals belong to a thread.
//!
//! Takes: a future and a value. Gives: the future, with the value in reach whenever it is polled or dropped.
//!
//! The value is in the future; a poll puts it into a slot of the thread, and takes it back. Invariant: outside of the
//! polls and drops of its future a value is in no slot, and a scope within a scope gives back what it has found, also when
//! it is left by a panic.

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::LocalKey as ThreadKey;

/// Declares keys of values that belong to tasks: `static NAME: Type;`, any number of them, with attributes and a
/// visibility.
///
/// # Examples
///
/// ```
/// coro_runtime::task_local! {
///     /// Whose request the task serves.
///     pub static USER: String;
/// }
///
/// async fn greet() -> String {
///     coro_runtime::yield_now().await;
///     USER.with(|user| format!("hello, {user}"))
/// }
///
/// coro_runtime::block_on(async {
///     let ann = coro_runtime::spawn(USER.scope("Ann".to_owned(), greet()));
///     let bob = coro_runtime::spawn(USER.scope("Bob".to_owned(), greet()));
///     assert_eq!(ann.await.unwrap(), "hello, Ann");
///     assert_eq!(bob.await.unwrap(), "hello, Bob");
/// });
/// ```
#[macro_export]
macro_rules! task_local {
    ($($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty);* $(;)?) => {
        $(
            $(#[$attribute])*
            $visibility static $name: $crate::task::LocalKey<$type> = {
                ::std::thread_local! {
                    static SLOT: ::std::cell::RefCell<::core::option::Option<$type>> =
                        const { ::std::cell::RefCell::new(::core::option::Option::None) };
                }
                $crate::task::LocalKey::__new(&SLOT)
            };
        )*
    };
}

/// A key of a value that belongs to a task, made by [`task_local!`](crate::task_local).
///
/// # Examples
///
/// ```
/// coro_runtime::task_local!(static DEPTH: u32);
///
/// coro_runtime::block_on(async {
///     assert!(DEPTH.try_with(|_| ()).is_err());
///     let inner = async { DEPTH.scope(DEPTH.get() + 1, async { DEPTH.get() }).await };
///     let both = DEPTH.scope(1, async { (inner.await, DEPTH.get()) });
///     assert_eq!(both.await, (2, 1));
/// });
/// ```
pub struct LocalKey<T: 'static> {
    slot: &'static ThreadKey<RefCell<Option<T>>>,
}

/// The error of [`LocalKey::try_with`]: nobody around has set a value.
///
/// # Examples
///
/// ```
/// coro_runtime::task_local!(static LEVEL: u32);
///
/// let error = LEVEL.try_with(|level| *level).unwrap_err();
/// assert!(!error.to_string().is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotInScope {
    _private: (),
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn __new(slot: &'static ThreadKey<RefCell<Option<T>>>) -> LocalKey<T> {
        LocalKey { slot }
    }

    /// Runs `future` with `value` under this key; it is dropped with the future. The value is not inherited by tasks that
    /// the future spawns.
    ///
    /// ```
    /// coro_runtime::task_local!(static LEVEL: u32);
    ///
    /// coro_runtime::block_on(LEVEL.scope(2, async {
    ///     coro_runtime::yield_now().await;
    ///     assert_eq!(LEVEL.get(), 2);
    /// }));
    /// ```
    pub fn scope<F: IntoFuture>(&'static self, value: T, future: F) -> TaskLocalFuture<T, F::IntoFuture> {
        TaskLocalFuture { key: self, value: Some(value), future: Some(future.into_future()) }
    }

    /// Runs `f` with `value` under this key.
    ///
    /// # Panics
    ///
    /// While the thread is ending, and inside of [`with`](LocalKey::with) of the same key.
    ///
    /// ```
    /// coro_runtime::task_local!(static LEVEL: u32);
    ///
    /// assert_eq!(LEVEL.sync_scope(3, || LEVEL.get()), 3);
    /// ```
    #[track_caller]
    pub fn sync_scope<R>(&'static self, value: T, f: impl FnOnce() -> R) -> R {
        let mut value = Some(value);
        let _swapped = Swapped::enter(self, &mut value).expect(OUT_OF_REACH);
        f()
    }

    /// Calls `f` with the value.
    ///
    /// # Panics
    ///
    /// Outside of a [`scope`](LocalKey::scope) of this key: [`try_with`](LocalKey::try_with) tells. Inside of `f`, to enter a
    /// scope of the same key panics as well.
    ///
    /// # Examples
    ///
    /// ```
    /// coro_runtime::task_local!(static LEVEL: u32);
    ///
    /// coro_runtime::block_on(LEVEL.scope(2, async {
    ///     assert_eq!(LEVEL.with(|level| level + 1), 3);
    /// }));
    /// ```
    #[track_caller]
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        self.try_with(f).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Calls `f` with the value, if there is one.
    ///
    /// # Errors
    ///
    /// [`NotInScope`] outside of a [`scope`](LocalKey::scope) of this key.
    ///
    /// # Examples
    ///
    /// ```
    /// coro_runtime::task_local!(static LEVEL: u32);
    ///
    /// coro_runtime::block_on(LEVEL.scope(2, async {
    ///     assert_eq!(LEVEL.try_with(|level| *level), Ok(2));
    /// }));
    /// assert!(LEVEL.try_with(|level| *level).is_err());
    /// ```
    pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> Result<R, NotInScope> {
        let found = self.slot.try_with(|slot| slot.borrow().as_ref().map(f));
        found.ok().flatten().ok_or(NotInScope { _private: () })
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// Outside of a [`scope`](LocalKey::scope) of this key.
    ///
    /// # Examples
    ///
    /// ```
    /// coro_runtime::task_local!(static LEVEL: u32);
    ///
    /// coro_runtime::block_on(LEVEL.scope(2, async {
    ///     assert_eq!(LEVEL.get(), 2);
    /// }));
    /// ```
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Exchanges `value` for what is in the slot; `None` if the slot is out of reach.
    fn swap(&'static self, value: &mut Option<T>) -> Option<()> {
        let swap = |slot: &RefCell<Option<T>>| {
            mem::swap(&mut *slot.try_borrow_mut().ok()?, value);
            Some(())
        };
        self.slot.try_with(swap).ok().flatten()
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl fmt::Display for NotInScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a task-local value was asked for outside of a `scope` of its key")
    }
}

impl Error for NotInScope {}

/// A value that is in the thread's slot, and what was there before is in its place. On drop they change back.
struct Swapped<'a, T: 'static> {
    key: &'static LocalKey<T>,
    value: &'a mut Option<T>,
}

impl<'a, T: 'static> Swapped<'a, T> {
    fn enter(key: &'static LocalKey<T>, value: &'a mut Option<T>) -> Option<Swapped<'a, T>> {
        key.swap(value)?;
        Some(Swapped { key, value })
    }
}

impl<T: 'static> Drop for Swapped<'_, T> {
    fn drop(&mut self) {
        // It worked on the way in, on this thread, and `with` has given its borrow back by now.
        let _ = self.key.swap(self.value);
    }
}

/// The future of [`LocalKey::scope`].
pub struct TaskLocalFuture<T: 'static, F> {
    key: &'static LocalKey<T>,
    /// `None` in a poll, and in one only.
    value: Option<T>,
    /// Pinned with the whole. `None` once it was dropped.
    future: Option<F>,
}

impl<T: 'static, F> TaskLocalFuture<T, F> {
    /// The parts that may be moved, and the pinned one.
    fn project(self: Pin<&mut Self>) -> (&'static LocalKey<T>, &mut Option<T>, Pin<&mut Option<F>>) {
        // SAFETY: nothing is moved out of the reference. The future is pinned with the whole: it is reached here only, the
        // destructor drops it in place, and the whole is `Unpin` only if the future is (and the value, by the automatic
        // rule, which asks for more than it has to).
        unsafe {
            let this = self.get_unchecked_mut();
            (this.key, &mut this.value, Pin::new_unchecked(&mut this.future))
        }
    }
}

impl<T: 'static, F: Future> Future for TaskLocalFuture<T, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let (key, value, mut future) = self.project();
        let _swapped = Swapped::enter(key, value).expect(OUT_OF_REACH);
        let poll = match future.as_mut().as_pin_mut() {
            Some(future) => future.poll(cx),
            None => panic!("a task-local scope was polled after completion"),
        };
        if poll.is_ready() {
            // Here, so that its destructors see the value.
            future.set(None);
        }
        poll
    }
}

impl<T: 'static, F> Drop for TaskLocalFuture<T, F> {
    fn drop(&mut self) {
        if self.future.is_none() {
            return;
        }
        // SAFETY: we are being dropped, so the value has been pinned, or never was and will not be moved any more.
        let (key, value, mut future) = unsafe { Pin::new_unchecked(self) }.project();
        // The value may be out of reach; the future is dropped in any case.
        let _swapped = Swapped::enter(key, value);
        future.set(None);
    }
}

impl<T: 'static, F> fmt::Debug for TaskLocalFuture<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskLocalFuture").field("is_complete", &self.future.is_none()).finish_non_exhaustive()
    }
}

const OUT_OF_REACH: &str =
    "a task-local scope was entered inside of `with` of its key, or while its thread was ending";
