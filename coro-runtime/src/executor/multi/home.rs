//! The tasks of one thread, which need not be `Send`.
//!
//! Takes: tasks that are spawned on their thread, or brought there. Gives: them to that thread. [`Home`] is what every thread
//! sees, [`Locals`] what the thread itself has.
//!
//! Invariant: a local task is run and dropped by its thread, when that leaves the runtime at the latest.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::mutex::Mutex;
use crate::task::{Owned, Ran, Roster, Runnable, Schedule, TaskInfo};

use super::super::context;
use super::super::shared::Shared;
use super::guest::Visit;

/// See the module.
pub(in crate::executor) struct Home {
    shared: Arc<Shared>,
    place: Place,
    /// `None` once the thread has left.
    brought: Mutex<Option<Vec<Brought>>>,
    /// Set when something was brought, so that looking costs no lock.
    has_brought: AtomicBool,
    /// The tasks of the thread, which alone puts in and takes out; so it alone drops them.
    tasks: Mutex<Roster>,
}

/// How its thread is woken.
pub(in crate::executor) enum Place {
    Seat(usize),
    Guest(Arc<Visit>),
}

enum Brought {
    Entry(Runnable),
    /// A new task: to be owned, and to be polled.
    Spawned(Owned, Runnable),
}

impl Home {
    pub(super) fn new(shared: Arc<Shared>, place: Place) -> Arc<Home> {
        let brought = Mutex::new(Some(Vec::new()));
        let tasks = Mutex::new(Roster::new());
        Arc::new(Home { shared, place, brought, has_brought: AtomicBool::new(false), tasks })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn has_brought(&self) -> bool {
        self.has_brought.load(Ordering::Acquire)
    }

    /// Makes the thread own and run a new task; drops the task if the thread has left.
    pub(in crate::executor) fn bring_new(&self, owned: Owned, runnable: Runnable) {
        self.bring(Brought::Spawned(owned, runnable));
    }

    /// How many tasks there are.
    pub(in crate::executor) fn len(&self) -> usize {
        self.tasks.lock().len()
    }

    /// What to say about each of them.
    pub(in crate::executor) fn infos(&self) -> Vec<TaskInfo> {
        self.tasks.lock().infos().collect()
    }

    fn bring(&self, item: Brought) {
        let refused = {
            let mut brought = self.brought.lock();
            match &mut *brought {
                Some(brought) => {
                    brought.push(item);
                    self.has_brought.store(true, Ordering::Release);
                    None
                }
                None => Some(item),
            }
        };
        // Outside of the lock: a new task drops its future here.
        drop(refused);
        match &self.place {
            Place::Seat(seat) => self.shared.multi().wake(*seat),
            Place::Guest(visit) => visit.wake(),
        }
    }
}

impl Schedule for Arc<Home> {
    fn schedule(&self, task: Runnable) {
        let pushed = context::with(task, |scope, task| {
            let Some(locals) = scope.locals() else { return Err(task) };
            if Arc::ptr_eq(&locals.home, self) {
                locals.push(task);
                Ok(())
            } else {
                Err(task)
            }
        });
        if let Err(task) = pushed {
            self.bring(Brought::Entry(task));
        }
    }

    fn unobserved_panic(&self, task: &TaskInfo) {
        self.shared.task_has_panicked(task);
    }
}

/// See the module.
pub(in crate::executor) struct Locals {
    home: Arc<Home>,
    queue: RefCell<VecDeque<Runnable>>,
}

impl Locals {
    pub(super) fn new(home: Arc<Home>) -> Locals {
        Locals { home, queue: RefCell::default() }
    }

    pub(in crate::executor) fn home(&self) -> &Arc<Home> {
        &self.home
    }

    /// Owns a new task, and queues it.
    pub(in crate::executor) fn adopt(&self, owned: Owned, runnable: Runnable) {
        self.home.tasks.lock().adopt(owned);
        self.push(runnable);
    }

    pub(super) fn push(&self, task: Runnable) {
        self.queue.borrow_mut().push_back(task);
    }

    pub(super) fn pop(&self) -> Option<Runnable> {
        self.queue.borrow_mut().pop_front()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.queue.borrow().is_empty()
    }

    /// Takes over what other threads have brought.
    pub(super) fn take_brought(&self) {
        if self.home.has_brought() {
            self.take_brought_for_sure();
        }
    }

    /// The same, also what the thread has not been told of.
    pub(super) fn take_brought_for_sure(&self) {
        let brought = {
            let mut brought = self.home.brought.lock();
            self.home.has_brought.store(false, Ordering::Relaxed);
            brought.as_mut().map(std::mem::take).unwrap_or_default()
        };
        for item in brought {
            match item {
                Brought::Entry(task) => self.push(task),
                Brought::Spawned(owned, task) => self.adopt(owned, task),
            }
        }
    }

    /// What has to be done after a run.
    pub(super) fn after(&self, ran: Ran) {
        match ran {
            Ran::Idle => {}
            Ran::Requeue(task) => self.push(task),
            Ran::Complete(completed) => {
                let owned = self.home.tasks.lock().let_go(&completed);
                completed.finish(owned);
            }
        }
    }

    /// Cancels the tasks, also those that others spawn while they are dropped, and refuses more.
    pub(super) fn close(&self) {
        let brought = self.home.brought.lock().take();
        drop(brought);
        loop {
            let tasks = self.home.tasks.lock().take_all();
            if tasks.is_empty() {
                break;
            }
            drop(tasks);
        }
        let left = self.queue.take();
        drop(left);
    }
}
