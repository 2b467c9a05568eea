//! What a closure has of a field that it uses as a value and may change besides: as natively, a reference if the field is `Copy`, so that
//! the variable changes, and the value otherwise.

use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

/// The types of what is used of such a field as values, in a chain.
pub struct Uses<V>(PhantomData<V>);

impl Uses<()> {
    /// None yet.
    #[inline(always)]
    pub fn none() -> Self {
        Uses(PhantomData)
    }
}

impl<V> Uses<V> {
    /// What is in this place is used as a value.
    #[inline(always)]
    pub fn and<U>(self, _: *const U) -> Uses<(V, U)> {
        Uses(PhantomData)
    }

    /// The same, where it is not known how its place is reached: that is never asked.
    #[inline(always)]
    pub fn and_of<U>(self, _: impl FnOnce() -> *const U) -> Uses<(V, U)> {
        Uses(PhantomData)
    }

    /// Those of the field in this place.
    #[inline(always)]
    pub fn at<'a, P>(self, place: *mut P) -> PartOf<'a, P, V> {
        PartOf(place, PhantomData)
    }

    /// The same where borrows are to be checked.
    pub fn of<P>(self, place: &mut P) -> PartOf<'_, P, V> {
        PartOf(place, PhantomData)
    }
}

/// A variable that a closure refers to, and uses values of, where borrows are to be checked: as [`LentTo`](super::LentTo), for as long as
/// the reference is there. What else is borrowed of it meanwhile, the body's own check has seen.
pub struct Borrowed<'a, T, V>(pub &'a T, pub Uses<V>);

impl<'a, T, V: Copy> Borrowed<'a, T, V> {
    /// A reference for copying.
    pub fn __closure(self) -> &'a T {
        self.0
    }
}

/// What is called if the type is no `Copy`: the type's own methods go before those of traits.
pub trait BorrowedAnew<'a, T>: Sized {
    /// A reference to go on from.
    fn __closure(self) -> &'a mut T {
        unreachable!("the borrow check never runs")
    }
}

impl<'a, T, V> BorrowedAnew<'a, T> for Borrowed<'a, T, V> {}

/// A variable that a closure uses as a value, in a machine that may be moved: of a reference to the slot it would have nothing then. So
/// it has a copy, if it can; what a shared reference leads to cannot change as long as the closure is there.
pub struct HandedTo<T>(pub *mut T);

impl<T: Copy> HandedTo<T> {
    /// A copy.
    ///
    /// # Safety
    ///
    /// The slot holds a value.
    #[inline(always)]
    pub unsafe fn __closure(self) -> Handed<T> {
        // SAFETY: by contract.
        Handed(unsafe { *self.0 })
    }
}

impl<T> super::Exclusive<T> for HandedTo<T> {
    #[inline(always)]
    unsafe fn __closure<'a>(self) -> &'a mut T {
        // SAFETY: by contract.
        unsafe { &mut *self.0 }
    }
}

/// The same where borrows are to be checked.
pub struct BorrowedCopy<'a, T>(pub &'a T);

impl<T: Copy> BorrowedCopy<'_, T> {
    /// A copy.
    pub fn __closure(self) -> Handed<T> {
        Handed(*self.0)
    }
}

impl<'a, T> BorrowedAnew<'a, T> for BorrowedCopy<'a, T> {}

/// A copy that is used like a reference.
#[derive(Clone, Copy)]
pub struct Handed<T>(T);

impl<T> core::ops::Deref for Handed<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

/// A variable that a closure refers to exclusively, in the same way.
pub fn borrowed<T>(_: &T) -> &mut T {
    unreachable!("the borrow check never runs")
}

/// The place of such a field, that a closure may refer to for so long.
pub struct PartOf<'a, P, V>(*mut P, PhantomData<(&'a mut P, V)>);

impl<'a, P, V: Copy> PartOf<'a, P, V> {
    /// A reference to it.
    ///
    /// # Safety
    ///
    /// The place holds a value, that nobody else uses as long as the closure does.
    #[inline(always)]
    pub unsafe fn __captured(self, _: impl FnOnce() -> P) -> LentPart<'a, P> {
        // SAFETY: by contract.
        LentPart(unsafe { &mut *self.0 })
    }
}

/// What is called if one of them is no `Copy`: the type's own methods go before those of traits.
pub trait Owning<P>: Sized {
    /// The value, which is gone from there.
    ///
    /// # Safety
    ///
    /// None is needed.
    unsafe fn __captured(self, value: impl FnOnce() -> P) -> OwnPart<P>;
}

impl<P, V> Owning<P> for PartOf<'_, P, V> {
    #[inline(always)]
    unsafe fn __captured(self, value: impl FnOnce() -> P) -> OwnPart<P> {
        OwnPart(value())
    }
}

/// A field that the closure refers to.
pub struct LentPart<'a, P>(pub &'a mut P);

impl<P: Copy> LentPart<'_, P> {
    /// The value that it has now.
    #[inline(always)]
    pub fn __value(&self) -> P {
        *self.0
    }
}

impl<P> Deref for LentPart<'_, P> {
    type Target = P;

    #[inline(always)]
    fn deref(&self) -> &P {
        self.0
    }
}

impl<P> DerefMut for LentPart<'_, P> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut P {
        self.0
    }
}

/// A field that the closure owns.
pub struct OwnPart<P>(pub P);

impl<P> OwnPart<P> {
    /// The value.
    #[inline(always)]
    pub fn __value(self) -> P {
        self.0
    }
}

impl<P> Deref for OwnPart<P> {
    type Target = P;

    #[inline(always)]
    fn deref(&self) -> &P {
        &self.0
    }
}

impl<P> DerefMut for OwnPart<P> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut P {
        &mut self.0
    }
}
