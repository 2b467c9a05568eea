//! What every thread may do with a runtime.
//!
//! Takes: queue entries and new tasks, from anywhere. Gives: them to a thread that runs the runtime.
//! Invariants: an entry goes to a queue of this thread if it runs the runtime, otherwise to the common queue, whose
//! readers are awoken. Once closed, that takes nothing; new tasks are then dropped, and thereby cancelled.

use std::sync::{Arc, OnceLock, Weak};

use crate::mutex::Mutex;
use crate::reactor::Reactor;
use crate::task::{Owned, Priority, Runnable, Schedule, TaskInfo};

use super::blocking::Pool;
use super::classes::Classes;
use super::closing::Closing;
use super::context::{self, Scope};
use super::monitor::Monitor;
use super::multi::{Multi, Seat, Visit};
use super::pace;
use super::reference::Reference;
use super::settings::{Settings, UnhandledPanic, report_panic};
use super::single::{Entry, Remote, Single};
use super::stats::Stats;
use super::traced::Traces;

pub(super) struct Shared {
    reactor: Arc<Reactor>,
    settings: Settings,
    classes: Classes,
    flavor: Flavor,
    blocking: Pool,
    closing: Closing,
    monitor: Monitor,
    traces: Traces,
    /// The threads inside a `block_on` beside those that run tasks.
    guests: Mutex<Vec<Weak<Visit>>>,
    /// The task whose panic ends the runtime.
    failed: OnceLock<TaskInfo>,
}

/// What one kind of runtime has and the other has not.
pub(super) enum Flavor {
    Current(Single),
    Multi(Multi),
}

impl Shared {
    pub(super) fn new_current(reactor: Arc<Reactor>, settings: Settings) -> Arc<Shared> {
        Shared::new(reactor, Flavor::Current(Single::new()), settings)
    }

    pub(super) fn new_multi(reactor: Arc<Reactor>, multi: Multi, settings: Settings) -> Arc<Shared> {
        Shared::new(reactor, Flavor::Multi(multi), settings)
    }

    fn new(reactor: Arc<Reactor>, flavor: Flavor, settings: Settings) -> Arc<Shared> {
        // One thread alone runs one at a time anyway.
        let most_low = settings.low_priority_workers.filter(|most| *most < settings.workers);
        let classes = Classes::new(settings.low_priority_delay, most_low);
        Arc::new(Shared {
            reactor,
            settings,
            classes,
            flavor,
            blocking: Pool::new(),
            closing: Closing::new(),
            monitor: Monitor::new(),
            traces: Traces::new(),
            guests: Mutex::default(),
            failed: OnceLock::new(),
        })
    }

    pub(super) fn reactor(&self) -> &Arc<Reactor> {
        &self.reactor
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    #[inline]
    pub(super) fn classes(&self) -> &Classes {
        &self.classes
    }

    pub(super) fn blocking(&self) -> &Pool {
        &self.blocking
    }

    #[inline]
    pub(super) fn traces(&self) -> &Traces {
        &self.traces
    }

    pub(super) fn closing(&self) -> &Closing {
        &self.closing
    }

    pub(super) fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// What the threads that run tasks say about themselves.
    pub(super) fn stats(&self) -> impl Iterator<Item = &Stats> {
        let (single, seats) = match &self.flavor {
            Flavor::Current(single) => (Some(&single.stats), [].as_slice()),
            Flavor::Multi(multi) => (None, &*multi.seats),
        };
        single.into_iter().chain(seats.iter().map(|seat| &*seat.stats))
    }

    /// The threads inside a `block_on` beside those that run tasks.
    pub(super) fn guests(&self) -> Vec<Arc<Visit>> {
        self.guests.lock().iter().filter_map(Weak::upgrade).collect()
    }

    /// Makes them look up.
    pub(super) fn wake_guests(&self) {
        self.guests().iter().for_each(|guest| guest.wake());
    }

    pub(super) fn add_guest(&self, visit: &Arc<Visit>) {
        let mut guests = self.guests.lock();
        guests.retain(|guest| guest.strong_count() > 0);
        guests.push(Arc::downgrade(visit));
    }

    /// Whether there is something for the monitor to look at.
    pub(super) fn needs_watch(&self) -> bool {
        let has_slot = matches!(&self.flavor, Flavor::Multi(multi) if multi.seats.iter().any(Seat::has_next) || pace::needs_look(multi));
        has_slot
            || self.is_watched()
                && (self.stats().any(Stats::is_up) || self.guests().iter().any(|guest| guest.stats.is_up()))
    }

    /// Whether polls that take long are reported.
    pub(super) fn is_watched(&self) -> bool {
        self.settings.watchdog.is_some()
    }

    /// The thread of `stats` may poll something from now on, or may not: for the monitor, if polls are watched.
    pub(super) fn set_up(&self, stats: &Stats, is_up: bool) {
        if self.is_watched() {
            stats.set_up(is_up);
            if is_up {
                self.monitor.want();
            }
        }
    }

    pub(super) fn flavor(&self) -> &Flavor {
        &self.flavor
    }

    /// Of a multi-thread runtime, which its own threads know that they belong to.
    #[inline]
    pub(super) fn multi(&self) -> &Multi {
        match &self.flavor {
            Flavor::Multi(multi) => multi,
            Flavor::Current(_) => unreachable!("a worker of a current-thread runtime"),
        }
    }

    /// Of a current-thread runtime, which the thread inside `block_on` knows that it runs.
    #[inline]
    pub(super) fn single(&self) -> &Single {
        match &self.flavor {
            Flavor::Current(single) => single,
            Flavor::Multi(_) => unreachable!("a session of a multi-thread runtime"),
        }
    }

    /// Puts the root of a current-thread runtime where the thread that runs it finds it.
    pub(super) fn push_root(&self) {
        let pushed = context::with((), |scope, ()| match scope {
            Scope::Running(running) if self.is(running.shared()) => {
                running.push(Entry::Root);
                Ok(())
            }
            _ => Err(()),
        });
        if pushed.is_err() {
            self.push_remote(self.single(), Remote::Entry(Entry::Root));
        }
    }

    /// Puts a task where a thread that runs this runtime finds it.
    #[inline]
    fn push_task(&self, task: Runnable) {
        let pushed = context::with(task, |scope, task| {
            match scope {
                Scope::Running(running) if self.is(running.shared()) => running.push(Entry::Task(task)),
                Scope::Worker(worker) if self.is(worker.shared()) => worker.push(task),
                _ => return Err(task),
            }
            Ok(())
        });
        if let Err(task) = pushed {
            self.push_task_remote(task);
        }
    }

    #[cold]
    fn push_task_remote(&self, task: Runnable) {
        match &self.flavor {
            Flavor::Current(single) => self.push_remote(single, Remote::Entry(Entry::Task(task))),
            Flavor::Multi(multi) => multi.push(task),
        }
    }

    fn push_classed(&self, task: Runnable, priority: Priority) {
        // A refused entry is dropped: the runtime is gone, and its tasks with it.
        drop(self.classes.push(task, priority));
        match &self.flavor {
            Flavor::Current(_) => self.reactor.unpark(),
            Flavor::Multi(multi) => multi.new_work(),
        }
    }

    /// Makes the runtime own and run a new task of normal priority.
    pub(super) fn adopt(&self, owned: Owned, runnable: Runnable) {
        let mut refused = None;
        let adopted = context::with((owned, runnable), |scope, (owned, runnable)| {
            match scope {
                Scope::Running(running) if self.is(running.shared()) => running.adopt(owned, runnable),
                Scope::Worker(worker) if self.is(worker.shared()) => refused = worker.adopt(owned, runnable),
                _ => return Err((owned, runnable)),
            }
            Ok(())
        });
        // Not while the context is borrowed: this drops the future.
        drop(refused);
        let Err((owned, runnable)) = adopted else { return };
        if self.closing.has_begun() && !self.runs_here() {
            // This drops the future: outside of the runtime nobody may spawn any more.
            return drop(owned);
        }
        match &self.flavor {
            Flavor::Current(single) => self.push_remote(single, Remote::Spawned(owned, runnable)),
            Flavor::Multi(multi) => multi.adopt(owned, runnable),
        }
    }

    /// A task has panicked, and nobody will know from its handle.
    pub(super) fn task_has_panicked(&self, task: &TaskInfo) {
        match self.settings.unhandled_panic {
            UnhandledPanic::Report => report_panic(task),
            UnhandledPanic::Ignore => {}
            UnhandledPanic::ShutDown => {
                // The first is enough to know.
                let _ = self.failed.set(task.clone());
                if let Flavor::Current(_) = &self.flavor {
                    self.reactor.unpark();
                }
                self.wake_guests();
            }
        }
    }

    /// Panics if a task's panic ends the runtime.
    #[track_caller]
    pub(super) fn assert_sound(&self) {
        if let Some(task) = self.failed.get() {
            panic!("{task} panicked, and this ends its runtime");
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.get().is_some()
    }

    /// Whether this thread is one of the runtime's, whatever it does.
    fn runs_here(&self) -> bool {
        context::current().is_some_and(|scope| self.is(scope.shared()))
    }

    /// Panics if this thread is about a future of the runtime, so that whatever it waited for might wait for it.
    #[track_caller]
    pub(super) fn assert_may_block(&self) {
        let is_polling = context::any(|scope| match scope {
            Scope::Running(_) | Scope::Worker(_) | Scope::Guest(_) => self.is(scope.shared()),
            Scope::Entered(_) => false,
        });
        assert!(
            !is_polling,
            "`block_on` of a runtime inside of its own `block_on` or of one of its tasks: await the future, or give it to `spawn`"
        );
    }

    fn is(&self, other: &Arc<Shared>) -> bool {
        std::ptr::eq(self, Arc::as_ptr(other))
    }

    fn push_remote(&self, single: &Single, item: Remote) {
        // Dropped outside of the lock: a new task drops its future here.
        drop(single.push(item));
        self.reactor.unpark();
    }
}

impl Schedule for Reference {
    fn schedule(&self, task: Runnable) {
        self.push_task(task);
    }

    #[inline]
    fn schedule_here(&self, entry: impl FnOnce() -> Option<Runnable>) {
        context::with_running(|running| {
            let Some(task) = self.is(running.shared()).then(entry).flatten() else { return };
            running.push(Entry::Task(task));
        });
    }

    fn unobserved_panic(&self, task: &TaskInfo) {
        self.task_has_panicked(task);
    }
}

/// The scheduler of a task that has a name or a priority.
pub(super) struct Labelled {
    pub(super) shared: Reference,
    pub(super) name: Option<Box<str>>,
    pub(super) priority: Priority,
}

impl Schedule for Labelled {
    const TAKES_REQUEUED: bool = true;

    fn schedule(&self, task: Runnable) {
        match self.priority {
            Priority::Normal => self.shared.push_task(task),
            Priority::High | Priority::Low => self.shared.push_classed(task, self.priority),
        }
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn unobserved_panic(&self, task: &TaskInfo) {
        self.shared.task_has_panicked(task);
    }
}

/// The scheduler of a local task that has a name.
pub(super) struct Named<S> {
    pub(super) scheduler: S,
    pub(super) name: Box<str>,
}

impl<S: Schedule> Schedule for Named<S> {
    const TAKES_REQUEUED: bool = S::TAKES_REQUEUED;

    fn schedule(&self, task: Runnable) {
        self.scheduler.schedule(task);
    }

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn unobserved_panic(&self, task: &TaskInfo) {
        self.scheduler.unobserved_panic(task);
    }
}
