//! Using a place as the code needs it: rustc decides whether `x.method()` moves `x` or borrows it.
//!
//! A macro does not know, and a place behind a pointer cannot be moved out of. A closure's captures are inferred by
//! usage: `|args| x.method(args)` captures `x` by value exactly if the method consumes it. So the generated code writes
//! that closure in a branch that never runs, learns its type, and builds the closure itself: from the bytes of the value
//! in the slot where it captured by value, from the slot's address where it captured by reference.

use super::{Live, Parts, Rest};
use core::marker::PhantomData;
use core::mem::needs_drop;

/// Always needs to be dropped.
#[derive(Clone)]
struct Marker;

impl Drop for Marker {
    #[inline(always)]
    fn drop(&mut self) {}
}

/// A value in a dress that always needs to be dropped: tells a capture by value from one by reference.
///
/// It has the layout of `T`: one field of that type and one of no size and no alignment. A closure that captures it can be
/// cloned if one that captures the value can.
#[derive(Clone)]
#[repr(C)]
pub struct Probe<T> {
    /// The value.
    pub t: T,
    _marker: Marker,
}

impl<T> Probe<T> {
    /// A value that a block takes as a whole, also if it can be copied.
    #[inline(always)]
    pub const fn dress(value: T) -> Self {
        Probe { t: value, _marker: Marker }
    }
}

/// The type of a closure that was only ever type-checked, and of its parameter.
pub struct Usage<C, A>(PhantomData<fn() -> (C, A)>);

impl<C, A> Usage<C, A> {
    /// Not known yet; inference fills it in.
    pub const fn unknown() -> Self {
        Usage(PhantomData)
    }
}

/// The parameter's type. (Not a method: a trait for all types may have one of that name.)
#[inline(always)]
pub fn with<C, A>(_: &Usage<C, A>, args: A) -> A {
    args
}

/// Gives a call's arguments, where what it takes is known before: so each part of them is made that, as in the call itself.
#[inline(always)]
pub fn known_before<C, A, O>((usage, others): (Usage<C, A>, O), args: A) -> (Usage<C, A>, O, A) {
    (usage, others, args)
}

/// Fills in the closure's type.
pub fn usage_of<C: FnOnce(A) -> R, A, R>(_: &Usage<C, A>, _: C) {
    unreachable!("the probe never runs")
}

/// Fills in the closure's type, of one that takes and gives what another does.
pub fn usage_like<C: FnOnce(A) -> R, D: FnOnce(A) -> R, A, R>(_: &Usage<C, A>, _: &Usage<D, A>, _: D) {
    unreachable!("the probe never runs")
}

/// Says what the closure gives.
pub fn gives<C: FnOnce(A) -> R, A, R>(_: &Usage<C, A>, _: &Expected<R>) {
    unreachable!("the probe never runs")
}

/// A value of the slot's type, in its dress.
pub fn probe_of<T>(_: *mut T) -> Probe<T> {
    unreachable!("the probe never runs")
}

/// What owns the value in a slot.
pub trait Guard<T> {
    /// Gives the value up.
    fn disarm(&mut self);
    /// Drops the old value, if there is one, and puts a new one there.
    fn set(&mut self, value: T);
}

/// What owns something that ends.
pub trait Ends {
    /// Drops it now, if it is there.
    fn end(&mut self);
}

impl<T> Ends for Live<T> {
    #[inline(always)]
    fn end(&mut self) {
        Live::end(self);
    }
}

impl<T, R: Rest<T, N>, const N: usize> Ends for Parts<T, R, N> {
    #[inline(always)]
    fn end(&mut self) {
        Parts::end(self);
    }
}

/// Ends what a guard owns when it is dropped: in a tuple of them the others end even if one panics.
pub struct Ending<'a, G: Ends>(pub &'a mut G);

impl<G: Ends> Drop for Ending<'_, G> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.end();
    }
}

impl<T> Guard<T> for Live<T> {
    #[inline(always)]
    fn disarm(&mut self) {
        Live::disarm(self);
    }

    #[inline(always)]
    fn set(&mut self, value: T) {
        Live::set(self, value);
    }
}

impl<T, R: Rest<T, N>, const N: usize> Guard<T> for Parts<T, R, N> {
    #[inline(always)]
    fn disarm(&mut self) {
        Parts::disarm(self);
    }

    #[inline(always)]
    fn set(&mut self, value: T) {
        Parts::set(self, value);
    }
}

/// `place = value`: the guard comes last, since the value may be made of what it guards.
#[inline(always)]
pub fn assign<T>(_: *mut T, value: T, live: &mut impl Guard<T>) {
    live.set(value);
}

/// Runs the closure on the value in the slot; disarms the guard if that consumes the value.
///
/// # Safety
///
/// `C` captures exactly one variable, a `Probe<T>`, by value, by reference or by exclusive reference; the guard's slot
/// holds a value, and using it this way is what the borrow check has accepted.
#[inline(always)]
pub unsafe fn use_place<C: FnOnce(A) -> R, T, A, R>(
    _: Usage<C, A>,
    slot: *mut T,
    live: &mut impl Guard<T>,
    args: A,
) -> R {
    // SAFETY: the caller's promise.
    let closure: C = unsafe { made_of(slot, live) };
    closure(args)
}

/// A closure of the value in the slot; disarms the guard if it is the value that the closure captures.
///
/// # Safety
///
/// As for [`use_place`].
#[inline(always)]
unsafe fn made_of<C, T>(slot: *mut T, live: &mut impl Guard<T>) -> C {
    if const { needs_drop::<C>() } {
        const { assert!(!needs_drop::<C>() || size_of::<C>() == size_of::<Probe<T>>()) }
        live.disarm();
        // SAFETY: the closure's only capture is the value, so that it has the value's layout; the slot gives it up.
        unsafe { slot.cast::<C>().read() }
    } else {
        const { assert!(needs_drop::<C>() || size_of::<C>() == size_of::<*mut T>() || size_of::<C>() == 0) }
        // SAFETY: the closure's only capture is a reference to the value, that is, the slot's address (or nothing).
        unsafe { (&raw const slot).cast::<C>().read() }
    }
}

/// Owns what a call is made on while the call's arguments are made, if the call consumes it. Natively it is moved before that: it is the
/// first thing to be dropped if the arguments panic, are left, or are never made because the machine is dropped.
pub struct Received<C, A, T> {
    live: Live<T>,
    usage: Usage<C, A>,
}

/// Takes the value of a slot over, if the call consumes it.
///
/// # Safety
///
/// The slot holds a value, which is the guard's, and outlives what this gives.
#[inline(always)]
pub unsafe fn receive<C, A, T>(slot: *mut T, live: &mut impl Guard<T>) -> Received<C, A, T> {
    // SAFETY: the caller's promise.
    unsafe { receive_if(slot, live, true) }
}

/// The same where it waits for the arguments; otherwise the call was made.
///
/// # Safety
///
/// As for [`receive`], if `waits`.
#[inline(always)]
pub unsafe fn receive_if<C, A, T>(slot: *mut T, live: &mut impl Guard<T>, waits: bool) -> Received<C, A, T> {
    let consumes = const { needs_drop::<C>() } && waits;
    if consumes {
        live.disarm();
    }
    // SAFETY: the slot holds a value that the other guard gave up, if the call consumes it; otherwise this one owns nothing.
    Received { live: unsafe { Live::held_if(slot, consumes) }, usage: Usage::unknown() }
}

impl<C, A, T> Received<C, A, T> {
    /// How the call uses it.
    pub fn usage(&self) -> Usage<C, A> {
        Usage(self.usage.0)
    }

    /// What owns it until the call.
    pub fn guard(&mut self) -> &mut Live<T> {
        &mut self.live
    }
}

/// A closure of the user's, or one of ours around what the user wrote, made like one for a call; and what that is given beside. It
/// is written where it never runs, for its type.
pub struct ClosureOn<C, T, A> {
    closure: C,
    args: A,
    of: PhantomData<fn() -> T>,
}

/// Makes a closure of the value in the slot, or of its address.
///
/// # Safety
///
/// As for [`use_place`].
#[inline(always)]
pub unsafe fn closure_on<C, T, A>(slot: *mut T, live: &mut impl Guard<T>, args: A) -> ClosureOn<C, T, A> {
    // SAFETY: the caller's promise.
    ClosureOn { closure: unsafe { made_of(slot, live) }, args, of: PhantomData }
}

impl<C, T, A> ClosureOn<C, T, A> {
    /// What the closure captures, where it is written.
    pub fn probe(&self) -> Probe<T> {
        unreachable!("the probe never runs")
    }

    /// Fills in the closure's type, and stands for what it gives.
    pub fn written<R>(&self, _: C) -> R
    where
        C: FnOnce(A) -> R,
    {
        unreachable!("the probe never runs")
    }

    /// The closure.
    #[inline(always)]
    pub fn closure(self) -> C {
        self.closure
    }

    /// What the closure gives.
    #[inline(always)]
    pub fn call<R>(self) -> R
    where
        C: FnOnce(A) -> R,
    {
        (self.closure)(self.args)
    }
}

/// Drops a temporary at the end of its statement.
#[inline(always)]
pub fn dispose<T>(value: T) {
    drop(value);
}

/// Borrows a value exclusively, where nothing is ever run.
pub fn exclusively<T: ?Sized>(_: &mut T) {}

/// Says that what is in the slot is an array; its elements are known later.
pub fn array<T, const N: usize>(_: *mut [T; N]) {
    unreachable!("what is expected of an array is never run")
}

/// A type that is told in one place and needed in another: of what a value is given to, of what a call gives.
pub struct Expected<T>(PhantomData<fn(T)>);

impl<T> Copy for Expected<T> {}

impl<T> Clone for Expected<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Expected<T> {
    /// Not known yet; inference fills it in.
    pub const fn unknown() -> Self {
        Expected(PhantomData)
    }

    /// Fills it in.
    pub fn tell(self, _: T) {}

    /// A value of that type, where its type is all that matters.
    pub fn any(self) -> T {
        unreachable!("what is expected of a value is never run")
    }

    /// The value, of that type.
    #[inline(always)]
    pub fn given(self, value: T) -> T {
        value
    }
}

/// A place of the type that is expected of it.
pub fn any_place<T: ?Sized>() -> *mut T {
    unreachable!("what is expected of an array is never run")
}

/// The end of a body, and the type that it should have come to.
pub struct End<T>(PhantomData<fn() -> T>);

impl<T> End<T> {
    /// The end is here.
    #[inline(always)]
    pub const fn here() -> Self {
        End(PhantomData)
    }
}

/// The end of a body that comes to nothing, as it is declared to.
pub trait EndsWithUnit {
    /// Nothing.
    fn __end(&self);
}

impl EndsWithUnit for End<()> {
    #[inline(always)]
    fn __end(&self) {}
}

/// The end of a body that has to come to something before: rustc has seen to it.
pub trait EndsNever<T> {
    /// Is not reached.
    fn __end(&self) -> T;
}

impl<T> EndsNever<T> for &End<T> {
    fn __end(&self) -> T {
        unreachable!("the body was checked to end before")
    }
}
