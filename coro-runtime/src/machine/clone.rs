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

/// The same, if the slot owns a value. If it does not, that may be one that was copied from, and is read again.
///
/// # Safety
///
/// Both slots are good for a value, and the first one holds one, if `held`.
pub unsafe fn cloned_if<T: Clone>(from: *mut T, to: *mut T, held: bool) -> Live<T> {
    // SAFETY: by contract; what is not held has no owner in the copy either.
    unsafe {
        if held {
            return cloned(from, to);
        }
        bytes(from, to);
        Live::empty(to)
    }
}

/// Copies what may be in a slot.
///
/// # Safety
///
/// Both slots are good for a value.
pub unsafe fn copied<T: Copy>(from: *mut T, to: *mut T) {
    // SAFETY: by contract.
    unsafe { bytes(from, to) }
}

/// Copies the bytes of a slot.
///
/// # Safety
///
/// Both slots are good for a value.
unsafe fn bytes<T>(from: *mut T, to: *mut T) {
    // SAFETY: by contract; they need not be initialised.
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
