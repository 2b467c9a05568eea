//! A mutex that a panic does not poison, and a condition to wait for under it.
//!
//! Invariant, kept by its users: no foreign code (wakers, futures, destructors of user values) runs under a lock, so a
//! panic cannot leave a half-changed value behind and poisoning would only spread one task's panic to the others.

use std::sync::PoisonError;
use std::time::Duration;

use crate::loom;

pub(crate) use crate::loom::MutexGuard;

#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(loom::Mutex<T>);

impl<T> Mutex<T> {
    #[cfg(not(loom))]
    pub(crate) const fn new(value: T) -> Mutex<T> {
        Mutex(loom::Mutex::new(value))
    }

    /// loom's mutexes are made while a model runs.
    #[cfg(loom)]
    pub(crate) fn new(value: T) -> Mutex<T> {
        Mutex(loom::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn into_inner(self) -> T {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A condition variable for [`Mutex`].
#[derive(Debug, Default)]
pub(crate) struct Condition(loom::Condvar);

impl Condition {
    pub(crate) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `time` at most; whether the condition holds has to be looked at in any case.
    pub(crate) fn wait_for<'a, T>(&self, guard: MutexGuard<'a, T>, time: Duration) -> MutexGuard<'a, T> {
        self.0.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner).0
    }

    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }
}
