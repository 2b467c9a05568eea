//! A thread inside the `block_on` of a multi-thread runtime.
//!
//! Takes: a root future. Gives: its output. The thread polls the root and what is spawned there by `spawn_local`, and sleeps
//! when none can go on; the workers run everything else.
//!
//! A runtime without workers has such threads as well, beside the one that runs it. When that leaves, one of them takes the
//! runtime over, with what it has itself as the root.

use std::cell::Cell;
use std::panic::Location;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};

use crate::budget;

use super::super::context::{self, Scope};
use super::super::parker::Parker;
use super::super::run::{self, Core, CoreCell};
use super::super::shared::Shared;
use super::super::stats::Stats;
use super::home::{Home, Locals, Place};

/// After so many polls of local tasks the root has its turn, and what others have brought.
const POLLS_PER_ROUND: usize = 61;

/// What the others see of the thread.
pub(in crate::executor) struct Visit {
    parker: Parker,
    pub(in crate::executor) stats: Stats,
    /// What wakes the thread since it runs the runtime.
    core: OnceLock<Waker>,
}

impl Visit {
    /// Makes the thread look up.
    pub(in crate::executor) fn wake(&self) {
        if let Some(waker) = self.core.get() {
            return waker.wake_by_ref();
        }
        let sleeps_elsewhere = self.parker.unpark();
        debug_assert!(!sleeps_elsewhere, "it would have its other waker then");
    }
}

/// See the module.
pub(in crate::executor) struct Guest {
    locals: Locals,
    visit: Arc<Visit>,
    /// Whether polls that take long are reported.
    is_watched: Cell<bool>,
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
        if self.is_watched.get() {
            self.visit.stats.watch_root(called_at, || root.poll(cx))
        } else {
            root.poll(cx)
        }
    }

    /// Runs local tasks, for one round.
    fn run_locals(&self) {
        self.locals.take_brought();
        for _ in 0..POLLS_PER_ROUND {
            let Some(task) = self.locals.pop() else { return };
            let ran = if self.is_watched.get() { self.visit.stats.run_watched(task) } else { task.run() };
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
    block_on_beside(shared, root, || None)
}

/// Runs `root` on this thread until it ends; and the runtime with it, once `take_core`, which is asked after each wake-up, gives
/// what runs that.
#[track_caller]
pub(in crate::executor) fn block_on_beside<F: Future>(
    shared: &Arc<Shared>,
    root: Pin<&mut F>,
    take_core: impl Fn() -> Option<(Arc<CoreCell>, Core)>,
) -> F::Output {
    let called_at = Location::caller();
    let visit = Arc::new(Visit { parker: Parker::new(), stats: Stats::default(), core: OnceLock::new() });
    shared.add_guest(&visit);
    let home = Home::new(Arc::clone(shared), Place::Guest(Arc::clone(&visit)));
    let (locals, is_watched) = (Locals::new(home), Cell::new(shared.is_watched()));
    let guest = Rc::new(Guest { locals, visit: Arc::clone(&visit), is_watched });
    let _stay = Stay { guest: Rc::clone(&guest), _executor: context::enter(Scope::Guest(Rc::clone(&guest))) };
    guest.set_up(true);
    let woken = Arc::new(Root { visit, is_woken: AtomicBool::new(true) });
    let waker = Waker::from(Arc::clone(&woken));
    let mut beside = Beside { guest: &guest, root, called_at, woken, waker };
    loop {
        shared.assert_sound();
        if let Poll::Ready(output) = beside.poll_root() {
            return output;
        }
        if let Some((cell, core)) = take_core() {
            return run::run(&cell, core, pin!(Taking { beside, has_begun: false }));
        }
        guest.run_locals();
        if beside.is_idle() {
            guest.park();
        }
    }
}

/// What is run beside a runtime.
struct Beside<'a, F> {
    guest: &'a Guest,
    root: Pin<&'a mut F>,
    called_at: &'static Location<'static>,
    woken: Arc<Root>,
    /// Of `woken`.
    waker: Waker,
}

impl<F: Future> Beside<'_, F> {
    /// Polls the root, if it was woken.
    fn poll_root(&mut self) -> Poll<F::Output> {
        // A swap, not a store: it must see what the threads whose wake-up found the flag set did before.
        if !self.woken.is_woken.swap(false, Ordering::AcqRel) {
            return Poll::Pending;
        }
        let mut cx = Context::from_waker(&self.waker);
        self.guest.poll_root(self.root.as_mut(), self.called_at, &mut cx)
    }

    /// What changes after this look wakes the thread.
    fn is_idle(&self) -> bool {
        self.guest.is_idle() && !self.woken.is_woken.load(Ordering::Acquire)
    }
}

/// What was run beside a runtime, as the root of that: the thread has taken it over, and waits in its reactor from now on.
struct Taking<'a, F> {
    beside: Beside<'a, F>,
    has_begun: bool,
}

impl<F: Future> Future for Taking<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let guest = this.beside.guest;
        if !std::mem::replace(&mut this.has_begun, true) {
            // From now on it is watched as what runs the runtime.
            guest.is_watched.set(false);
            guest.set_up(false);
            // What was brought by who did not see this is there by now: it took the lock before.
            let _ = guest.visit.core.set(cx.waker().clone());
            guest.locals.take_brought_for_sure();
        }
        let polled = this.beside.poll_root();
        if polled.is_pending() {
            guest.run_locals();
            if !this.beside.is_idle() {
                cx.waker().wake_by_ref();
            }
        }
        polled
    }
}
