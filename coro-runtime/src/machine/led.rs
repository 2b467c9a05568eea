//! What a closure has of a field that it uses as a value, of a variable that may hold the field or lead to it: as natively, the variable's
//! place if the field is `Copy`, an exclusive reference to go on from if it is one, and the value otherwise.

use super::OwnPart;
use core::marker::PhantomData;

/// A variable, and how to get from there to a field of it, or behind it.
pub struct Led<'a, X, P, W>(&'a X, W, PhantomData<fn() -> P>);

/// A field of this variable, or behind it, where it is not known how its place is reached: that is asked when it is used.
#[inline(always)]
pub fn led<X, P, W: Fn(&X) -> *const P>(variable: &X, way: W) -> Led<'_, X, P, W> {
    Led(variable, way, PhantomData)
}

impl<'a, X, P: Copy, W: Fn(&X) -> *const P> Led<'a, X, P, W> {
    /// A reference to the variable.
    #[inline(always)]
    pub fn __captured(self, _: impl FnOnce() -> P) -> LedCopy<'a, X, P, W> {
        LedCopy(self)
    }
}

/// What is called if the field is an exclusive reference: the type's own methods go before those of traits.
pub trait LedOn: Sized {
    /// The field.
    type Part;
    /// What the closure has.
    type Has;
    /// A reference to the variable.
    fn __captured(self, _: impl FnOnce() -> Self::Part) -> Self::Has;
}

impl<'a, 'p, X, U: ?Sized, W: Fn(&X) -> *const &'p mut U> LedOn for Led<'a, X, &'p mut U, W> {
    type Part = &'p mut U;
    type Has = LedAnew<'a, X, &'p mut U, W>;

    #[inline(always)]
    fn __captured(self, _: impl FnOnce() -> &'p mut U) -> LedAnew<'a, X, &'p mut U, W> {
        LedAnew(self)
    }
}

/// What is called of any other field: methods of references come last.
pub trait LedAway: Sized {
    /// The field.
    type Part;
    /// The value, which is gone from there.
    fn __captured(self, value: impl FnOnce() -> Self::Part) -> OwnPart<Self::Part>;
}

impl<X, P, W> LedAway for &Led<'_, X, P, W> {
    type Part = P;

    #[inline(always)]
    fn __captured(self, value: impl FnOnce() -> P) -> OwnPart<P> {
        OwnPart(value())
    }
}

/// A field that the closure copies.
pub struct LedCopy<'a, X, P, W>(Led<'a, X, P, W>);

impl<X, P: Copy, W: Fn(&X) -> *const P> LedCopy<'_, X, P, W> {
    /// The value that it has now.
    ///
    /// # Safety
    ///
    /// The way leads to a value.
    #[inline(always)]
    pub unsafe fn __value(&self) -> P {
        // SAFETY: by contract.
        unsafe { (self.0.1)(self.0.0).read() }
    }
}

/// A field by which the closure goes on.
pub struct LedAnew<'a, X, P, W>(Led<'a, X, P, W>);

impl<'p, X, U: ?Sized, W: Fn(&X) -> *const &'p mut U> LedAnew<'_, X, &'p mut U, W> {
    /// What it leads to.
    ///
    /// # Safety
    ///
    /// The way leads to a reference that nobody else uses as long as this one is used.
    #[inline(always)]
    pub unsafe fn __value(&self) -> &'p mut U {
        // SAFETY: by contract.
        unsafe { (self.0.1)(self.0.0).read() }
    }
}
