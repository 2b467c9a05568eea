//! What this thread is running.
//!
//! Takes: a runtime's queue and tasks, for as long as `block_on` runs. Gives: them to wakers and to `spawn`.
//! Invariants: contexts are left in reverse order, so nested runtimes each find their own; no foreign code runs while a
//! cell is borrowed.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use crate::slab::{Key, Slab};
use crate::task::{Owned, Ran, Runnable};

use super::shared::{Entry, Remote, Shared};

thread_local! {
    static CURRENT: RefCell<Option<Rc<Running>>> = const { RefCell::new(None) };
}

/// A runtime that runs on this thread.
pub(super) struct Running {
    shared: Arc<Shared>,
    queue: RefCell<VecDeque<Entry>>,
    tasks: RefCell<Slab<Kept>>,
    /// How many of the tasks are local.
    locals: Cell<usize>,
    /// A buffer that lives from round to round.
    remote: RefCell<Vec<Remote>>,
}

/// A task that the runtime owns, and for how long.
pub(super) enum Kept {
    /// As long as the runtime.
    Shared(Owned),
    /// As long as this `block_on`.
    Local(Owned),
}

impl Kept {
    fn owned(&self) -> &Owned {
        match self {
            Kept::Shared(owned) | Kept::Local(owned) => owned,
        }
    }
}

impl Running {
    pub(super) fn new(shared: Arc<Shared>, queue: VecDeque<Entry>, tasks: Slab<Kept>) -> Rc<Running> {
        Rc::new(Running {
            shared,
            queue: RefCell::new(queue),
            tasks: RefCell::new(tasks),
            locals: Cell::new(0),
            remote: RefCell::default(),
        })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn push(&self, entry: Entry) {
        self.queue.borrow_mut().push_back(entry);
    }

    pub(super) fn pop(&self) -> Option<Entry> {
        self.queue.borrow_mut().pop_front()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.queue.borrow().is_empty()
    }

    /// Owns a new task, and queues it.
    pub(super) fn adopt(&self, owned: Owned, runnable: Runnable) {
        self.keep(Kept::Shared(owned));
        self.push(Entry::Task(runnable));
    }

    /// Owns a new task until this `block_on` ends, and queues it.
    pub(super) fn adopt_local(&self, owned: Owned, runnable: Runnable) {
        self.locals.set(self.locals.get() + 1);
        self.keep(Kept::Local(owned));
        self.push(Entry::Task(runnable));
    }

    /// Takes over what other threads have brought.
    pub(super) fn take_remote(&self) {
        let mut remote = self.remote.borrow_mut();
        self.shared.take_remote(&mut remote);
        for item in remote.drain(..) {
            match item {
                Remote::Entry(entry) => self.push(entry),
                Remote::Spawned(owned, runnable) => self.adopt(owned, runnable),
            }
        }
    }

    /// Polls one task.
    pub(super) fn run(&self, task: Runnable) {
        match task.run() {
            Ran::Idle => {}
            Ran::Requeue(task) => self.push(Entry::Task(task)),
            Ran::Complete(key) => self.let_go(key),
        }
    }

    /// Cancels the local tasks, also those that others spawn while they are dropped.
    pub(super) fn cancel_locals(&self) {
        while self.locals.get() > 0 {
            let locals = self.tasks.borrow_mut().take_where(|kept| matches!(kept, Kept::Local(_)));
            self.locals.set(self.locals.get() - locals.len());
            drop(locals);
        }
    }

    /// Gives back what `new` was given.
    pub(super) fn take_parts(&self) -> (VecDeque<Entry>, Slab<Kept>) {
        (self.queue.take(), self.tasks.replace(Slab::new()))
    }

    fn keep(&self, kept: Kept) {
        self.tasks.borrow_mut().insert_with(|key| {
            kept.owned().set_key(key);
            kept
        });
    }

    fn let_go(&self, key: Key) {
        let kept = self.tasks.borrow_mut().remove(key);
        if let Some(Kept::Local(_)) = kept {
            self.locals.set(self.locals.get() - 1);
        }
        drop(kept);
    }
}

/// The runtime that runs on this thread; the innermost, where they are nested.
pub(super) fn current() -> Option<Rc<Running>> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Puts the entry into the local queue, or gives it back if `shared` does not run on this thread.
pub(super) fn push(shared: &Shared, entry: Entry) -> Result<(), Entry> {
    with(shared, entry, Running::push)
}

/// Owns and queues a new task, or gives it back if `shared` does not run on this thread.
pub(super) fn adopt(shared: &Shared, owned: Owned, runnable: Runnable) -> Result<(), (Owned, Runnable)> {
    with(shared, (owned, runnable), |running, (owned, runnable)| running.adopt(owned, runnable))
}

/// Calls `f` if `shared` is what runs on this thread, otherwise gives `value` back. `f` runs no foreign code.
fn with<T>(shared: &Shared, value: T, f: impl FnOnce(&Running, T)) -> Result<(), T> {
    let mut value = Some(value);
    // The thread may be ending, with its thread-local values gone: then nothing runs here any more.
    let _ = CURRENT.try_with(|current| {
        let current = current.borrow();
        if let Some(running) =
            current.as_deref().filter(|running| std::ptr::eq(Arc::as_ptr(&running.shared), shared))
        {
            f(running, value.take().expect("the value is there until here"));
        }
    });
    value.map_or(Ok(()), Err)
}

/// Makes `running` the current one until the guard is dropped.
pub(super) fn enter(running: Rc<Running>) -> Entered {
    let previous = CURRENT.with(|current| current.borrow_mut().replace(running));
    Entered { previous, _not_send: PhantomData }
}

/// Gives back the previous current runtime on drop.
#[must_use = "the runtime is left when the guard is dropped"]
pub(super) struct Entered {
    previous: Option<Rc<Running>>,
    /// The guard must be dropped on the thread that entered.
    _not_send: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.previous.take();
        let left = CURRENT.try_with(|current| std::mem::replace(&mut *current.borrow_mut(), previous));
        drop(left);
    }
}
