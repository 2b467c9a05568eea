//! Which reactor this thread's futures register with.
//!
//! Takes: a reactor, for as long as its runtime runs on this thread. Gives: that reactor to whoever makes a socket or a
//! timer here, and the part of its timers that this thread has to itself. Invariants: entered reactors are left in reverse
//! order, so nested runtimes each find their own; no foreign code runs while the cell is borrowed.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;

use super::Reactor;

thread_local! {
    static CURRENT: RefCell<Option<Here>> = const { RefCell::new(None) };
}

struct Here {
    reactor: Arc<Reactor>,
    shard: u32,
}

/// The reactor of the runtime that runs on this thread.
pub(crate) fn current() -> Option<Arc<Reactor>> {
    with_current(|reactor, _| Arc::clone(reactor))
}

/// Calls `f` with the reactor of the runtime that runs on this thread, and with the shard of its timers that is this
/// thread's. `f` runs no foreign code. That saves the two atomic operations of [`current`].
#[inline]
pub(super) fn with_current<R>(f: impl FnOnce(&Arc<Reactor>, u32) -> R) -> Option<R> {
    let with =
        |current: &RefCell<Option<Here>>| current.borrow().as_ref().map(|here| f(&here.reactor, here.shard));
    CURRENT.try_with(with).ok().flatten()
}

/// Makes `reactor` the current one until the guard is dropped.
pub(crate) fn enter(reactor: Arc<Reactor>) -> Entered {
    let here = Here { shard: reactor.assign_shard(), reactor };
    let previous = CURRENT.with(|current| current.borrow_mut().replace(here));
    Entered { previous, _not_send: PhantomData }
}

/// Gives back the previous current reactor on drop.
#[must_use = "the reactor is left when the guard is dropped"]
pub(crate) struct Entered {
    previous: Option<Here>,
    /// The guard must be dropped on the thread that entered.
    _not_send: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.previous.take();
        let left = CURRENT.try_with(|current| std::mem::replace(&mut *current.borrow_mut(), previous));
        drop(left);
    }
}
