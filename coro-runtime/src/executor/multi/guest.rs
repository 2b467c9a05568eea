//! A thread inside the `block_on` of a multi-thread runtime.
//!
//! Takes: a root future. Gives: its output. The thread polls the root and what is spawned there by `spawn_local`, and sleeps
//! when none can go on; the workers run everything else.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::budget;
use crate::reactor;

use super::super::context::{self, Scope};
use super::super::parker::Parker;
use super::super::shared::Shared;
use super::home::{Home, Locals, Place};

/// After so many polls of local tasks the root has its turn, and what others have brought.
const POLLS_PER_ROUND: usize = 61;

/// See the module.
pub(in crate::executor) struct Guest {
    locals: Locals,
}

impl Guest {
    pub(in crate::executor) fn shared(&self) -> &Arc<Shared> {
        self.locals.home().shared()
    }

    pub(in crate::executor) fn locals(&self) -> &Locals {
        &self.locals
    }

    /// Runs local tasks, for one round.
    fn run_locals(&self) {
        self.locals.take_brought();
        for _ in 0..POLLS_PER_ROUND {
            let Some(task) = self.locals.pop() else { return };
            self.locals.after(task.run());
        }
    }

    fn is_idle(&self) -> bool {
        self.locals.is_idle() && !self.locals.home().has_brought()
    }
}

/// The waker of the root.
struct Root {
    parker: Arc<Parker>,
    is_woken: AtomicBool,
}

impl Wake for Root {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_woken.swap(true, Ordering::AcqRel) {
            self.parker.unpark();
        }
    }
}

/// Cancels the local tasks when the thread leaves, also by a panic, while it still is in the runtime.
struct Stay {
    guest: Rc<Guest>,
    _executor: context::Entered,
    _reactor: reactor::Entered,
}

impl Drop for Stay {
    fn drop(&mut self) {
        self.guest.locals.close();
    }
}

/// Runs `root` on this thread until it ends.
#[track_caller]
pub(in crate::executor) fn block_on<F: Future>(shared: &Arc<Shared>, mut root: Pin<&mut F>) -> F::Output {
    let parker = Arc::new(Parker::new());
    shared.multi().add_guest(&parker);
    let home = Home::new(Arc::clone(shared), Place::Guest(Arc::clone(&parker)));
    let guest = Rc::new(Guest { locals: Locals::new(home) });
    let _stay = Stay {
        guest: Rc::clone(&guest),
        _executor: context::enter(Scope::Guest(Rc::clone(&guest))),
        _reactor: reactor::enter(Arc::clone(shared.reactor())),
    };
    let woken = Arc::new(Root { parker: Arc::clone(&parker), is_woken: AtomicBool::new(true) });
    let waker = Waker::from(Arc::clone(&woken));
    loop {
        shared.assert_sound();
        budget::start_poll();
        // A swap, not a store: it must see what the threads whose wake-up found the flag set did before.
        if woken.is_woken.swap(false, Ordering::AcqRel)
            && let Poll::Ready(output) = root.as_mut().poll(&mut Context::from_waker(&waker))
        {
            return output;
        }
        guest.run_locals();
        // What changes after this look unparks the thread.
        if guest.is_idle() && !woken.is_woken.load(Ordering::Acquire) {
            parker.park();
        }
    }
}
