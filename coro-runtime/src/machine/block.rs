//! What a block captures: `co!(iter { .. })`.
//!
//! What it takes are arguments of its machine. What it borrows, a closure captures as rustc sees fit, and tells the addresses of: the
//! machine has these, and the closure's type, for as long as it lives.

use core::marker::PhantomData;

/// The places that a closure has captured by reference.
pub struct Lent<P, K>(P, PhantomData<K>);

// SAFETY: the addresses are used as the closure's references would be.
unsafe impl<P, K: Send> Send for Lent<P, K> {}

// SAFETY: as above.
unsafe impl<P, K: Sync> Sync for Lent<P, K> {}

impl<P: Copy, K> Lent<P, K> {
    /// Their addresses.
    #[inline(always)]
    pub fn places(&self) -> P {
        self.0
    }
}

/// What the closure comes to: addresses of places that outlive it, since references to them do.
pub struct Places<P, R>(P, PhantomData<R>);

/// The addresses of what the closure captures.
#[inline(always)]
pub fn lent<G, P: Copy, R, K: FnOnce(G) -> Places<P, R>>(given: G, closure: K) -> Lent<P, K> {
    Lent(closure(given).0, PhantomData)
}

/// Tells the addresses.
#[inline(always)]
pub fn lend<P, R>(places: P) -> Places<P, R> {
    Places(places, PhantomData)
}

/// Shows that what has the addresses outlives the closure.
pub fn stay<P, R>(_: R) -> Places<P, R> {
    unreachable!("the borrow check never runs")
}

/// The check of a block that a function comes to, and its type.
pub fn keep<R, K: FnOnce() -> R>(_: K) -> (R, Lent<(), K>) {
    unreachable!("the borrow check never runs")
}

/// The same where macros may expand to `.await`.
pub fn keep_async<R, K: AsyncFnOnce() -> R>(_: K) -> (R, Lent<(), K>) {
    unreachable!("the borrow check never runs")
}

/// Shows that the check outlives the function, in the place of what the machine takes.
pub fn keeps<K, T>(_: Lent<(), K>) -> (Lent<(), K>, T) {
    unreachable!("the borrow check never runs")
}

/// What stands for the check in the machine.
#[inline(always)]
pub fn lent_nothing<K>() -> Lent<(), K> {
    Lent((), PhantomData)
}

/// A closure that stays with the machine. It is an `FnMut`: rustc rejects what moves a captured variable away.
#[inline(always)]
pub fn holder<G, A, K: FnMut(G) -> A>(_: G, holder: K) -> K {
    holder
}

/// The address of a captured variable, or of a field of one.
#[inline(always)]
pub fn place<T: ?Sized>(place: *const T) -> *mut T {
    place.cast_mut()
}

/// The address of what is called: a captured variable, or a function, which has no size.
#[inline(always)]
pub fn called<T>(called: &T) -> *mut T {
    core::ptr::from_ref(called).cast_mut()
}

/// Leads to a value without a smart pointer's `Deref`, which lends it for reading only, though it may be written to.
#[diagnostic::on_unimplemented(
    message = "`co!` cannot borrow a part of what `{Self}` leads to",
    note = "write `co!(.. move {{ .. }})`, or borrow it before the block: `let part = &mut variable.part;`"
)]
pub trait LeadsTo<T: ?Sized> {}

impl<T> LeadsTo<T> for T {}
impl<T: ?Sized> LeadsTo<T> for &T {}
impl<T: ?Sized> LeadsTo<T> for &mut T {}
#[cfg(feature = "alloc")]
impl<T: ?Sized> LeadsTo<T> for alloc::boxed::Box<T> {}
// They lend nothing for writing.
#[cfg(feature = "alloc")]
impl<T: ?Sized> LeadsTo<T> for alloc::rc::Rc<T> {}
#[cfg(feature = "alloc")]
impl<T: ?Sized> LeadsTo<T> for alloc::sync::Arc<T> {}

/// The type of `self` is `S`, or leads to it.
pub fn is_self<S: ?Sized, R: LeadsTo<S>>(_: &R) {}

/// The variable is a reference, or as good as one.
pub fn is_reference<R: core::ops::Deref + LeadsTo<R::Target>>(_: &R) {}

/// The resume closure has all that it uses from its frame. What it were to capture by itself, no check would know of.
#[inline(always)]
pub fn captures_nothing<R>(_: &R) {
    const {
        assert!(
            size_of::<R>() == 0,
            "a macro call in this block uses a variable that `co!` cannot see there; mention it in the block itself: `let x = &x;`"
        );
    }
}

/// What stands in the check for a variable that the machine takes.
pub fn taken<T>(_: PhantomData<T>) -> T {
    unreachable!("the borrow check never runs")
}
