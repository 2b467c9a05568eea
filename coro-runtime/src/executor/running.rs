//! What the thread inside the `block_on` of a current-thread runtime has.
//!
//! Takes: a runtime's queue and tasks, for as long as `block_on` runs. Gives: them to wakers and to `spawn`.
//! Invariant: no foreign code runs while a cell is borrowed.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use crate::task::{Completed, Owned, Ran, Roster, Runnable, TaskInfo};

use super::shared::Shared;
use super::single::{Entry, Remote};
use super::stats::Stats;

/// The tag of local tasks.
const LOCAL: u16 = 1;

/// The queue has room for so many entries, also when it is shorter.
const KEPT_ROOM: usize = 4096;

/// A runtime that runs on this thread.
pub(super) struct Running {
    shared: Arc<Shared>,
    queue: RefCell<VecDeque<Entry>>,
    /// Tasks that live as long as the runtime.
    tasks: RefCell<Roster>,
    /// Tasks that live as long as this `block_on`.
    locals: RefCell<Roster>,
    /// Counts while there are tasks with priorities.
    turn: Cell<u32>,
    /// A buffer that lives from round to round.
    remote: RefCell<Vec<Remote>>,
}

impl Running {
    pub(super) fn new(shared: Arc<Shared>, queue: VecDeque<Entry>, tasks: Roster) -> Rc<Running> {
        Rc::new(Running {
            shared,
            queue: RefCell::new(queue),
            tasks: RefCell::new(tasks),
            locals: RefCell::new(Roster::with_tag(LOCAL)),
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
            self.keep(&self.tasks, owned);
            runnable.schedule();
        } else {
            self.adopt_plain(owned, runnable);
        }
    }

    /// The same for a task that has no label.
    #[inline]
    pub(super) fn adopt_plain(&self, owned: Owned, runnable: Runnable) {
        self.keep(&self.tasks, owned);
        self.push(Entry::Task(runnable));
    }

    /// Owns a new task until this `block_on` ends, and queues it.
    pub(super) fn adopt_local(&self, owned: Owned, runnable: Runnable) {
        self.keep(&self.locals, owned);
        self.push(Entry::Task(runnable));
    }

    /// Takes over what other threads have brought.
    pub(super) fn take_remote(&self) {
        if !self.shared.single().has_items() {
            return;
        }
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
        while self.locals.borrow().len() > 0 {
            let (count, locals) = {
                let mut locals = self.locals.borrow_mut();
                (locals.len(), locals.take_all())
            };
            self.stats().remove_tasks(count);
            drop(locals);
        }
    }

    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.tasks.borrow().len() + self.locals.borrow().len()
    }

    /// A round of polls has ended.
    pub(super) fn note_round(&self, polls: u32) {
        let stats = &self.shared.single().stats;
        stats.add_polls(polls);
        let mut queue = self.queue.borrow_mut();
        stats.set_queued(queue.len());
        if queue.capacity() > KEPT_ROOM && queue.len() < queue.capacity() / 4 {
            // After a burst of tasks it does not stay as long as it was.
            let room = queue.capacity() / 2;
            queue.shrink_to(room);
        }
    }

    /// What to say about each task.
    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        self.tasks.borrow().infos().chain(self.locals.borrow().infos()).collect()
    }

    /// Gives back what `new` was given.
    pub(super) fn take_parts(&self) -> (VecDeque<Entry>, Roster) {
        (self.queue.take(), self.tasks.replace(Roster::new()))
    }

    #[inline]
    fn keep(&self, tasks: &RefCell<Roster>, owned: Owned) {
        tasks.borrow_mut().adopt(owned);
        self.stats().add_task();
    }

    #[inline]
    fn stats(&self) -> &Stats {
        &self.shared.single().stats
    }

    #[inline]
    fn let_go(&self, completed: Completed) {
        let tasks = if completed.tag() == LOCAL { &self.locals } else { &self.tasks };
        let owned = tasks.borrow_mut().let_go(&completed);
        // Otherwise it was given up while it ran.
        if owned.is_some() {
            self.stats().remove_tasks(1);
        }
        completed.finish(owned);
    }
}
