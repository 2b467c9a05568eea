//! Which reactor this thread's futures register with.
//!
//! Takes: a reactor, for as long as its runtime runs on this thread. Gives: that reactor to whoever makes a socket or a
//! timer here. Invariant: entered reactors are left in reverse order, so nested runtimes each find their own.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;

use super::Reactor;

thread_local! {
    static CURRENT: RefCell<Option<Arc<Reactor>>> = const { RefCell::new(None) };
}

/// The reactor of the runtime that runs on this thread.
pub(crate) fn current() -> Option<Arc<Reactor>> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Makes `reactor` the current one until the guard is dropped.
pub(crate) fn enter(reactor: Arc<Reactor>) -> Entered {
    let previous = CURRENT.with(|current| current.borrow_mut().replace(reactor));
    Entered { previous, _not_send: PhantomData }
}

/// Gives back the previous current reactor on drop.
#[must_use = "the reactor is left when the guard is dropped"]
pub(crate) struct Entered {
    previous: Option<Arc<Reactor>>,
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
