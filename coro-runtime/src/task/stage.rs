//! What a task has in its middle: the future, then what became of it.
//!
//! Takes: a task's result. Gives: the place for it, where the future was. Which of them is there is said apart, in a byte of
//! the [header](super::cell::Header), where it takes no room. Both are used by whoever has the right to the stage.

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU8, Ordering};

use super::error::Cause;

/// One at a time, as [`Holds`] says.
pub(super) union Stage<F: Future> {
    pub(super) future: ManuallyDrop<F>,
    pub(super) output: ManuallyDrop<F::Output>,
    pub(super) error: ManuallyDrop<Cause>,
}

/// What the stage holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Future,
    Output,
    Error,
    Nothing,
}

/// Says what the stage holds, to whoever has the right to it; so nothing is to be ordered.
#[derive(Debug)]
pub(super) struct Holds(AtomicU8);

impl Holds {
    pub(super) const fn future() -> Holds {
        Holds(AtomicU8::new(Held::Future as u8))
    }

    #[inline]
    pub(super) fn get(&self) -> Held {
        match self.0.load(Ordering::Relaxed) {
            0 => Held::Future,
            1 => Held::Output,
            2 => Held::Error,
            _ => Held::Nothing,
        }
    }

    #[inline]
    pub(super) fn set(&self, held: Held) {
        self.0.store(held as u8, Ordering::Relaxed);
    }
}
