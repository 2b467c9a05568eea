//! A thread inside the `block_on` of a multi-thread runtime.
//!
//! Takes: a root future. Gives: its output. The thread polls the root and what is spawned there by `spawn_local`, and sleeps
//! when none can go on; the workers run everything else.

use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::budget;

use super::super::context::{self, Scope};
use super::super::parker::Parker;
use super::super::shared::Shared;
use super::super::stats::Stats;
use super::home::{Home, Locals, Place};

/// After so many polls of local tasks the root has its turn, and what others have brought.
const POLLS_PER_ROUND: usize = 61;

/// What the others see of the thread.
pub(in crate::executor) struct Visit {
    parker: Parker,
    pub(in crate::executor) stats: Stats,
}

impl Visit {
    /// Makes the thread look up.
    pub(in crate::executor) fn wake(&self) {
        let sleeps_elsewhere = self.parker.unpark();
        debug_assert!(!sleeps_elsewhere, "a guest has no other place to sleep");
    }
}

/// See the module.
pub(in crate::executor) struct Guest {
    locals: Locals,
    visit: Arc<Visit>,
    /// Whether polls that take long are reported.
    is_watched: bool,
}

impl Guest {
    pub(in crate::executor) fn shared(&self) -> &Arc<Shared> {
        self.locals.home().shared()
    }

    pub(in crate::executor) fn locals(&self) -> &Locals {
        &self.locals
    }

    fn poll_root<F: Future>(
        &self,
        root: Pin<&mut F>,
        called_at: &'static Location<'static>,
        cx: &mut Context<'_>,
    ) -> Poll<F::Output> {
        budget::start_poll();
        if self.is_watched { self.visit.stats.watch_root(called_at, || root.poll(cx)) } else { root.poll(cx) }
    }

    /// Runs local tasks, for one round.
    fn run_locals(&self) {
        self.locals.take_brought();
        for _ in 0..POLLS_PER_ROUND {
            let Some(task) = self.locals.pop() else { return };
            let ran = if self.is_watched { self.visit.stats.run_watched(task) } else { task.run() };
            self.locals.after(ran);
        }
    }

    fn is_idle(&self) -> bool {
        self.locals.is_idle() && !self.locals.home().has_brought()
    }

    fn park(&self) {
        self.set_up(false);
        self.visit.parker.park();
        self.set_up(true);
    }

    /// This thread may poll something from now on, or may not: for the monitor.
    fn set_up(&self, is_up: bool) {
        self.shared().set_up(&self.visit.stats, is_up);
    }
}

/// The waker of the root.
struct Root {
    visit: Arc<Visit>,
    is_woken: AtomicBool,
}

impl Wake for Root {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_woken.swap(true, Ordering::AcqRel) {
            self.visit.wake();
        }
    }
}

/// Cancels the local tasks when the thread leaves, also by a panic, while it still is in the runtime.
struct Stay {
    guest: Rc<Guest>,
    _executor: context::Entered,
}

impl Drop for Stay {
    fn drop(&mut self) {
        self.guest.locals.close();
        self.guest.set_up(false);
    }
}

/// Runs `root` on this thread until it ends.
#[track_caller]
pub(in crate::executor) fn block_on<F: Future>(shared: &Arc<Shared>, root: Pin<&mut F>) -> F::Output {
    block_on_unless(shared, root, || false).expect("there is no other reason to end")
}

/// Runs `root` on this thread until it ends, or until it waits and `is_called_away`, which is asked after each wake-up; not any more
/// once there are local tasks.
#[track_caller]
pub(in crate::executor) fn block_on_unless<F: Future>(
    shared: &Arc<Shared>,
    mut root: Pin<&mut F>,
    is_called_away: impl Fn() -> bool,
) -> Option<F::Output> {
    let called_at = Location::caller();
    let visit = Arc::new(Visit { parker: Parker::new(), stats: Stats::default() });
    shared.add_guest(&visit);
    let home = Home::new(Arc::clone(shared), Place::Guest(Arc::clone(&visit)));
    let (locals, is_watched) = (Locals::new(home), shared.is_watched());
    let guest = Rc::new(Guest { locals, visit: Arc::clone(&visit), is_watched });
    let _stay = Stay { guest: Rc::clone(&guest), _executor: context::enter(Scope::Guest(Rc::clone(&guest))) };
    guest.set_up(true);
    let woken = Arc::new(Root { visit, is_woken: AtomicBool::new(true) });
    let waker = Waker::from(Arc::clone(&woken));
    loop {
        shared.assert_sound();
        // A swap, not a store: it must see what the threads whose wake-up found the flag set did before.
        if woken.is_woken.swap(false, Ordering::AcqRel)
            && let Poll::Ready(output) =
                guest.poll_root(root.as_mut(), called_at, &mut Context::from_waker(&waker))
        {
            return Some(output);
        }
        if !guest.locals.is_used() && is_called_away() {
            return None;
        }
        guest.run_locals();
        // What changes after this look unparks the thread.
        if guest.is_idle() && !woken.is_woken.load(Ordering::Acquire) {
            guest.park();
        }
    }
}
