//! A thread that looks after the others.
//!
//! Takes: what the threads that run tasks say about themselves. Gives: help to what waits behind a poll that does not end:
//! the task in the slot of its worker may be stolen, and somebody is woken for that, for what is in its queue, and to wait for
//! events in its place (`pace.rs`). And, if there is a limit, a report of polls that block for longer.
//!
//! It looks every now and then while polls go on, and sleeps while the runtime is idle. Who wants to be looked after wakes
//! it, if it sleeps; so polls cost nothing for it.
//!
//! Invariant: it sleeps only after it has said so and has looked again, and whoever fills a slot, wakes nobody for tasks or to wait in
//! its place because that is seldom needed, or is up again after a sleep in a runtime that is watched, looks whether it sleeps
//! afterwards. So nothing stays behind a poll that blocks, and no such poll stays unseen.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::contain::contain_panic;
use crate::loom::{AtomicBool, Ordering, fence};
use crate::mutex::{Condition, Mutex};

use super::pace::Pace;
use super::settings::SlowPoll;
use super::shared::{Flavor, Shared};
use super::stats::{Polling, Seen, Stats};

/// How long it is between two looks.
const PERIOD: Duration = Duration::from_millis(2);
/// The same, where something may wait behind a poll: to see soon whether that still goes on.
const DOUBT: Duration = Duration::from_micros(250);
/// It sleeps after so many looks that have found nothing.
const QUIET_LOOKS: u32 = 10;

/// What the others see of it.
#[derive(Debug)]
pub(super) struct Monitor {
    is_awake: AtomicBool,
    lock: Mutex<State>,
    changed: Condition,
}

#[derive(Debug)]
struct State {
    is_wanted: bool,
    is_stopped: bool,
}

impl Monitor {
    pub(super) fn new() -> Monitor {
        let state = State { is_wanted: false, is_stopped: false };
        // As long as there is no thread, nobody needs to wake it.
        Monitor { is_awake: AtomicBool::new(true), lock: Mutex::new(state), changed: Condition::default() }
    }

    /// Makes sure that it looks, from soon on. What it shall see must be written before, by a sequentially consistent
    /// access.
    #[inline]
    pub(super) fn want(&self) {
        if !self.is_awake.load(Ordering::SeqCst) {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        self.lock.lock().is_wanted = true;
        self.changed.notify_one();
    }

    /// Waits for the time of the next look. False if there will be none.
    fn wait_for_look(&self, period: Duration) -> bool {
        let state = self.lock.lock();
        if state.is_stopped {
            return false;
        }
        !self.changed.wait_for(state, period).is_stopped
    }

    /// Sleeps until it is wanted, unless `is_busy` finds otherwise. False if it is not wanted any more at all.
    pub(super) fn sleep_unless(&self, is_busy: impl FnOnce() -> bool) -> bool {
        self.is_awake.store(false, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        let mut state = self.lock.lock();
        if !is_busy() {
            while !state.is_wanted && !state.is_stopped {
                state = self.changed.wait(state);
            }
        }
        state.is_wanted = false;
        self.is_awake.store(true, Ordering::SeqCst);
        !state.is_stopped
    }
}

/// The monitor's thread. It ends when this is dropped.
pub(super) struct Watch {
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Watch {
    /// Starts the thread, if the runtime has a use for it.
    pub(super) fn start(shared: &Arc<Shared>) -> io::Result<Option<Watch>> {
        let settings = shared.settings();
        let has_others = matches!(shared.flavor(), Flavor::Multi(multi) if multi.seats.len() > 1);
        if settings.watchdog.is_none() && !has_others {
            return Ok(None);
        }
        let name = format!("{}-watch", (settings.thread_name)(0).trim_end_matches("-0"));
        let watched = Arc::clone(shared);
        let thread = thread::Builder::new().name(name).stack_size(256 << 10).spawn(move || run(&watched))?;
        Ok(Some(Watch { shared: Arc::clone(shared), thread: Some(thread) }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let monitor = self.shared.monitor();
        monitor.lock.lock().is_stopped = true;
        monitor.changed.notify_all();
        if let Some(thread) =
            self.thread.take().filter(|thread| thread.thread().id() != thread::current().id())
        {
            // Its panic has been reported by the panic hook.
            let _ = thread.join();
        }
    }
}

fn run(shared: &Shared) {
    let monitor = shared.monitor();
    let (mut quiet_looks, mut pace) = (0, Pace::default());
    while monitor.wait_for_look(PERIOD) {
        let now = Instant::now();
        let is_busy = look(shared, now) | pace.look(shared, now);
        if pace.doubts(shared) {
            if !monitor.wait_for_look(DOUBT) {
                return;
            }
            pace.look_again(shared);
        }
        quiet_looks = if is_busy { 0 } else { quiet_looks + 1 };
        if quiet_looks < QUIET_LOOKS {
            continue;
        }
        pace.forget(shared);
        if !monitor.sleep_unless(|| shared.needs_watch()) {
            return;
        }
        quiet_looks = 0;
    }
}

/// True if some thread polls something.
fn look(shared: &Shared, now: Instant) -> bool {
    let mut is_busy = false;
    for (index, stats) in shared.stats().enumerate() {
        is_busy |= look_at(shared, stats, now, || help(shared, index));
    }
    for guest in shared.guests() {
        is_busy |= look_at(shared, &guest.stats, now, || ());
    }
    is_busy
}

/// True if the thread polls something. If it is still what it was at the last look, others get help.
fn look_at(shared: &Shared, stats: &Stats, now: Instant, help: impl FnOnce()) -> bool {
    let polls = stats.polls();
    let mut seen = stats.seen.lock();
    let Some(polling) = stats.polling() else {
        *seen = None;
        return false;
    };
    match &mut *seen {
        Some(seen) if seen.polls == polls => {
            help();
            report(shared, stats, polling, seen, now);
        }
        seen => *seen = Some(Seen { polls, since: now, is_reported: false }),
    }
    true
}

/// A worker has not ended its poll since the last look: others may take what it would have run next.
fn help(shared: &Shared, index: usize) {
    if let Flavor::Multi(multi) = shared.flavor()
        && multi.seats[index].open_slot()
    {
        multi.new_work();
    }
}

fn report(shared: &Shared, stats: &Stats, polling: Polling, seen: &mut Seen, now: Instant) {
    let Some(limit) = shared.settings().watchdog else { return };
    let blocked = now.saturating_duration_since(seen.since);
    if blocked < limit || seen.is_reported {
        return;
    }
    seen.is_reported = true;
    let (task, suspended) = (stats.info(polling), stats.state());
    // Meanwhile another poll may have begun: then there is nothing to say.
    if stats.polls() == seen.polls {
        let slow = SlowPoll { task, blocked, state: suspended };
        match &shared.settings().on_slow_poll {
            // Without this thread, nobody would look any more.
            Some(hook) => contain_panic(|| hook(&slow)),
            None => eprintln!("{slow}"),
        }
    }
}
