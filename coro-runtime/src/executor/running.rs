//! What the thread inside the `block_on` of a current-thread runtime has.
//!
//! Takes: a runtime's queue and tasks, for as long as `block_on` runs. Gives: them to wakers and to `spawn`.
//! Invariant: no foreign code runs while a cell is borrowed.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use crate::slab::Slab;
use crate::task::{Completed, Owned, Ran, Runnable, TaskInfo};

use super::shared::{Entry, Remote, Shared};

/// A runtime that runs on this thread.
pub(super) struct Running {
    shared: Arc<Shared>,
    queue: RefCell<VecDeque<Entry>>,
    tasks: RefCell<Slab<Kept>>,
    /// How many of the tasks are local.
    locals: Cell<usize>,
    /// Counts while there are tasks with priorities.
    turn: Cell<u32>,
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
            turn: Cell::new(0),
            remote: RefCell::default(),
        })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    #[inline]
    pub(super) fn push(&self, entry: Entry) {
        self.queue.borrow_mut().push_back(entry);
    }

    #[inline]
    pub(super) fn pop(&self) -> Option<Entry> {
        if !self.shared.classes().is_empty() {
            return self.pop_among_classes();
        }
        self.queue.borrow_mut().pop_front()
    }

    #[cold]
    fn pop_among_classes(&self) -> Option<Entry> {
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        let classes = self.shared.classes();
        let first = classes.take_first(turn).map(|taken| Entry::Task(taken.task));
        // Not one expression with the borrow of the queue: what is dropped there might push.
        let normal = first.or_else(|| self.queue.borrow_mut().pop_front());
        normal.or_else(|| classes.take_last().map(|taken| Entry::Task(taken.task)))
    }

    pub(super) fn is_idle(&self) -> bool {
        self.queue.borrow().is_empty() && self.shared.classes().is_empty()
    }

    /// Owns a new task, and queues it.
    pub(super) fn adopt(&self, owned: Owned, runnable: Runnable) {
        if runnable.takes_requeued() {
            self.keep(Kept::Shared(owned));
            runnable.schedule();
        } else {
            self.adopt_plain(owned, runnable);
        }
    }

    /// The same for a task that has no label.
    #[inline]
    pub(super) fn adopt_plain(&self, owned: Owned, runnable: Runnable) {
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
        self.shared.single().take(&mut remote);
        for item in remote.drain(..) {
            match item {
                Remote::Entry(entry) => self.push(entry),
                Remote::Spawned(owned, runnable) => self.adopt(owned, runnable),
            }
        }
    }

    /// Polls one task.
    #[inline]
    pub(super) fn run(&self, task: Runnable) {
        self.after(task.run());
    }

    /// Polls one task, and says so.
    pub(super) fn run_watched(&self, task: Runnable) {
        self.after(self.shared.single().stats.run_watched(task));
    }

    /// This thread may poll something from now on, or may not: for the monitor, if there is one.
    pub(super) fn set_up(&self, is_up: bool) {
        self.shared.set_up(&self.shared.single().stats, is_up);
    }

    #[inline]
    fn after(&self, ran: Ran) {
        match ran {
            Ran::Idle => {}
            Ran::Requeue(task) => self.push(Entry::Task(task)),
            Ran::Complete(completed) => self.let_go(completed),
        }
    }

    /// Cancels the local tasks, also those that others spawn while they are dropped.
    pub(super) fn cancel_locals(&self) {
        while self.locals.get() > 0 {
            let locals = self.tasks.borrow_mut().take_where(|kept| matches!(kept, Kept::Local(_)));
            self.locals.set(self.locals.get() - locals.len());
            self.note_tasks(&self.tasks.borrow());
            drop(locals);
        }
    }

    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.tasks.borrow().len()
    }

    /// A round of polls has ended.
    pub(super) fn note_round(&self, polls: u32) {
        let stats = &self.shared.single().stats;
        stats.add_polls(polls);
        stats.set_queued(self.queue.borrow().len());
    }

    /// What to say about each task.
    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        self.tasks.borrow().iter().map(|kept| kept.owned().info()).collect()
    }

    /// Gives back what `new` was given.
    pub(super) fn take_parts(&self) -> (VecDeque<Entry>, Slab<Kept>) {
        (self.queue.take(), self.tasks.replace(Slab::new()))
    }

    #[inline]
    fn keep(&self, kept: Kept) {
        let mut tasks = self.tasks.borrow_mut();
        tasks.insert_with(|key| {
            kept.owned().set_key(key);
            kept
        });
        self.note_tasks(&tasks);
    }

    fn note_tasks(&self, tasks: &Slab<Kept>) {
        self.shared.single().stats.set_tasks(tasks.len());
    }

    #[inline]
    fn let_go(&self, completed: Completed) {
        let kept = {
            let mut tasks = self.tasks.borrow_mut();
            let kept = tasks.remove(completed.key());
            self.note_tasks(&tasks);
            kept
        };
        match kept {
            Some(Kept::Shared(owned)) => completed.let_go(owned),
            Some(Kept::Local(owned)) => {
                self.locals.set(self.locals.get() - 1);
                completed.let_go(owned);
            }
            // It was given up while it ran.
            None => {}
        }
    }
}
