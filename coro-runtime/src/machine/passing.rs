//! Slots of values of which a call may leave nothing.
//!
//! A frame has a slot for what may still be there while the machine is suspended; whether `x.map(..)` has used up `x` is known
//! to rustc alone. The slot's own type is inferred as well: generated code chooses it in dead code, by the type of `x` and the
//! method's name, as method resolution does (the receiver with the most references to spare comes first). Where the
//! standard library says that nothing is left the slot is empty, and `x` is on the stack for as long as it is there.
//!
//! The rule: `x.method()` takes `x` itself if a method of that name takes such a `self`: rustc looks for those before it borrows
//! `x`. Inherent methods of the standard library's types are there in any case. A trait's may not be in scope; so
//! [`Unless`] and [`Through`] are asserted when the machine is compiled.
//!
//! Of a value that is not used again only what has to be dropped is left, unless something borrows it. So a number, a reference and
//! the like have no slot either, if they are looked at in passing alone, or if all their methods are known to look at what they lead to, or to
//! give what borrows nothing ([`Looked`](choice::Looked)).

use super::Usage;
use core::marker::PhantomData;
use core::mem::{MaybeUninit, needs_drop};

/// What a slot is for.
pub trait Stored<T> {
    /// Whether the value is in the slot, rather than on the stack.
    const STAYS: bool = false;
    /// Whether that is right only if the call consumes the value.
    const ASSERTED: bool = false;
    /// Whether that is right only if the call borrows what the value, a reference, leads to.
    const THROUGH: bool = false;
}

/// Something may be left: the value is in the slot.
#[repr(transparent)]
pub struct Stays<T>(T);

/// Nothing is left, and nothing is borrowed.
pub struct Passes<T>(PhantomData<fn(T) -> T>);

/// The same, if the call takes the value by what it captures.
pub struct Unless<T>(PhantomData<fn(T) -> T>);

/// The same, if the call copies the value, which is a reference with a length, or borrows what it leads to.
pub struct Through<T>(PhantomData<fn(T) -> T>);

impl<T> Stored<T> for Stays<T> {
    const STAYS: bool = true;
}

impl<T> Stored<T> for Passes<T> {}

impl<T> Stored<T> for Unless<T> {
    const ASSERTED: bool = true;
}

impl<T> Stored<T> for Through<T> {
    const THROUGH: bool = true;
}

/// The place of a value: its slot, or room on the stack.
#[inline(always)]
pub fn slot_or_room<T, S: Stored<T>>(slot: *mut S, room: &mut MaybeUninit<T>) -> *mut T {
    if S::STAYS { slot.cast() } else { room.as_mut_ptr() }
}

/// Whether nothing is left of a value.
#[inline(always)]
pub fn passes<T, S: Stored<T>>(_: *mut T, _: *mut S) -> bool {
    !S::STAYS
}

/// Asserts that a call consumes what it is made on, where the slot relies on that.
#[inline(always)]
pub fn consumed<C, A, T, S: Stored<T>>(_: &Usage<C, A>, _: *mut T, _: *mut S) {
    const { assert!(!S::ASSERTED || needs_drop::<C>(), "a method of this name was expected to take `self`") }
}

/// Asserts that a call borrows what a reference leads to: then that is what a closure with the call captures, by a reference of the
/// same size; one to the reference itself would have no length beside it.
#[inline(always)]
pub fn looked_through<C, A, T, S: Stored<T>>(_: &Usage<C, A>, _: *mut T, _: *mut S) {
    const {
        assert!(
            !S::THROUGH || size_of::<C>() == size_of::<T>(),
            "a method of this name was expected to borrow a text or a slice"
        );
    }
}

/// What the types of slots are chosen by.
pub mod choice {
    use super::{Passes, PhantomData, Stays, Through, Unless};

    /// The type of a value, and the kind of the method that is called on it.
    pub struct Choice<T, M>(PhantomData<Passes<T>>, PhantomData<M>);

    impl<T, M> Choice<T, M> {
        /// Of the value in a place.
        pub fn of(_: *mut T) -> Self {
            unreachable!("a choice is only type-checked")
        }
    }

    /// A method that takes `self`: of which types there is one of that name.
    pub struct Takes<const OPTION: bool, const RESULT: bool, const ITERATOR: bool>;
    /// `into_iter`
    pub struct Iterates;
    /// `into`
    pub struct Converts;
    /// `copied` and `cloned`
    pub struct Copies;

    macro_rules! level {
        ($(#[$doc:meta])* $name:ident: $([$($generics:tt)*] $choice:ty => $slot:ty;)*) => {
            $(#[$doc])*
            pub trait $name {
                /// The slot's type.
                type Slot;
                /// Chooses it.
                fn __choose(&self, _: *mut Self::Slot) {}
            }
            $(impl<$($generics)*> $name for $choice {
                type Slot = $slot;
            })*
        };
    }

    level! {
        /// Inherent methods of the standard library's types, which consume a value; and references that are converted.
        Known:
        ['a] &&&&Choice<&'a str, Converts> => Through<&'a str>;
        ['a, T] &&&&Choice<&'a [T], Converts> => Through<&'a [T]>;
        [T, const R: bool, const I: bool] &&&&Choice<Option<T>, Takes<true, R, I>> => Passes<Option<T>>;
        [T, E, const O: bool, const I: bool] &&&&Choice<Result<T, E>, Takes<O, true, I>> => Passes<Result<T, E>>;
        ['a, T] &&&&Choice<Option<&'a T>, Copies> => Passes<Option<&'a T>>;
        ['a, T] &&&&Choice<Option<&'a mut T>, Copies> => Passes<Option<&'a mut T>>;
    }

    level! {
        /// What is reborrowed rather than consumed.
        Reborrowed:
        ['a, T: ?Sized, M] &&&Choice<&'a mut T, M> => Stays<&'a mut T>;
    }

    level! {
        /// What is copied rather than consumed.
        Copied:
        [T: Copy, M] &&Choice<T, M> => Stays<T>;
    }

    level! {
        /// Methods of traits that take `self`.
        Consumed:
        [T: Iterator, const O: bool, const R: bool] &Choice<T, Takes<O, R, true>> => Unless<T>;
        [T: Iterator] &Choice<T, Copies> => Unless<T>;
        [T: IntoIterator] &Choice<T, Iterates> => Unless<T>;
        [T] &Choice<T, Converts> => Unless<T>;
    }

    level! {
        /// Anything else.
        Other:
        [T, M] Choice<T, M> => Stays<T>;
    }

    /// Types of which a value has nothing to drop. That `Copy` ones have not is of no use here: whether a closure is `Copy` is not known
    /// before all the rest of a function is type-checked, and rustc would take it to be.
    pub trait Plain {}

    /// `!`, which has no other name yet: a value of that type is never there, so there is nothing to drop.
    type Never = <fn() -> ! as Returns>::Value;

    /// What functions give.
    pub trait Returns {
        /// Its type.
        type Value;
    }

    impl<T> Returns for fn() -> T {
        type Value = T;
    }

    macro_rules! plain {
        ($([$($generics:tt)*] $ty:ty;)*) => {
            $(impl<$($generics)*> Plain for $ty {})*
        };
    }

    plain! {
        [] (); [] Never; [] bool; [] char; [] f32; [] f64;
        [] u8; [] u16; [] u32; [] u64; [] u128; [] usize; [] i8; [] i16; [] i32; [] i64; [] i128; [] isize;
        [T: ?Sized] &T; [T: ?Sized] &mut T; [T: ?Sized] *const T; [T: ?Sized] *mut T; [T: ?Sized] PhantomData<T>;
        [T: Plain] Option<T>; [T: Plain, E: Plain] Result<T, E>; [T: Plain] core::task::Poll<T>;
        [B: Plain, C: Plain] core::ops::ControlFlow<B, C>; [T: Plain] core::ops::Range<T>;
        [T: Plain, const N: usize] [T; N]; [A: Plain] (A,); [A: Plain, B: Plain] (A, B);
        [A: Plain, B: Plain, C: Plain] (A, B, C); [A: Plain, B: Plain, C: Plain, D: Plain] (A, B, C, D);
        [] core::cmp::Ordering; [] core::time::Duration; [] core::num::NonZeroU32; [] core::num::NonZeroU64;
        [] core::num::NonZeroUsize; [] core::any::TypeId; [] core::net::IpAddr; [] core::net::SocketAddr;
        [] core::alloc::Layout; [] core::panic::Location<'_>; [T] core::mem::ManuallyDrop<T>; [T] core::mem::MaybeUninit<T>;
        [T: ?Sized] core::ptr::NonNull<T>; [T: Plain] core::cell::Cell<T>; [P: Plain] core::pin::Pin<P>;
        [T: Plain] core::ops::RangeInclusive<T>; [T: Plain] core::num::Wrapping<T>; [T: Plain] core::cmp::Reverse<T>;
        [] core::str::Chars<'_>; [] core::str::CharIndices<'_>; [] core::str::Bytes<'_>; [] core::str::Lines<'_>;
        [T] core::slice::Iter<'_, T>; [T] core::slice::IterMut<'_, T>;
    }

    /// The type of a value, and what is done with it.
    pub struct Looked<T, M>(PhantomData<Passes<T>>, PhantomData<M>);

    impl<T, M> Looked<T, M> {
        /// Of the value in a place.
        pub fn of(_: *mut T) -> Self {
            unreachable!("a choice is only type-checked")
        }
    }

    /// Looks that are over at once: there may be nothing to drop.
    pub struct Rests;

    /// Inherent methods that these types have in `core`: a shared reference or a number is copied or looked at, an exclusive reference
    /// reborrowed. The last says that one of them is `to_owned` or the like, which rustc is asked of.
    pub struct Looks<
        const TEXT: bool,
        const SLICE: bool,
        const SLICE_MUT: bool,
        const CHAR: bool,
        const BYTE: bool,
        const INT: bool,
        const MEASURED: bool,
        const OWNS: bool,
    >;

    macro_rules! integers {
        ($($int:ty)*) => {
            level! {
                /// Values of these types.
                LooksThrough:
                [T: Plain] &Looked<T, Rests> => Passes<T>;
                ['a, const S: bool, const M: bool, const C: bool, const B: bool, const I: bool, const N: bool]
                    &Looked<&'a str, Looks<true, S, M, C, B, I, N, false>> => Passes<&'a str>;
                ['a, const S: bool, const M: bool, const C: bool, const B: bool, const I: bool, const N: bool]
                    &Looked<&'a str, Looks<true, S, M, C, B, I, N, true>> => Through<&'a str>;
                ['a, T, const X: bool, const M: bool, const C: bool, const B: bool, const I: bool, const N: bool]
                    &Looked<&'a [T], Looks<X, true, M, C, B, I, N, false>> => Passes<&'a [T]>;
                ['a, T, const X: bool, const M: bool, const C: bool, const B: bool, const I: bool, const N: bool]
                    &Looked<&'a [T], Looks<X, true, M, C, B, I, N, true>> => Through<&'a [T]>;
                ['a, T, const X: bool, const S: bool, const C: bool, const B: bool, const I: bool, const N: bool]
                    &Looked<&'a mut [T], Looks<X, S, true, C, B, I, N, false>> => Passes<&'a mut [T]>;
                [const X: bool, const S: bool, const M: bool, const B: bool, const I: bool, const N: bool]
                    &Looked<char, Looks<X, S, M, true, B, I, N, false>> => Passes<char>;
                [const X: bool, const S: bool, const M: bool, const C: bool, const I: bool, const N: bool]
                    &Looked<u8, Looks<X, S, M, C, true, I, N, false>> => Passes<u8>;
                $([const X: bool, const S: bool, const M: bool, const C: bool, const B: bool, const N: bool]
                    &Looked<$int, Looks<X, S, M, C, B, true, N, false>> => Passes<$int>;)*
            }
        };
    }

    integers!(u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

    #[cfg(feature = "alloc")]
    level! {
        /// References to containers, of which only the length is asked.
        LooksAtLength:
        ['a, const X: bool, const S: bool, const M: bool, const C: bool, const B: bool, const I: bool]
            &Looked<&'a alloc::string::String, Looks<X, S, M, C, B, I, true, false>> => Passes<&'a alloc::string::String>;
        ['a, T, const X: bool, const S: bool, const M: bool, const C: bool, const B: bool, const I: bool]
            &Looked<&'a alloc::vec::Vec<T>, Looks<X, S, M, C, B, I, true, false>> => Passes<&'a alloc::vec::Vec<T>>;
    }

    level! {
        /// Values of others.
        Looking:
        [T, M] Looked<T, M> => Stays<T>;
    }
}
