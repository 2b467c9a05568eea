//! What this thread is running.
//!
//! Takes: a runtime, for as long as this thread runs it. Gives: it to wakers and to `spawn`.
//! Invariants: contexts are left in reverse order, so nested runtimes each find their own: who leaves one leaves all that were
//! entered within it, for users hold guards too; no foreign code runs while the cell is borrowed.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use crate::budget;
use crate::reactor;

use super::multi::{Guest, Locals, Worker};
use super::reference::Keeps;
use super::running::Running;
use super::shared::Shared;

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
    /// The contexts that this thread is in, from the outermost on.
    static LAYERS: RefCell<Vec<Layer>> = const { RefCell::new(Vec::new()) };
    static NEXT_ID: Cell<u64> = const { Cell::new(0) };
}

/// The part that this thread has in running a runtime.
#[derive(Clone)]
pub(super) enum Scope {
    /// It is inside the `block_on` of a current-thread runtime.
    Running(Rc<Running>),
    /// It is a worker of a multi-thread runtime.
    Worker(Rc<Worker>),
    /// It is inside a `block_on` beside the threads that run the runtime's tasks.
    Guest(Rc<Guest>),
    /// It runs nothing of the runtime, which is there all the same: a thread for blocking work, or one inside `enter`.
    Entered(Arc<Shared>),
}

impl Scope {
    /// Where local tasks go, on a thread of several.
    pub(super) fn locals(&self) -> Option<&Locals> {
        match self {
            Scope::Running(_) | Scope::Entered(_) => None,
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
            Scope::Entered(shared) => shared,
        }
    }
}

/// The runtime that runs on this thread; the innermost, where they are nested.
#[inline]
pub(super) fn current() -> Option<Scope> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Whether there is such a one among the runtimes of this thread, the outer ones included. `f` runs no foreign code.
pub(super) fn any(f: impl Fn(&Scope) -> bool) -> bool {
    let innermost = CURRENT.try_with(|current| current.borrow().as_ref().is_some_and(&f)).unwrap_or(false);
    let outer = |layers: &RefCell<Vec<Layer>>| {
        layers.borrow().iter().any(|layer| layer.outer.as_ref().is_some_and(&f))
    };
    innermost || LAYERS.try_with(outer).unwrap_or(false)
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

/// Calls `f` if this thread is inside the `block_on` of a current-thread runtime. `f` runs no foreign code.
#[inline]
pub(super) fn with_running(f: impl FnOnce(&Running)) {
    // The thread may be ending, with its thread-local values gone: then nothing runs here any more.
    let _ = CURRENT.try_with(|current| {
        if let Some(Scope::Running(running)) = &*current.borrow() {
            f(running);
        }
    });
}

/// Makes `scope` the current one, and its runtime's reactor, until the guard is dropped.
pub(super) fn enter(scope: Scope) -> Entered {
    let id = NEXT_ID.replace(NEXT_ID.get() + 1);
    let keeps = Keeps::references_of(scope.shared());
    let reactor = reactor::enter(Arc::clone(scope.shared().reactor()));
    let outer = CURRENT.with(|current| current.borrow_mut().replace(scope));
    let layer =
        Layer { id, outer, budget: budget::replace(budget::UNLIMITED), _keeps: keeps, _reactor: reactor };
    LAYERS.with(|layers| layers.borrow_mut().push(layer));
    Entered { id, _not_send: PhantomData }
}

/// A context that was entered, and what was before.
struct Layer {
    id: u64,
    outer: Option<Scope>,
    /// Of the poll that this is part of.
    budget: u32,
    _keeps: Keeps,
    _reactor: reactor::Entered,
}

impl Drop for Layer {
    fn drop(&mut self) {
        let outer = self.outer.take();
        budget::replace(self.budget);
        let left = CURRENT.try_with(|current| std::mem::replace(&mut *current.borrow_mut(), outer));
        drop(left);
    }
}

/// Gives back the previous current runtime on drop, unless one further out has been left before, and this with it.
#[must_use = "the runtime is left when the guard is dropped"]
pub(super) struct Entered {
    id: u64,
    /// The guard must be dropped on its thread.
    _not_send: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let is_inside =
            |layers: &RefCell<Vec<Layer>>| layers.borrow().iter().any(|layer| layer.id == self.id);
        while LAYERS.try_with(is_inside).unwrap_or(false) {
            let innermost = LAYERS.with(|layers| layers.borrow_mut().pop());
            drop(innermost);
        }
    }
}
