//! How machines that yield are entered: what is rare, and where they begin.

use super::run::{Entered, FIRST_POINT, PANICKED, Running, UNRESUMED};
use core::sync::atomic::{AtomicU8, Ordering};

/// What the macro knows of the way that a machine takes; it tells rustc what to expect.
#[derive(Clone, Copy)]
pub struct Course {
    /// The last of its states.
    pub last: u8,
    /// Where it is most of the time, if it has one loop of yields and other points beside: it is asked for first.
    pub often: Option<u8>,
    /// Whether it may come to an end.
    pub ends: bool,
    /// Whether the first resume runs a loop that no other one does: then it is worth as much care as the others.
    pub loops_first: bool,
}

/// Where an iterator begins, if it has not begun.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// In this resume.
    Here,
    /// In another one: this one is not to have what only the first one runs.
    Apart,
}

impl Running {
    /// Begins a resume of an iterator. Where it begins [apart](Beginning::Apart), and has not begun, there is nothing to do here.
    ///
    /// # Safety
    ///
    /// As for [`enter_fused`](Self::enter_fused).
    ///
    /// # Panics
    ///
    /// As that.
    #[inline(always)]
    pub unsafe fn enter_iterator(state: *mut u8, given: Option<Beginning>, course: Course) -> Entered {
        // SAFETY: by contract.
        unsafe { Running::enter_here(state, given.is_some(), given != Some(Beginning::Apart), course) }
    }

    /// Begins a resume of a stream, or of another machine that gives items: it may be resumed for ever after its end.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter); and no state is beyond the last.
    ///
    /// # Panics
    ///
    /// If it was left by a panic. So rustc knows of one that has no end that there is always an item.
    #[inline(always)]
    pub unsafe fn enter_fused(state: *mut u8, polled: bool, course: Course) -> Entered {
        // SAFETY: by contract.
        unsafe { Running::enter_here(state, polled, true, course) }
    }

    /// The same, where it may begin or not.
    ///
    /// # Safety
    ///
    /// As for [`enter_fused`](Self::enter_fused).
    #[inline(always)]
    unsafe fn enter_here(state: *mut u8, polled: bool, begins: bool, course: Course) -> Entered {
        // SAFETY: by contract.
        if let Some(often) = unsafe { is_often(state, course) } {
            // SAFETY: by contract.
            return Entered::Running(unsafe { Running::at(state, polled) }, often);
        }
        // SAFETY: by contract, a valid state.
        let at = unsafe { state_of(state, course) };
        if at >= FIRST_POINT {
            // SAFETY: by contract.
            return Entered::Running(unsafe { Running::at(state, polled) }, at);
        }
        // SAFETY: by contract.
        let at = unsafe { reread(state) };
        if !begins && at == UNRESUMED {
            core::hint::cold_path();
            return Entered::Over;
        }
        if !course.loops_first && at == UNRESUMED {
            core::hint::cold_path();
            // SAFETY: by contract.
            return unsafe { Running::begin_fused(state, polled, course.last) };
        }
        if at == UNRESUMED {
            // SAFETY: by contract; the same, where it is not rare.
            return unsafe { Running::begin_fused(state, polled, course.last) };
        }
        if polled && course.ends {
            fused_over(at);
        } else if polled {
            left_by_panic();
        }
        Entered::Over
    }

    /// The first resume of an iterator or a stream, if it is not dropped instead.
    ///
    /// # Safety
    ///
    /// As for [`begin`](Self::begin).
    #[inline(always)]
    unsafe fn begin_fused(state: *mut u8, polled: bool, last: u8) -> Entered {
        if !polled {
            return Entered::Dropped;
        }
        // SAFETY: by contract.
        Entered::Running(unsafe { Running::begin(state, last) }, UNRESUMED)
    }

    /// The first resume. A machine that can be suspended at one point only is said to be there as soon as it runs: nobody looks
    /// at its state until it is left, by that yield or in another way, which says so.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline(always)]
    pub(super) unsafe fn begin(state: *mut u8, last: u8) -> Self {
        // SAFETY: by contract.
        unsafe {
            if last == FIRST_POINT {
                *state = FIRST_POINT;
            }
            Running::at(state, true)
        }
    }
}

/// The point where the machine is most of the time, if it is there.
///
/// # Safety
///
/// As for [`Running::enter`].
#[inline(always)]
pub(super) unsafe fn is_often(state: *mut u8, course: Course) -> Option<u8> {
    // SAFETY: by contract.
    course.often.filter(|often| unsafe { *state } == *often)
}

/// The state of a machine, after it was asked whether it is where it is [most of the time](is_often): by a read of its own, as in
/// [`reread`], or LLVM would make one row of all questions, in the order of the numbers.
///
/// # Safety
///
/// As for [`Running::enter`]; and no state is beyond the last.
#[inline(always)]
pub(super) unsafe fn state_of(state: *mut u8, course: Course) -> u8 {
    // SAFETY: by contract; nobody else has the frame meanwhile.
    unsafe {
        let at = match course.often {
            Some(_) => AtomicU8::from_ptr(state).load(Ordering::Relaxed),
            None => *state,
        };
        core::hint::assert_unchecked(at <= course.last && course.often != Some(at));
        at
    }
}

/// The state of a machine that is not suspended, where that is known already. It is read once more, by a read that LLVM does not
/// take for the one before: so that one is a comparison with memory, and no register is kept for what is rare.
///
/// # Safety
///
/// As for [`Running::enter`]; and the state is before the first point.
#[inline(always)]
pub(super) unsafe fn reread(state: *mut u8) -> u8 {
    // SAFETY: by contract; nobody else has the frame meanwhile.
    unsafe {
        let at = AtomicU8::from_ptr(state).load(Ordering::Relaxed);
        core::hint::assert_unchecked(at < FIRST_POINT);
        at
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn fused_over(at: u8) {
    if at == PANICKED {
        left_by_panic();
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn left_by_panic() -> ! {
    panic!("generator resumed after panicking")
}
