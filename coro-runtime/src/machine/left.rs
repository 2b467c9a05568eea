//! What is cloned of a value that was taken apart.

use super::live::Live;
use core::mem::MaybeUninit;

/// Whether nothing is gone but some of these parts.
#[inline]
pub fn is_all_of<const N: usize>(gone: &[bool; N], own: [bool; N]) -> bool {
    gone.iter().zip(own).all(|(gone, own)| own || !gone)
}

/// Copies what is in a slot, whatever of it is there.
///
/// # Safety
///
/// Both slots are good for a value.
pub unsafe fn copy_bytes<T>(from: *mut T, to: *mut T) {
    // SAFETY: by contract; bytes need not be initialised.
    unsafe { to.cast::<MaybeUninit<T>>().write(from.cast::<MaybeUninit<T>>().read()) }
}

/// A part that is left of a value, and where it goes in the copy.
pub struct Remnant<'a, L: ?Sized> {
    part: &'a L,
    /// Nothing, if the part lies behind a reference: then it is none of the value.
    to: Option<*mut u8>,
}

impl<'a, L: ?Sized> Remnant<'a, L> {
    /// A part of a value, or of what a reference in the value leads to.
    pub fn of<T: ?Sized>(part: &'a L, value: &T, copy: *mut T) -> Self {
        let distance = (&raw const *part).addr().checked_sub((&raw const *value).addr());
        let inside = distance.filter(|from| from + size_of_val(part) <= size_of_val(value));
        Remnant { part, to: inside.map(|distance| copy.cast::<u8>().wrapping_add(distance)) }
    }
}

impl<L> Remnant<'_, L> {
    /// Where it goes. (Nowhere, if it lies behind a reference: then nothing was moved out of it.)
    pub fn place(&self) -> *mut L {
        self.to.map_or(core::ptr::null_mut(), <*mut u8>::cast)
    }
}

impl<L: Clone> Remnant<'_, L> {
    /// Clones it.
    ///
    /// # Safety
    ///
    /// It was made of a value and a slot that is good for a copy, and its part is there.
    pub unsafe fn __cloned(&self) -> Option<Live<L>> {
        // SAFETY: it lies as far behind the beginning of the slot as the part does behind that of the value.
        self.to.map(|to| unsafe { Live::init(to.cast(), self.part.clone()) })
    }
}

/// Found for what cannot be cloned.
pub trait NoRemnant {
    /// A value that is cloned as a whole only.
    ///
    /// # Safety
    ///
    /// There is nothing to it.
    unsafe fn __cloned(&self) {}
}

impl<L: ?Sized> NoRemnant for Remnant<'_, L> {
    unsafe fn __cloned(&self) {
        assert!(
            self.to.is_none(),
            "a machine cannot be cloned while it holds a part of a value that is `Clone` as a whole only"
        );
    }
}

/// A pattern has matched a value, and does not match its clone, or the same value again.
///
/// # Panics
///
/// Always.
#[track_caller]
pub fn another() -> ! {
    panic!("a machine cannot be cloned with a value whose clone is of another kind")
}

/// A slot for the copy of a value of which something was moved out that it leads to.
pub struct Emptied<T>(pub *mut T);

#[cfg(feature = "alloc")]
impl<T> Emptied<super::Box<T>> {
    /// A box for the copy, which owns what is in it from then on as little as the original does.
    ///
    /// # Safety
    ///
    /// The slot is good for a box.
    pub unsafe fn __anew(&self, _: &T) -> (Live<super::Box<MaybeUninit<T>>>, *mut T) {
        // SAFETY: by contract; boxes of the two types are alike.
        let live = unsafe { Live::init(self.0.cast(), super::Box::<T>::new_uninit()) };
        // SAFETY: there it is.
        let inside = unsafe { (*self.0.cast::<super::Box<MaybeUninit<T>>>()).as_mut_ptr() };
        (live, inside)
    }
}

/// Found for what is no box.
pub trait NoBox {
    /// Nothing is moved out from behind another pointer.
    ///
    /// # Safety
    ///
    /// There is nothing to it.
    unsafe fn __anew<X: ?Sized>(&self, _: &X) -> ((), *mut X) {
        unreachable!("nothing is moved out from behind a reference")
    }
}

impl<T> NoBox for Emptied<T> {}
