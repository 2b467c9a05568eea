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

/// What a resume of an iterator is for: one that begins [apart](super::Frame::BEGINS_APART) has two functions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Whatever comes.
    All,
    /// What most resumes go on from: the point where it is [often](Course::often), or any. Of others, nothing is done here.
    Often,
    /// A resume of which nothing was done there.
    Rest,
}

impl Running {
    /// Begins a resume of an iterator, or nothing if that is not this [share](Share)'s.
    ///
    /// # Safety
    ///
    /// As for [`enter_fused`](Self::enter_fused); and the rest is a resume that goes on from no point that is often.
    ///
    /// # Panics
    ///
    /// As that.
    #[inline(always)]
    pub unsafe fn enter_iterator(state: *mut u8, given: Option<Share>, course: Course) -> Entered {
        // SAFETY: by contract.
        unsafe { Running::enter_share(state, given.is_some(), given.unwrap_or(Share::All), course) }
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
        unsafe { Running::enter_share(state, polled, Share::All, course) }
    }

    /// The same for a share.
    ///
    /// # Safety
    ///
    /// As for [`enter_iterator`](Self::enter_iterator).
    #[inline(always)]
    unsafe fn enter_share(state: *mut u8, polled: bool, share: Share, course: Course) -> Entered {
        if share != Share::Rest {
            // SAFETY: by contract.
            if let Some(often) = unsafe { is_often(state, course) } {
                // SAFETY: by contract.
                return Entered::Running(unsafe { Running::at(state, polled) }, often);
            }
        }
        if share == Share::Often && course.often.is_some() {
            core::hint::cold_path();
            return Entered::Over;
        }
        // SAFETY: by contract, a valid state.
        let at = unsafe { state_of(state, course) };
        if at >= FIRST_POINT {
            // SAFETY: by contract.
            return Entered::Running(unsafe { Running::go_on(state, polled, course) }, at);
        }
        if share == Share::Often {
            core::hint::cold_path();
            return Entered::Over;
        }
        // SAFETY: by contract.
        let at = unsafe { reread(state) };
        if !course.loops_first && at == UNRESUMED {
            core::hint::cold_path();
            // SAFETY: by contract.
            return unsafe { Running::begin_fused(state, polled, course) };
        }
        if at == UNRESUMED {
            // SAFETY: by contract; the same, where it is not rare.
            return unsafe { Running::begin_fused(state, polled, course) };
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
    unsafe fn begin_fused(state: *mut u8, polled: bool, course: Course) -> Entered {
        if !polled {
            return Entered::Dropped;
        }
        // SAFETY: by contract.
        Entered::Running(unsafe { Running::begin(state, course) }, UNRESUMED)
    }

    /// A resume that goes on from a point where the machine is not most of the time.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline(always)]
    pub(super) unsafe fn go_on(state: *mut u8, polled: bool, course: Course) -> Self {
        // SAFETY: by contract.
        unsafe {
            if polled {
                foretell(state, course.often);
            }
            Running::at(state, polled)
        }
    }

    /// The first resume.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline(always)]
    pub(super) unsafe fn begin(state: *mut u8, course: Course) -> Self {
        // SAFETY: by contract.
        unsafe {
            foretell(state, if course.last == FIRST_POINT { Some(FIRST_POINT) } else { course.often });
            Running::at(state, true)
        }
    }
}

/// Says of a machine that it is where it is most of the time, or can be only, as soon as it runs. Nobody looks at its state until it
/// is left: by that [yield](super::yielded_again), which need not say so again, or in another way, which says it.
///
/// # Safety
///
/// As for [`Running::enter`].
#[inline(always)]
unsafe fn foretell(state: *mut u8, point: Option<u8>) {
    if let Some(point) = point {
        // SAFETY: by contract.
        unsafe { *state = point }
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

/// The state of a machine, after it was asked whether it is where it is [most of the time](is_often): by a [read of its own](read_again), or LLVM would make one row of all questions, in the order of the numbers.
///
/// # Safety
///
/// As for [`Running::enter`]; and no state is beyond the last.
#[inline(always)]
pub(super) unsafe fn state_of(state: *mut u8, course: Course) -> u8 {
    // SAFETY: by contract.
    unsafe {
        let at = match course.often {
            Some(_) => read_again(state),
            None => *state,
        };
        core::hint::assert_unchecked(at <= course.last && course.often != Some(at));
        at
    }
}

/// The state of a machine that is not suspended, where that is known already. (It is [read once more](read_again).)
///
/// # Safety
///
/// As for [`Running::enter`]; and the state is before the first point.
#[inline(always)]
pub(super) unsafe fn reread(state: *mut u8) -> u8 {
    // SAFETY: by contract.
    unsafe {
        let at = read_again(state);
        core::hint::assert_unchecked(at < FIRST_POINT);
        at
    }
}

/// The state, by a read that LLVM does not take for the one before: so that one is a comparison with memory, and no register is
/// kept for what is rare.
///
/// # Safety
///
/// As for [`Running::enter`].
#[inline(always)]
pub(super) unsafe fn read_again(state: *const u8) -> u8 {
    // SAFETY: by contract; nobody else has the frame meanwhile.
    unsafe { AtomicU8::from_ptr(state.cast_mut()).load(Ordering::Relaxed) }
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
