//! Which machine a thread resumes at the moment, for who watches it from another.
//!
//! Takes: resumes. Gives: where the innermost machine was suspended that is being resumed. In debug builds only: a machine
//! in a release build says nothing, and pays nothing for it.

#![cfg_attr(not(debug_assertions), allow(dead_code, reason = "nothing calls it then"))]

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use super::run::Frame;
use super::state::{Points, State, state_of};

/// What a thread says, and another reads.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Option<Place>>>);

/// A state, and the points that it may be at.
type Place = (u8, Points);

thread_local! {
    static TRACE: RefCell<Option<Trace>> = const { RefCell::new(None) };
}

impl Trace {
    /// Calls `f`. The machines that this thread resumes meanwhile are told of here.
    pub fn follow<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Restore(Option<Trace>);
        impl Drop for Restore {
            fn drop(&mut self) {
                install(self.0.take());
            }
        }
        let _restore = cfg!(debug_assertions).then(|| Restore(install(Some(self.clone()))));
        f()
    }

    /// Where the innermost machine was when it was resumed, if one is being resumed.
    pub fn state(&self) -> Option<State> {
        let place = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.map(state_of)
    }

    fn replace(&self, place: Option<Place>) -> Option<Place> {
        std::mem::replace(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), place)
    }
}

fn install(trace: Option<Trace>) -> Option<Trace> {
    // The thread may be ending: then nobody watches it any more.
    TRACE.try_with(|current| current.replace(trace)).ok().flatten()
}

/// The resume goes on until this is dropped.
pub(super) struct Resuming(Option<(Trace, Option<Place>)>);

/// A machine is resumed whose frame this is.
///
/// # Safety
///
/// `frame` points to a frame whose state is initialised.
pub(super) unsafe fn resuming<F: Frame>(frame: *const F) -> Resuming {
    let trace = TRACE.try_with(|current| current.borrow().clone()).ok().flatten();
    Resuming(trace.map(|trace| {
        // SAFETY: the caller's promise.
        let outer = trace.replace(Some(unsafe { F::state(frame) }));
        (trace, outer)
    }))
}

impl Drop for Resuming {
    fn drop(&mut self) {
        if let Some((trace, outer)) = self.0.take() {
            trace.replace(outer);
        }
    }
}
