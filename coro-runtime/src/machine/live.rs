//! The guard of a value that lives in a slot.

use core::mem::{ManuallyDrop, needs_drop};

/// Owns the value in a slot while the machine runs, and drops it at the end of its scope.
///
/// A guard that is not armed owns nothing: the value was moved away, or there is none yet.
pub struct Live<T> {
    slot: *mut T,
    /// Whether the slot holds a value that this guard would drop.
    pub armed: bool,
}

impl<T> Live<T> {
    /// The slot holds a value.
    ///
    /// # Safety
    ///
    /// It does, nobody else will drop it, and the slot outlives the guard.
    #[inline(always)]
    pub unsafe fn held(slot: *mut T) -> Self {
        Live { slot, armed: true }
    }

    /// The slot holds a value if `armed`.
    ///
    /// # Safety
    ///
    /// As for [`held`](Self::held), if `armed`.
    #[inline(always)]
    pub unsafe fn held_if(slot: *mut T, armed: bool) -> Self {
        Live { slot, armed }
    }

    /// The slot holds nothing yet.
    ///
    /// # Safety
    ///
    /// The slot is good for a value of its type, and outlives the guard.
    #[inline(always)]
    pub unsafe fn empty(slot: *mut T) -> Self {
        Live { slot, armed: false }
    }

    /// Puts a value into the slot.
    ///
    /// # Safety
    ///
    /// As for [`empty`](Self::empty).
    #[inline(always)]
    pub unsafe fn init(slot: *mut T, value: T) -> Self {
        // SAFETY: by contract.
        unsafe { slot.write(value) }
        Live { slot, armed: true }
    }

    /// Takes the value, or a copy of it, out of the slot.
    ///
    /// # Safety
    ///
    /// The slot holds a value, and it is not taken twice unless it is `Copy`.
    #[inline(always)]
    pub unsafe fn take(&mut self) -> T {
        self.armed = false;
        // SAFETY: by contract.
        unsafe { self.slot.read() }
    }

    /// `place = value`: drops the old value, if there is one, and puts the new one there.
    #[inline(always)]
    pub fn set(&mut self, value: T) {
        if needs_drop::<T>() && self.armed {
            self.replace(value);
        } else {
            // SAFETY: the slot is good for a value, and holds none that needs to be dropped.
            unsafe { self.slot.write(value) }
        }
        self.armed = true;
    }

    /// The old value is dropped in place; the new one is written even if that panics, as rustc does it.
    fn replace(&mut self, value: T) {
        // SAFETY: the old value is dropped before the new one is written.
        let _put = unsafe { Put::new(self.slot, value) };
        // SAFETY: the guard is armed: the slot holds a value.
        unsafe { self.slot.drop_in_place() }
    }

    /// Drops the value now, if there is one.
    #[inline(always)]
    pub fn end(&mut self) {
        if needs_drop::<T>() && self.armed {
            self.armed = false;
            // SAFETY: the guard was armed: the slot holds a value, and will not be dropped again.
            unsafe { self.slot.drop_in_place() }
        }
    }

    /// Drops a future that is ready, and hands on what it gave. If the drop panics that is leaked, as rustc does it.
    #[inline(always)]
    pub fn ready<V>(&mut self, value: V) -> V {
        let value = ManuallyDrop::new(value);
        self.end();
        ManuallyDrop::into_inner(value)
    }

    /// Where the value is.
    #[inline(always)]
    pub(super) fn slot(&self) -> *mut T {
        self.slot
    }

    /// Gives the value up: somebody else has it now.
    #[inline(always)]
    pub fn disarm(&mut self) {
        self.armed = false;
    }
}

impl<T> Drop for Live<T> {
    #[inline(always)]
    fn drop(&mut self) {
        if needs_drop::<T>() && self.armed {
            // Little of what is cold is inlined: what a guard does when a panic drops it is then so little itself that the guard
            // stays in registers. (A function of its own, never inlined, would be one that may keep the slot's address.)
            core::hint::cold_path();
            // SAFETY: the guard is armed: the slot holds a value; the guard is gone.
            unsafe { self.slot.drop_in_place() }
        }
    }
}

/// Asserts that values of the type are moved, and never copied: where one was lent and moved away, nothing refers to its place any
/// more, and something else may lie there. The macro takes the type to be one of the standard library's, by its name.
#[inline(always)]
pub fn owner<T>() {
    const { assert!(needs_drop::<T>(), "a type by the name of one of the standard library's owns nothing") }
}

/// Asserts that there is nothing to drop in a field: of a value of which all others are moved away nothing is left, and something else may
/// lie where it was. The macro takes that from the file's definition of the type.
#[inline(always)]
pub fn inert<T>(_: *const T) {
    const { assert!(!needs_drop::<T>(), "a field that the file says to have nothing to drop has something") }
}

/// The new value of an assignment: it is written when the old one has been dropped, or has panicked at that.
pub(super) struct Put<T> {
    slot: *mut T,
    value: ManuallyDrop<T>,
}

impl<T> Put<T> {
    /// # Safety
    ///
    /// The slot is good for a value, and what it holds when this is dropped, nobody drops.
    #[inline(always)]
    pub(super) unsafe fn new(slot: *mut T, value: T) -> Self {
        Put { slot, value: ManuallyDrop::new(value) }
    }
}

impl<T> Drop for Put<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: by contract the slot is good for a value; this one is not used again.
        unsafe { self.slot.write(ManuallyDrop::take(&mut self.value)) }
    }
}

/// Room for a value that is not held across a suspension, as a slot.
#[inline(always)]
pub fn slot<T>(room: &mut core::mem::MaybeUninit<T>) -> *mut T {
    room.as_mut_ptr()
}
