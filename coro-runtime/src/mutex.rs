//! A mutex that a panic does not poison.
//!
//! Invariant, kept by its users: no foreign code (wakers, futures, destructors of user values) runs under a lock, so a
//! panic cannot leave a half-changed value behind and poisoning would only spread one task's panic to the others.

use std::sync::PoisonError;

use crate::loom::{self, MutexGuard};

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
