//! Machines that can be cloned in mid-run.

use super::live::Live;
use core::mem::MaybeUninit;

/// What clones a machine's frame.
#[diagnostic::on_unimplemented(
    message = "this machine cannot be cloned",
    label = "nothing says that it may be cloned",
    note = "a function's machine can, if its declared result says so: `impl Iterator<Item = T> + Clone`; a block, `co!(..)`, has no \
            place to say it"
)]
pub trait CloneBody {
    /// A copy of a frame.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this closure that is not running.
    unsafe fn clone_frame<F>(&self, frame: *const F) -> MaybeUninit<F>;
}

/// The closure that does.
#[derive(Clone)]
pub struct Copier<C>(pub C);

impl<C: Fn(*mut (), *mut ())> CloneBody for Copier<C> {
    unsafe fn clone_frame<F>(&self, frame: *const F) -> MaybeUninit<F> {
        let mut copy: MaybeUninit<F> = MaybeUninit::uninit();
        (self.0)(frame.cast_mut().cast(), copy.as_mut_ptr().cast());
        copy
    }
}

/// Says that two frames are of one type, where nothing is ever run.
pub fn same_frame<F>(_: *mut F, _: *mut F) {}

/// Clones the value in a slot into another one.
///
/// # Safety
///
/// The first slot holds a value, and the second one is good for one.
pub unsafe fn cloned<T: Clone>(from: *mut T, to: *mut T) -> Live<T> {
    // SAFETY: by contract; the slot outlives the guard, which its owner forgets.
    unsafe { Live::init(to, (*from).clone()) }
}

/// The same, if there is a value.
///
/// # Safety
///
/// As for [`cloned`], if `held`.
pub unsafe fn cloned_if<T: Clone>(from: *mut T, to: *mut T, held: bool) -> Live<T> {
    // SAFETY: by contract.
    unsafe { if held { cloned(from, to) } else { Live::empty(to) } }
}

/// A value that has nothing to drop but what one of its variants holds: the standard library's, and not another one of which
/// a pattern says `Some`.
///
/// # Safety
///
/// `Some`, `Ok` and `Err` have one field each.
pub unsafe trait Payload {}

// SAFETY: they have.
unsafe impl<T> Payload for Option<T> {}

// SAFETY: as above.
unsafe impl<T, E> Payload for Result<T, E> {}

/// Clones a value, unless all that it had to drop was moved away: then there are only its bytes.
///
/// # Safety
///
/// As for [`cloned`].
pub unsafe fn cloned_payload<T: Payload + Clone, const N: usize>(
    from: *mut T,
    to: *mut T,
    gone: [bool; N],
) -> Live<T> {
    // SAFETY: by contract; a payload is all that there is to drop.
    unsafe { cloned_unless_apart(from, to, gone) }
}

/// Clones a value, unless it was taken apart: then there are only its bytes.
///
/// # Safety
///
/// As for [`cloned`]; and if something is gone of it, what is left has nothing to drop.
pub unsafe fn cloned_unless_apart<T: Clone, const N: usize>(
    from: *mut T,
    to: *mut T,
    gone: [bool; N],
) -> Live<T> {
    if gone.contains(&true) {
        // SAFETY: by contract; the copy's owner is told as well that it is gone.
        unsafe {
            to.cast::<MaybeUninit<T>>().write(from.cast::<MaybeUninit<T>>().read());
            Live::empty(to)
        }
    } else {
        // SAFETY: by contract.
        unsafe { cloned(from, to) }
    }
}

/// Copies what may be in a slot.
///
/// # Safety
///
/// Both slots are good for a value.
pub unsafe fn copied<T: Copy>(from: *mut T, to: *mut T) {
    // SAFETY: by contract; as bytes, which need not be initialised.
    unsafe { to.cast::<MaybeUninit<T>>().write(from.cast::<MaybeUninit<T>>().read()) }
}

/// Nothing is gone of a value that is about to be cloned.
///
/// # Panics
///
/// If something is.
#[track_caller]
pub fn whole<const N: usize>(gone: [bool; N]) {
    assert!(
        !gone.contains(&true),
        "a machine cannot be cloned while it holds a value that is partly moved away"
    );
}
