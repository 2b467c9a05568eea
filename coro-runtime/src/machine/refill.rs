//! Assignments to parts that may have been moved away, and to what may have no value.

use core::mem::{self, ManuallyDrop, needs_drop};

/// `value.part = new`, where the part may have been moved away.
///
/// # Safety
///
/// `part` points to a value unless `moved`.
#[inline(always)]
pub unsafe fn set_part<P>(part: *mut P, moved: &mut bool, new: P) {
    // SAFETY: by contract. This guard never drops anything: even if the old value's drop panics, the new one is the guard's that
    // has the flag.
    let mut live = ManuallyDrop::new(unsafe { super::Live::held_if(part, !mem::replace(moved, false)) });
    live.set(new);
}

/// `value.part = new`, where parts of the part may have been moved away; what was there, to be dropped but for those.
///
/// # Safety
///
/// `place` is good for a value of its type, and holds one but for what was moved out of it.
#[inline(always)]
pub unsafe fn replace_part<P>(place: *mut P, new: P) -> ManuallyDrop<P> {
    // SAFETY: by contract; whoever drops the old value leaves out what was moved out of it.
    unsafe { place.cast::<ManuallyDrop<P>>().replace(ManuallyDrop::new(new)) }
}

/// `value.part = new`, where parts of the part may have been moved away: only what has nothing to drop can be told then.
///
/// # Safety
///
/// `place` is good for a value of its type.
#[inline(always)]
pub unsafe fn set_around_parts<P>(place: *mut P, new: P) {
    const {
        assert!(
            !needs_drop::<P>(),
            "a field of which parts are moved away somewhere is assigned to as a whole; assign the parts one by one"
        );
    }
    // SAFETY: by contract; there is nothing to drop.
    unsafe { place.write(new) }
}

/// The place of a local that may have no value, for a macro that may assign to it.
#[inline(always)]
pub fn unsure<T>(slot: *mut T) -> *mut T {
    const {
        assert!(
            !needs_drop::<T>(),
            "a variable that may have no value here is given to a macro of which it is not known what it does; \
             initialise it first"
        );
    }
    slot
}
