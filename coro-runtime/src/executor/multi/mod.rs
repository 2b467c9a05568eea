//! Running futures on several threads: the work-stealing scheduler.
//!
//! Takes: tasks. Gives: them to workers. A [`Worker`] is a thread with a queue of its own; its [`Seat`] is what the others
//! see of it. A [`Guest`] is a thread inside `block_on`, which polls its root future and local tasks, and no others.
//!
//! Where a task waits to be run: in the slot of the worker that woke it (to be next, while what it is about is in the
//! cache), in that worker's queue, or in the common queue if it was woken or spawned elsewhere. A worker takes from its
//! slot, its queue, the common queue, other workers' queues, in this order; and from the common queue in every 61st turn
//! first.
//!
//! Invariants:
//! - What lies in a queue is seen by whoever goes to sleep, and whoever puts it there wakes one that sleeps if nobody is
//!   on the way (`idle.rs`).
//! - One or two of the idle workers wait in the reactor (`idle.rs`, `reactor/station.rs`). When the last of them has something to do,
//!   another takes its place, at once or, where tasks are quick (`pace.rs`), only if it does not come back for some milliseconds; so
//!   an event or a deadline finds a worker as long as one is idle. Workers that are busy look there themselves only when none waits there.
//! - A task is owned by one part of [`Tasks`] from its spawn until it is complete; local tasks by their thread.

mod guest;
mod home;
mod random;
mod seat;
mod start;
mod tasks;
mod worker;

pub(super) use guest::{Guest, Visit, block_on, block_on_beside};
pub(super) use home::Locals;
pub(super) use seat::Seat;
pub(super) use start::{Crew, start};
pub(super) use worker::{MOST_KEPT, Worker};

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::queue::Inject;
use crate::reactor::Reactor;
use crate::task::{Owned, Runnable, TaskInfo};

use super::idle::{Idle, Place};

use self::home::Home;
use self::tasks::Tasks;

/// More parts of the common queue help nobody.
const MOST_PARTS: usize = 16;

/// What all threads see of the workers.
pub(super) struct Multi {
    pub(super) seats: Box<[Seat]>,
    pub(super) inject: Inject<Runnable>,
    pub(super) idle: Idle,
    pub(super) tasks: Tasks,
    reactor: Arc<Reactor>,
    is_stopping: AtomicBool,
    /// The workers come back to the reactor so soon that nobody has to take the place of one that leaves it. So the monitor
    /// says, while it is awake and would see if that changed.
    is_attended: AtomicBool,
}

impl Multi {
    fn new(reactor: Arc<Reactor>, seats: Box<[Seat]>) -> Multi {
        let workers = seats.len();
        Multi {
            seats,
            inject: Inject::new(workers.min(MOST_PARTS)),
            idle: Idle::new(workers),
            tasks: Tasks::new(workers),
            reactor,
            is_stopping: AtomicBool::new(false),
            is_attended: AtomicBool::new(false),
        }
    }

    /// How many tasks there are, the workers' local ones included, and those that have just ended.
    pub(super) fn kept(&self) -> usize {
        self.tasks.len() + self.homes().map(|home| home.len()).sum::<usize>()
    }

    /// The same without those that have ended: right if nothing changes meanwhile.
    pub(super) fn alive(&self) -> usize {
        let untold: usize = self.seats.iter().map(|seat| seat.stats.untold()).sum();
        self.kept().saturating_sub(untold)
    }

    /// What to say about each of them.
    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        let mut infos = self.tasks.infos();
        infos.extend(self.homes().flat_map(|home| home.infos()));
        infos
    }

    fn homes(&self) -> impl Iterator<Item = Arc<Home>> {
        self.seats.iter().filter_map(Seat::home)
    }

    /// Owns a new task, and puts it into the common queue. Drops it, and thereby cancels it, if the runtime is gone.
    pub(super) fn adopt(&self, owned: Owned, runnable: Runnable) {
        if let Some(refused) = self.tasks.adopt(thread_number(), owned) {
            return drop(refused);
        }
        if runnable.takes_requeued() {
            runnable.schedule();
        } else {
            self.push(runnable);
        }
    }

    /// Puts a task into the common queue.
    pub(super) fn push(&self, task: Runnable) {
        // A refused entry is dropped: the runtime is gone, and its tasks with it.
        drop(self.inject.push(thread_number(), [task]));
        self.new_work();
    }

    /// There is something for any worker: wakes one if none is on the way.
    pub(super) fn new_work(&self) {
        if let Some(worker) = self.idle.new_work() {
            self.wake(worker);
        }
    }

    /// Wakes somebody to watch, if nobody does although somebody is parked.
    pub(super) fn new_watcher(&self) {
        if let Some(worker) = self.idle.new_watcher() {
            self.wake(worker);
        }
    }

    /// Wakes one worker in particular, or keeps it from its next sleep.
    fn wake(&self, worker: usize) {
        if self.seats[worker].parker.unpark() {
            self.reactor.unpark_one();
        }
    }

    /// A worker goes to sleep: if it may, beside another in the reactor, provided that that sleeps on.
    fn start_sleep(&self, worker: usize, is_searching: bool, may_join: bool) -> Place {
        let may_join = |other: usize| may_join && !self.seats[other].parker.is_unparked();
        self.idle.start_sleep(worker, is_searching, may_join)
    }

    /// The calling thread has seen the event of an unpark. If that was for one that still sleeps in the reactor, the kernel is told again.
    fn pass_unpark_on(&self) {
        if self.idle.any_watcher(|worker| self.seats[worker].parker.is_unparked()) {
            self.reactor.unpark_one();
        }
    }

    /// See the field.
    pub(super) fn is_attended(&self) -> bool {
        self.is_attended.load(Ordering::Relaxed)
    }

    pub(super) fn set_attended(&self, is_attended: bool) {
        self.is_attended.store(is_attended, Ordering::Relaxed);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Acquire)
    }

    /// Makes all workers leave.
    fn stop(&self) {
        self.is_stopping.store(true, Ordering::SeqCst);
        (0..self.seats.len()).for_each(|worker| self.wake(worker));
    }
}

/// A number that this thread keeps, and few others have: which part of something common it shall use.
fn thread_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: Cell<Option<usize>> = const { Cell::new(None) };
    }
    NUMBER.with(|number| {
        let known = number.get().unwrap_or_else(|| NEXT.fetch_add(1, Ordering::Relaxed));
        number.set(Some(known));
        known
    })
}
