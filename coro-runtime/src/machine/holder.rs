//! Whether a part of a value can be gone, and how it is forgotten: questions of types, in the code that drops what is left.

use core::convert::Infallible;
use core::marker::PhantomData;

/// The type of what a part lies in, which is asked whether the part can be gone, and how.
///
/// - Nothing is moved out of a value with a destructor, or from behind a reference. The code that would drop what is left
///   has to be accepted there too: for these types it begins with a call that never returns (its result has no value), and
///   rustc does not look for moves behind that ([`SplitPointer`], [`SplitWhole`], [`SplitParts`]).
/// - A part that is gone is forgotten by a closure that takes it. That takes no more than the part where the part can be
///   moved out, and is accepted also where none can (from behind `Deref`). Of a box it would take all; so what lies in a box
///   is moved out of it, behind such a call where there is none ([`BoxHolder`], [`PlainHolder`]).
pub struct Holder<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: ?Sized> Holder<T> {
    /// Not known yet; inference fills it in.
    pub const fn unknown() -> Self {
        Holder(PhantomData)
    }

    /// That of what is at this place.
    pub const fn at(_: *const T) -> Self {
        Holder(PhantomData)
    }

    /// Fills it in.
    pub fn tell(&self, _: &T) {}
}

/// Asked first: boxes.
pub trait BoxHolder {
    /// Whether it is a box.
    fn __is_box(&self) -> bool;
    /// Returns if it is a box.
    fn __opens(&self);
    /// Returns if it is none.
    fn __is_plain(&self) -> Infallible;
}

#[cfg(feature = "alloc")]
impl<T: ?Sized> BoxHolder for Holder<super::Box<T>> {
    #[inline(always)]
    fn __is_box(&self) -> bool {
        true
    }

    #[inline(always)]
    fn __opens(&self) {}

    fn __is_plain(&self) -> Infallible {
        unreachable!("it is a box")
    }
}

/// Asked where it is no box.
pub trait PlainHolder {
    /// Whether it is a box.
    fn __is_box(&self) -> bool;
    /// Returns if it is a box.
    fn __opens(&self) -> Infallible;
    /// Returns if it is none.
    fn __is_plain(&self);
}

impl<T: ?Sized> PlainHolder for &Holder<T> {
    #[inline(always)]
    fn __is_box(&self) -> bool {
        false
    }

    fn __opens(&self) -> Infallible {
        unreachable!("it is no box")
    }

    #[inline(always)]
    fn __is_plain(&self) {}
}

/// Whether a part can be gone, asked first: of pointers.
pub trait SplitPointer {
    /// No value, if nothing can be moved out from behind it.
    type Answer;
    /// Returns if a part can be gone.
    fn __splits(&self) -> Self::Answer;
}

#[cfg(feature = "alloc")]
impl<T: ?Sized> SplitPointer for &&Holder<super::Box<T>> {
    type Answer = ();

    #[inline(always)]
    fn __splits(&self) {}
}

/// Nothing can be moved out from behind these, and they have no fields of their own: a part of them is never gone.
macro_rules! only_lend {
    ($($(#[$there:meta])* $pointer:ty;)*) => {$(
        $(#[$there])*
        impl<T: ?Sized> SplitPointer for &&Holder<$pointer> {
            type Answer = Infallible;

            fn __splits(&self) -> Infallible {
                unreachable!("nothing is moved out from behind a reference")
            }
        }

        $(#[$there])*
        impl<T: ?Sized> LeadsBox for &&Holder<$pointer> {
            #[inline(always)]
            fn __leads(&self) -> bool {
                false
            }

            #[inline(always)]
            fn __holds(&self) {}
        }
    )*};
}

only_lend! {
    &T;
    &mut T;
    #[cfg(feature = "alloc")]
    alloc::rc::Rc<T>;
    #[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
    alloc::sync::Arc<T>;
}

/// Whether a `move` closure may take a part, asked first: not from behind a pointer, but a copy.
pub trait TakenBehind {
    /// Compiles if it is a copy.
    fn __gives<P: Given>(&self, _: P);
    /// Compiles if a closure has all of it that uses less.
    fn __is_all<P: Given>(&self, _: P);
}

impl<T: core::ops::Deref + ?Sized> TakenBehind for &&Holder<T> {
    #[inline(always)]
    fn __gives<P: Given>(&self, _: P) {
        const {
            assert!(
                P::IS_COPY,
                "a `move` closure in a coroutine uses a field behind a pointer, which it has then: say so in the closure, \
                 `let x = x;`"
            );
        }
    }

    #[inline(always)]
    fn __is_all<P: Given>(&self, _: P) {}
}

/// Asked next: not out of a type with a destructor of its own, but a copy.
pub trait TakenWhole {
    /// Compiles if it is a copy.
    fn __gives<P: Given>(&self, _: P);
    /// Compiles if a closure has all of it that uses less.
    fn __is_all<P: Given>(&self, _: P);
}

#[allow(drop_bounds, reason = "this is the question")]
impl<T: Drop + ?Sized> TakenWhole for &Holder<T> {
    #[inline(always)]
    fn __gives<P: Given>(&self, _: P) {
        const {
            assert!(
                P::IS_COPY,
                "a `move` closure in a coroutine uses a field of a value with a destructor, all of which it has then: say \
                 so in the closure, `let x = x;`"
            );
        }
    }

    #[inline(always)]
    fn __is_all<P: Given>(&self, _: P) {}
}

/// Asked last: all others.
pub trait TakenApart {
    /// Compiles.
    fn __gives<P: Given>(&self, _: P);
    /// Compiles if a closure has all of it that uses less.
    fn __is_all<P: Given>(&self, _: P);
}

impl<T: ?Sized> TakenApart for Holder<T> {
    #[inline(always)]
    fn __gives<P: Given>(&self, _: P) {}

    #[inline(always)]
    fn __is_all<P: Given>(&self, _: P) {
        const {
            assert!(
                P::IS_COPY,
                "a `move` closure in a coroutine uses a field of a field whose type is called like a pointer, or like one \
                 with a destructor: take it apart first, `let part = &x.part;`"
            );
        }
    }
}

/// What a closure is given.
pub trait Given {
    /// Whether it is copied.
    const IS_COPY: bool;
}

/// A copy.
pub struct Copied;

impl Given for Copied {
    const IS_COPY: bool = true;
}

/// A value that is moved.
pub struct Moved;

impl Given for Moved {
    const IS_COPY: bool = false;
}

/// Asked next: types with a destructor of their own.
pub trait SplitWhole {
    /// Never returns.
    fn __splits(&self) -> Infallible;
}

#[allow(drop_bounds, reason = "this is the question")]
impl<T: Drop + ?Sized> SplitWhole for &Holder<T> {
    fn __splits(&self) -> Infallible {
        // What a box is nobody knows without it.
        let hint = if cfg!(feature = "alloc") { "" } else { ", but a box: see coro's feature `alloc`" };
        unreachable!("nothing is moved out of a value with a destructor{hint}")
    }
}

/// Asked last: all others.
pub trait SplitParts {
    /// Returns: a part can be gone.
    fn __splits(&self);
}

impl<T: ?Sized> SplitParts for Holder<T> {
    #[inline(always)]
    fn __splits(&self) {}
}

/// Whether it may lead elsewhere by `Deref`, asked first: of boxes, which own what they lead to, and of pointers that only lend it.
pub trait LeadsBox {
    /// Whether a closure may have to take all of it for a part.
    fn __leads(&self) -> bool;
    /// Returns.
    fn __holds(&self);
}

#[cfg(feature = "alloc")]
impl<T: ?Sized> LeadsBox for &&Holder<super::Box<T>> {
    #[inline(always)]
    fn __leads(&self) -> bool {
        false
    }

    #[inline(always)]
    fn __holds(&self) {}
}

/// Asked next: what has a `Deref`.
pub trait Leads {
    /// Whether a closure may have to take all of it for a part.
    fn __leads(&self) -> bool;
    /// Never returns.
    fn __holds(&self) -> Infallible;
}

impl<T: core::ops::Deref + ?Sized> Leads for &Holder<T> {
    #[inline(always)]
    fn __leads(&self) -> bool {
        true
    }

    fn __holds(&self) -> Infallible {
        unreachable!("it leads elsewhere")
    }
}

/// Asked last: all others.
pub trait LeadsNowhere {
    /// Whether a closure may have to take all of it for a part.
    fn __leads(&self) -> bool;
    /// Returns.
    fn __holds(&self);
}

impl<T: ?Sized> LeadsNowhere for Holder<T> {
    #[inline(always)]
    fn __leads(&self) -> bool {
        false
    }

    #[inline(always)]
    fn __holds(&self) {}
}
