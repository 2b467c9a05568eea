//! What a thread that runs tasks says about itself.
//!
//! Takes: what the thread does. Gives: counts, and what it does at the moment, to every thread. Only the thread itself
//! writes, so that a count costs a load and a store; readers see a count that was right a moment ago.

use std::panic::Location;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::machine::{State, Trace};
use crate::mutex::Mutex;
use crate::sys::thread::CpuClock;
use crate::task::{AtLocation, Ran, Runnable, TaskInfo};

#[derive(Debug, Default)]
pub(super) struct Stats {
    polls: AtomicU64,
    stolen: AtomicU64,
    parks: AtomicU64,
    /// Written by the thread of a runtime without workers.
    tasks: AtomicUsize,
    queued: AtomicUsize,
    /// Tasks that have ended on this worker, and that are still counted elsewhere.
    untold: AtomicUsize,
    /// Of the task that is being polled.
    polling: AtLocation,
    /// Its name, if it has one.
    name: Mutex<Option<Box<str>>>,
    thread: OnceLock<(CpuClock, Instant)>,
    /// Which machine is being polled, in a runtime that is watched.
    trace: Trace,
    /// Whether the thread may poll something, in a runtime that is watched.
    is_up: AtomicBool,
    /// What the monitor has seen of the present poll; nobody else writes or reads it.
    pub(super) seen: Mutex<Option<Seen>>,
}

/// What the monitor knows of a thread's present poll.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) polls: u64,
    pub(super) since: Instant,
    pub(super) is_reported: bool,
}

/// What is being polled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Polling {
    spawned_at: &'static Location<'static>,
}

impl Stats {
    /// This thread's processor time is meant.
    pub(super) fn start_thread(&self) {
        if let Some(clock) = CpuClock::of_this_thread() {
            // A second thread does not take over.
            let _ = self.thread.set((clock, Instant::now()));
        }
    }

    pub(super) fn start_poll(&self, spawned_at: &'static Location<'static>) {
        add(&self.polls, 1);
        self.polling.set(spawned_at);
    }

    /// As [`start_poll`](Stats::start_poll), and says the name as well: for who is watched.
    pub(super) fn start_watched_poll(&self, task: &TaskInfo) {
        if let Some(name) = task.name() {
            *self.name.lock() = Some(name.into());
        }
        self.start_poll(task.spawned_at());
    }

    pub(super) fn end_watched_poll(&self, task: &TaskInfo) {
        self.end_poll();
        if task.name().is_some() {
            *self.name.lock() = None;
        }
    }

    /// The thread goes to sleep, or away; or it is back. Ordered before what follows, for the monitor's sake.
    pub(super) fn set_up(&self, is_up: bool) {
        self.is_up.swap(is_up, Ordering::SeqCst);
    }

    pub(super) fn is_up(&self) -> bool {
        self.is_up.load(Ordering::SeqCst)
    }

    /// Polls the root, which was given to `block_on` there, and says so.
    pub(super) fn watch_root<T>(&self, called_at: &'static Location<'static>, poll: impl FnOnce() -> T) -> T {
        struct Watched<'a>(&'a Stats);
        impl Drop for Watched<'_> {
            fn drop(&mut self) {
                self.0.end_poll();
            }
        }
        self.start_poll(called_at);
        // Also if it panics.
        let _watched = Watched(self);
        self.trace.follow(poll)
    }

    /// Where the machine was suspended that is being polled, if it is one of ours, and they tell.
    pub(super) fn state(&self) -> Option<State> {
        self.trace.state()
    }

    /// Runs a task and says what it is about.
    pub(super) fn run_watched(&self, task: Runnable) -> Ran {
        let info = task.info();
        self.start_watched_poll(&info);
        let ran = self.trace.follow(|| task.run());
        self.end_watched_poll(&info);
        ran
    }

    /// What the thread polls at the moment.
    pub(super) fn polling(&self) -> Option<Polling> {
        self.polling.get().map(|spawned_at| Polling { spawned_at })
    }

    /// What to say about what is being polled.
    pub(super) fn info(&self, polling: Polling) -> TaskInfo {
        TaskInfo::new(self.name.lock().as_deref(), polling.spawned_at)
    }

    pub(super) fn end_poll(&self) {
        self.polling.clear();
    }

    pub(super) fn add_polls(&self, count: u32) {
        add(&self.polls, count.into());
    }

    pub(super) fn add_stolen(&self, count: usize) {
        add(&self.stolen, count as u64);
    }

    pub(super) fn add_park(&self) {
        add(&self.parks, 1);
    }

    /// There is one task more.
    #[inline]
    pub(super) fn add_task(&self) {
        self.tasks.store(self.tasks() + 1, Ordering::Relaxed);
    }

    /// There are so many tasks fewer.
    #[inline]
    pub(super) fn remove_tasks(&self, count: usize) {
        self.tasks.store(self.tasks() - count, Ordering::Relaxed);
    }

    pub(super) fn set_untold(&self, count: usize) {
        self.untold.store(count, Ordering::Relaxed);
    }

    pub(super) fn untold(&self) -> usize {
        self.untold.load(Ordering::Relaxed)
    }

    pub(super) fn set_queued(&self, count: usize) {
        self.queued.store(count, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn tasks(&self) -> usize {
        self.tasks.load(Ordering::Relaxed)
    }

    pub(super) fn queued(&self) -> usize {
        self.queued.load(Ordering::Relaxed)
    }

    pub(super) fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }

    pub(super) fn stolen(&self) -> u64 {
        self.stolen.load(Ordering::Relaxed)
    }

    pub(super) fn parks(&self) -> u64 {
        self.parks.load(Ordering::Relaxed)
    }

    /// The processor time of the thread, and how long it has been there.
    pub(super) fn busy(&self) -> Option<(Duration, Duration)> {
        let (clock, since) = self.thread.get()?;
        Some((clock.elapsed()?, since.elapsed()))
    }
}

fn add(count: &AtomicU64, more: u64) {
    count.store(count.load(Ordering::Relaxed) + more, Ordering::Relaxed);
}
