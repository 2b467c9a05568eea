//! Which machines a thread resumes, and where those are suspended that it has resumed: for who watches it from another.
//!
//! Takes: resumes. Gives: where the innermost machine was suspended that is being resumed ([`Trace`]), and where all are that a poll
//! leaves waiting ([`Path`]). In debug builds and with the feature `trace` only: otherwise a machine says nothing, and pays nothing for it.

#![cfg_attr(
    not(any(debug_assertions, feature = "trace")),
    allow(dead_code, reason = "nothing calls it then")
)]

use std::cell::RefCell;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use super::run::{FIRST_POINT, Frame};
use super::state::{Point, Points, State, state_of};

/// Whether machines tell.
pub const IS_TRACED: bool = cfg!(any(debug_assertions, feature = "trace"));

/// What a thread says, and another reads.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Option<Place>>>);

/// A state, and the points that it may be at.
type Place = (u8, Points);

thread_local! {
    static TRACE: RefCell<Option<Trace>> = const { RefCell::new(None) };
    static PATH: RefCell<Option<Path>> = const { RefCell::new(None) };
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
        let _restore = IS_TRACED.then(|| Restore(install(Some(self.clone()))));
        f()
    }

    /// Where the innermost machine was when it was resumed, if one is being resumed.
    pub fn state(&self) -> Option<State> {
        let place = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.map(state_of)
    }

    fn replace(&self, place: Option<Place>) -> Option<Place> {
        mem::replace(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), place)
    }
}

fn install(trace: Option<Trace>) -> Option<Trace> {
    // The thread may be ending: then nobody watches it any more.
    TRACE.try_with(|current| current.replace(trace)).ok().flatten()
}

/// The machines that a poll has left suspended: each before those that it waits for, with the number of those around it.
#[derive(Clone, Debug, Default)]
pub struct Path {
    steps: Vec<(usize, Place)>,
    /// How many machines are being resumed.
    depth: usize,
}

impl Path {
    /// Calls `f`, and notes here the machines that this thread resumes meanwhile, instead of what is here.
    pub fn record<R>(mut self, f: impl FnOnce() -> R) -> (R, Path) {
        struct Restore(Option<Path>);
        impl Restore {
            /// What was noted since.
            fn end(&mut self) -> Path {
                install_path(self.0.take()).unwrap_or_default()
            }
        }
        impl Drop for Restore {
            fn drop(&mut self) {
                self.end();
            }
        }
        self.steps.clear();
        self.depth = 0;
        let mut restore = Restore(install_path(Some(self)));
        let result = f();
        let path = restore.end();
        mem::forget(restore);
        (result, path)
    }

    /// The points that they are suspended at.
    pub fn points(&self) -> impl Iterator<Item = (usize, Point)> {
        self.steps.iter().filter_map(|(depth, place)| Some((*depth, state_of(*place).point()?)))
    }

    /// A machine is being resumed: its index here.
    fn enter(&mut self, place: Place) -> usize {
        self.steps.push((self.depth, place));
        self.depth += 1;
        self.steps.len() - 1
    }

    /// The machine with that index is not being resumed any more. What was in it is not there, if it is at its end.
    fn leave(&mut self, index: usize, place: Place) {
        self.depth -= 1;
        match self.steps.get_mut(index) {
            Some(step) if place.0 >= FIRST_POINT => step.1 = place,
            Some(_) => self.steps.truncate(index),
            None => {}
        }
    }
}

fn install_path(path: Option<Path>) -> Option<Path> {
    PATH.try_with(|current| current.replace(path)).ok().flatten()
}

fn with_path<R>(f: impl FnOnce(&mut Path) -> R) -> Option<R> {
    PATH.try_with(|path| path.borrow_mut().as_mut().map(f)).ok().flatten()
}

/// The resume goes on until this is dropped.
pub(super) struct Resuming<F: Frame> {
    frame: *const F,
    outer: Option<(Trace, Option<Place>)>,
    index: Option<usize>,
}

/// A machine is resumed whose frame this is.
///
/// # Safety
///
/// `frame` points to a frame whose state is initialised, until the result is dropped. Nobody writes to it then.
pub(super) unsafe fn resuming<F: Frame>(frame: *const F) -> Resuming<F> {
    // SAFETY: the caller's promise.
    let place = unsafe { F::state(frame) };
    let trace = TRACE.try_with(|current| current.borrow().clone()).ok().flatten();
    let outer = trace.map(|trace| {
        let outer = trace.replace(Some(place));
        (trace, outer)
    });
    Resuming { frame, outer, index: with_path(|path| path.enter(place)) }
}

impl<F: Frame> Drop for Resuming<F> {
    fn drop(&mut self) {
        if let Some((trace, outer)) = self.outer.take() {
            trace.replace(outer);
        }
        if let Some(index) = self.index {
            // SAFETY: the promise to `resuming`.
            let place = unsafe { F::state(self.frame) };
            with_path(|path| path.leave(index, place));
        }
    }
}
