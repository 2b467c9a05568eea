//! What this thread is running.
//!
//! Takes: a runtime, for as long as this thread runs it. Gives: it to wakers and to `spawn`.
//! Invariants: contexts are left in reverse order, so nested runtimes each find their own; no foreign code runs while the
//! cell is borrowed.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::budget;

use super::multi::{Guest, Locals, Worker};
use super::reference::Keeps;
use super::running::Running;
use super::shared::Shared;

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// The part that this thread has in running a runtime.
#[derive(Clone)]
pub(super) enum Scope {
    /// It is inside the `block_on` of a current-thread runtime.
    Running(Rc<Running>),
    /// It is a worker of a multi-thread runtime.
    Worker(Rc<Worker>),
    /// It is inside the `block_on` of a multi-thread runtime.
    Guest(Rc<Guest>),
    /// It is a thread for blocking work.
    Blocking(Arc<Shared>),
}

impl Scope {
    /// Where local tasks go, on a thread of several.
    pub(super) fn locals(&self) -> Option<&Locals> {
        match self {
            Scope::Running(_) | Scope::Blocking(_) => None,
            Scope::Worker(worker) => Some(worker.locals()),
            Scope::Guest(guest) => Some(guest.locals()),
        }
    }

    #[inline]
    pub(super) fn shared(&self) -> &Arc<Shared> {
        match self {
            Scope::Running(running) => running.shared(),
            Scope::Worker(worker) => worker.shared(),
            Scope::Guest(guest) => guest.shared(),
            Scope::Blocking(shared) => shared,
        }
    }
}

/// The runtime that runs on this thread; the innermost, where they are nested.
#[inline]
pub(super) fn current() -> Option<Scope> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Calls `f` if a runtime runs on this thread, otherwise gives `value` back. `f` runs no foreign code, and may give the
/// value back too.
#[inline]
pub(super) fn with<T>(value: T, f: impl FnOnce(&Scope, T) -> Result<(), T>) -> Result<(), T> {
    let mut value = Some(value);
    // The thread may be ending, with its thread-local values gone: then nothing runs here any more.
    let _ = CURRENT.try_with(|current| {
        if let Some(scope) = &*current.borrow() {
            let result = f(scope, value.take().expect("the value is there until here"));
            value = result.err();
        }
    });
    value.map_or(Ok(()), Err)
}

/// Makes `scope` the current one until the guard is dropped.
pub(super) fn enter(scope: Scope) -> Entered {
    let keeps = Keeps::references_of(scope.shared());
    let previous = CURRENT.with(|current| current.borrow_mut().replace(scope));
    Entered { previous, budget: budget::replace(u32::MAX), _keeps: keeps }
}

/// Gives back the previous current runtime on drop.
#[must_use = "the runtime is left when the guard is dropped"]
pub(super) struct Entered {
    previous: Option<Scope>,
    /// Of the poll that this is part of.
    budget: u32,
    /// It ties the guard to its thread.
    _keeps: Keeps,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.previous.take();
        budget::replace(self.budget);
        let left = CURRENT.try_with(|current| std::mem::replace(&mut *current.borrow_mut(), previous));
        drop(left);
    }
}
