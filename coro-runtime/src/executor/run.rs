//! The loop that runs a runtime on this thread until its root future ends.
//!
//! Takes: the parts of a runtime ([`Core`]) and a root future. Gives: its output, and the parts back, also on a panic.

use std::collections::VecDeque;
use std::mem;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use crate::budget;
use crate::mutex::Mutex;
use crate::reactor::{Driver, Reactor};
use crate::task::Roster;

use super::context::{self, Scope};
use super::interval::Interval;
use super::monitor::Watch;
use super::root::RootWaker;
use super::running::Running;
use super::settings::call;
use super::shared::Shared;
use super::single::Entry;

/// What a runtime keeps between two calls of `block_on`.
pub(super) struct Core {
    driver: Driver,
    interval: Interval,
    queue: VecDeque<Entry>,
    tasks: Roster,
}

impl Core {
    pub(super) fn new(driver: Driver, polls_per_turn: u32) -> Core {
        Core { driver, interval: Interval::new(polls_per_turn), queue: VecDeque::new(), tasks: Roster::new() }
    }

    pub(super) fn reactor(&self) -> &Arc<Reactor> {
        self.driver.reactor()
    }

    /// Drops all tasks, also those that others bring while they are dropped.
    pub(super) fn shut_down(mut self, shared: &Shared) {
        shared.single().close();
        drop(shared.classes().close());
        shared.blocking().close();
        drop(self.tasks.take_all());
        self.driver.reactor().shut_down();
    }
}

/// Where the parts of a runtime are while nobody runs it. Who lets go of it last ends the runtime: its owner, or a handle that
/// ran it meanwhile.
pub(super) struct CoreCell {
    shared: Arc<Shared>,
    state: Mutex<CoreState>,
    /// The monitor, if there is one, from the first `block_on`. It looks until everything has ended.
    watch: OnceLock<Option<Watch>>,
}

enum CoreState {
    Here(Box<Core>),
    /// Somebody runs it, who was called there.
    RunsAt(&'static Location<'static>),
    Ended,
}

impl CoreCell {
    pub(super) fn new(shared: &Arc<Shared>, core: Core) -> Arc<CoreCell> {
        let state = Mutex::new(CoreState::Here(Box::new(core)));
        let cell = Arc::new(CoreCell { shared: Arc::clone(shared), state, watch: OnceLock::new() });
        shared.single().set_core(&cell);
        cell
    }

    /// Lets a monitor look after those who are in `block_on`, from now on. Without its thread, which the system may refuse, polls are
    /// not watched.
    pub(super) fn start_watch(&self) {
        self.watch.get_or_init(|| Watch::start(&self.shared).ok().flatten());
    }

    /// To be run by who was called at `place`, if nobody else does.
    pub(super) fn take(&self, place: &'static Location<'static>) -> Option<Core> {
        let mut state = self.state.lock();
        match mem::replace(&mut *state, CoreState::RunsAt(place)) {
            CoreState::Here(core) => Some(*core),
            other => {
                *state = other;
                None
            }
        }
    }

    /// Who runs it.
    pub(super) fn runs_at(&self) -> Option<&'static Location<'static>> {
        match &*self.state.lock() {
            CoreState::RunsAt(place) => Some(place),
            CoreState::Here(_) | CoreState::Ended => None,
        }
    }

    fn put_back(&self, core: Core) {
        *self.state.lock() = CoreState::Here(Box::new(core));
    }

    /// Drops all tasks, unless somebody runs them.
    pub(super) fn end(&self) {
        let mut state = self.state.lock();
        let ended = match &*state {
            CoreState::Here(_) => mem::replace(&mut *state, CoreState::Ended),
            CoreState::RunsAt(_) | CoreState::Ended => return,
        };
        drop(state);
        if let CoreState::Here(core) = ended {
            core.shut_down(&self.shared);
        }
    }
}

impl Drop for CoreCell {
    fn drop(&mut self) {
        self.end();
    }
}

/// A runtime at work on this thread. On drop its local tasks are cancelled and its parts go back to where they came from.
struct Session<'a> {
    home: &'a CoreCell,
    running: Rc<Running>,
    /// `None` only while dropping.
    parts: Option<(Driver, Interval)>,
    _executor: context::Entered,
}

/// Runs `core`, the contents of `home`, until `root` ends.
#[track_caller]
pub(super) fn run<F: Future>(home: &CoreCell, core: Core, root: Pin<&mut F>) -> F::Output {
    let Core { driver, interval, queue, tasks } = core;
    let shared = &home.shared;
    shared.single().stats.start_thread();
    shared.set_up(&shared.single().stats, true);
    let running = Running::new(Arc::clone(shared), queue, tasks);
    let mut session = Session {
        home,
        running: Rc::clone(&running),
        parts: Some((driver, interval)),
        _executor: context::enter(Scope::Running(running)),
    };
    if shared.is_watched() {
        session.run_until_ready::<F, true>(root)
    } else {
        session.run_until_ready::<F, false>(root)
    }
}

impl Session<'_> {
    #[track_caller]
    fn run_until_ready<F: Future, const WATCHED: bool>(&mut self, mut root: Pin<&mut F>) -> F::Output {
        let (driver, interval) = self.parts.as_mut().expect("the parts are there until the drop");
        let running = &*self.running;
        let root_waker = RootWaker::new_queued(Arc::clone(running.shared()));
        let waker = Waker::from(Arc::clone(&root_waker));
        running.push(Entry::Root);
        let called_at = Location::caller();
        loop {
            running.take_remote();
            if running.shared().has_failed() {
                running.shared().assert_sound();
            }
            let mut polls = 0;
            while polls < interval.polls() {
                match running.pop() {
                    Some(Entry::Task(task)) if WATCHED => running.run_watched(task),
                    Some(Entry::Task(task)) => running.run(task),
                    Some(Entry::Root) => {
                        root_waker.start_poll();
                        budget::start_poll();
                        let mut poll = || root.as_mut().poll(&mut Context::from_waker(&waker));
                        let polled = if WATCHED {
                            running.shared().single().stats.watch_root(called_at, poll)
                        } else {
                            poll()
                        };
                        if let Poll::Ready(output) = polled {
                            return output;
                        }
                    }
                    None => break,
                }
                polls += 1;
            }
            // Polls that are watched are counted one by one.
            running.note_round(if WATCHED { 0 } else { polls });
            if running.is_idle() {
                interval.end_idle_round();
                park(driver, running);
            } else {
                interval.end_busy_round(Instant::now());
                driver.poll();
            }
        }
    }
}

fn park(driver: &mut Driver, running: &Running) {
    let shared = running.shared();
    let hooks = &shared.settings().hooks;
    call(hooks.thread_park.as_ref());
    shared.single().stats.add_park();
    running.set_up(false);
    driver.park(|| shared.single().is_empty() && running.is_idle() && !shared.has_failed());
    running.set_up(true);
    call(hooks.thread_unpark.as_ref());
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.running.cancel_locals();
        self.running.set_up(false);
        let (queue, tasks) = self.running.take_parts();
        if let Some((mut driver, interval)) = self.parts.take() {
            driver.leave();
            self.home.put_back(Core { driver, interval, queue, tasks });
            // One of those that were beside this may go on in its place.
            self.home.shared.wake_guests();
        }
    }
}
