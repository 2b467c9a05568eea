//! What a thread that runs tasks says about itself.
//!
//! Takes: what the thread does. Gives: counts, and what it does at the moment, to every thread. Only the thread itself
//! writes, so that a count costs a load and a store; readers see a count that was right a moment ago.

use std::panic::Location;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::sys::thread::CpuClock;

#[derive(Debug, Default)]
pub(super) struct Stats {
    polls: AtomicU64,
    stolen: AtomicU64,
    parks: AtomicU64,
    /// Written by the thread of a runtime without workers.
    tasks: AtomicUsize,
    queued: AtomicUsize,
    /// Where the task was spawned that is being polled; null between polls.
    polling: AtomicPtr<Location<'static>>,
    thread: OnceLock<(CpuClock, Instant)>,
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
        self.polling.store(ptr::from_ref(spawned_at).cast_mut(), Ordering::Relaxed);
    }

    pub(super) fn end_poll(&self) {
        self.polling.store(ptr::null_mut(), Ordering::Relaxed);
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

    pub(super) fn set_tasks(&self, count: usize) {
        self.tasks.store(count, Ordering::Relaxed);
    }

    pub(super) fn set_queued(&self, count: usize) {
        self.queued.store(count, Ordering::Relaxed);
    }

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
