//! The guard of a value of which parts may be moved away.

use super::Usage;
use super::live::Put;
use core::marker::PhantomData;
use core::mem::{self, needs_drop};

/// As [`Live`](super::Live), for a value that the body moves parts out of: `N` of them, each with a flag.
///
/// `R` is a function that captures nothing: it drops a value but for the parts that are gone. rustc writes it, as the
/// drop of a variable that is partly moved; only there are the types known.
pub struct Parts<T, R, const N: usize>
where
    R: Rest<T, N>,
{
    slot: *mut T,
    /// Whether the slot holds a value that this guard would drop.
    pub armed: bool,
    piecewise: Piecewise,
    /// Which parts are gone.
    pub moved: [bool; N],
    rest: PhantomData<R>,
}

/// When a value of which no part is gone is dropped piece by piece all the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piecewise {
    Never,
    /// While a panic unwinds.
    Unwinding,
    Always,
}

/// Whether a panic unwinds, as far as that is known: without the standard library it is not.
#[inline(always)]
fn is_unwinding() -> bool {
    #[cfg(feature = "runtime")]
    return std::thread::panicking();
    #[cfg(not(feature = "runtime"))]
    return false;
}

/// Drops a value but for the parts that are gone.
pub trait Rest<T, const N: usize> {
    /// Which parts are gone is in `moved`.
    fn drop_rest(value: T, moved: [bool; N]);
}

impl<T, F: FnOnce(T, [bool; N]), const N: usize> Rest<T, N> for F {
    #[inline(always)]
    fn drop_rest(value: T, moved: [bool; N]) {
        conjured::<F>()(value, moved);
    }
}

/// A function for the rest, and the type of the arguments of a call that may have consumed a part.
pub struct RestOfCall<F, A>(PhantomData<(F, fn() -> A)>);

impl<T, A, F: FnOnce(T, [bool; N], fn() -> A), const N: usize> Rest<T, N> for RestOfCall<F, A> {
    #[inline(always)]
    fn drop_rest(value: T, moved: [bool; N]) {
        conjured::<F>()(value, moved, never);
    }
}

/// A function that captures nothing.
#[inline(always)]
fn conjured<F>() -> F {
    const { assert!(size_of::<F>() == 0) }
    // SAFETY: it has no bytes and no invariants of its own; one of this type was made when the guard's type was.
    unsafe { core::ptr::NonNull::<F>::dangling().read() }
}

fn never<A>() -> A {
    unreachable!("the call was made before, and is not made again")
}

impl<T, A, F, const N: usize> Parts<T, RestOfCall<F, A>, N>
where
    F: FnOnce(T, [bool; N], fn() -> A),
{
    /// Says what the rest is, where the types of the arguments are known.
    pub fn tell_call<C>(&self, _: &Usage<C, A>, _rest: F) {}
}

impl<T, R, const N: usize> Parts<T, R, N>
where
    R: FnOnce(T, [bool; N]),
{
    /// Puts a value into the slot.
    ///
    /// # Safety
    ///
    /// The slot is good for a value of its type, and outlives the guard.
    #[inline(always)]
    pub unsafe fn init(slot: *mut T, value: T, _rest: R) -> Self {
        // SAFETY: by contract.
        unsafe { slot.write(value) }
        Parts { slot, armed: true, piecewise: Piecewise::Never, moved: [false; N], rest: PhantomData }
    }

    /// The slot holds a whole value if `armed`; says what the rest is.
    ///
    /// # Safety
    ///
    /// As for [`held_if`](Self::held_if).
    #[inline(always)]
    pub unsafe fn whole(slot: *mut T, armed: bool, _rest: R) -> Self {
        Parts { slot, armed, piecewise: Piecewise::Never, moved: [false; N], rest: PhantomData }
    }

    /// Says what the rest is.
    pub fn tell(&self, _rest: R) {}
}

impl<T, R, const N: usize> Parts<T, R, N>
where
    R: Rest<T, N>,
{
    /// As [`init`](Self::init); what the rest is will be told.
    ///
    /// # Safety
    ///
    /// As for that.
    #[inline(always)]
    pub unsafe fn init_untold(slot: *mut T, value: T) -> Self {
        // SAFETY: by contract.
        unsafe { slot.write(value) }
        Parts { slot, armed: true, piecewise: Piecewise::Never, moved: [false; N], rest: PhantomData }
    }

    /// As [`whole`](Self::whole); what the rest is will be told.
    ///
    /// # Safety
    ///
    /// As for that.
    #[inline(always)]
    pub unsafe fn whole_untold(slot: *mut T, armed: bool) -> Self {
        Parts { slot, armed, piecewise: Piecewise::Never, moved: [false; N], rest: PhantomData }
    }

    /// The slot holds nothing yet; [`tell`](Self::tell) says what the rest is when the value's type is known.
    ///
    /// # Safety
    ///
    /// The slot is good for a value of its type, and outlives the guard.
    #[inline(always)]
    pub unsafe fn empty(slot: *mut T) -> Self {
        Parts { slot, armed: false, piecewise: Piecewise::Never, moved: [false; N], rest: PhantomData }
    }

    /// The slot holds what is left of a value if `armed`.
    ///
    /// # Safety
    ///
    /// It does, nobody else will drop it, and the slot outlives the guard.
    #[inline(always)]
    pub unsafe fn held_if(slot: *mut T, armed: bool, moved: [bool; N]) -> Self {
        Parts { slot, armed, piecewise: Piecewise::Never, moved, rest: PhantomData }
    }

    /// Drops the value piece by piece even where none is gone: rustc drops an array that way, last piece first, if
    /// elements are moved out of it anywhere.
    #[inline(always)]
    #[must_use]
    pub fn piecewise(mut self) -> Self {
        self.piecewise = Piecewise::Always;
        self
    }

    /// The same if a panic is what drops it: rustc has one way out for all panics of a scope, and on some of them elements are gone. (`runs` if the
    /// machine is not dropped.)
    #[inline(always)]
    #[must_use]
    pub fn unwound_piecewise(mut self, runs: bool) -> Self {
        self.piecewise = if runs { Piecewise::Unwinding } else { Piecewise::Never };
        self
    }

    /// Takes the value, or a copy of it, out of the slot.
    ///
    /// # Safety
    ///
    /// The slot holds a whole value, and it is not taken twice unless it is `Copy`.
    #[inline(always)]
    pub unsafe fn take(&mut self) -> T {
        self.armed = false;
        // SAFETY: by contract.
        unsafe { self.slot.read() }
    }

    /// `place = value`: drops what is left of the old value, and puts the new one there, even if that panics, as rustc does
    /// it: from the beginning the guard is the new value's.
    #[inline(always)]
    pub fn set(&mut self, value: T) {
        let armed = mem::replace(&mut self.armed, true);
        let moved = mem::replace(&mut self.moved, [false; N]);
        // SAFETY: what the slot holds is dropped before the new value is written, or there is nothing to be dropped.
        let _put = unsafe { Put::new(self.slot, value) };
        if armed {
            // SAFETY: the guard was armed: the slot holds what is left of a value, and nobody else will drop it.
            unsafe { self.drop_left(moved) }
        }
    }

    /// Drops what is left now.
    #[inline(always)]
    pub fn end(&mut self) {
        if mem::replace(&mut self.armed, false) {
            // SAFETY: the guard was armed: the slot holds what is left of a value, and it will not be dropped again.
            unsafe { self.drop_left(self.moved) }
        }
    }

    /// Drops the value in the slot, but for the parts that were moved.
    ///
    /// # Safety
    ///
    /// The slot holds these parts of a value, and nobody else will drop them.
    #[inline(always)]
    unsafe fn drop_left(&self, moved: [bool; N]) {
        if !needs_drop::<T>() {
        } else if moved == [false; N] && !self.is_piecewise() {
            // SAFETY: by contract, the slot holds a value.
            unsafe { self.slot.drop_in_place() }
        } else {
            // SAFETY: by contract; what is left is dropped, and the parts that are gone are forgotten.
            R::drop_rest(unsafe { self.slot.read() }, moved);
        }
    }

    #[inline(always)]
    fn is_piecewise(&self) -> bool {
        self.piecewise == Piecewise::Always || self.piecewise == Piecewise::Unwinding && is_unwinding()
    }

    /// Whether no part is gone.
    #[inline(always)]
    pub fn is_whole(&self) -> bool {
        self.moved == [false; N]
    }

    /// Gives the value up: somebody else has it now.
    #[inline(always)]
    pub fn disarm(&mut self) {
        self.armed = false;
    }
}

impl<T, R, const N: usize> Drop for Parts<T, R, N>
where
    R: Rest<T, N>,
{
    #[inline(always)]
    fn drop(&mut self) {
        self.end();
    }
}

/// A value for a field, whose type it has.
#[inline(always)]
pub fn field_of<T>(_: *const T, value: T) -> T {
    value
}

/// Takes a part of a value, or a copy of it.
///
/// # Safety
///
/// `part` points to a value, and it is not taken twice unless it is `Copy`.
#[inline(always)]
pub unsafe fn take_part<P>(part: *const P, moved: &mut bool) -> P {
    if needs_drop::<P>() {
        *moved = true;
    }
    // SAFETY: by contract.
    unsafe { part.read() }
}

/// Where it is written down that a part is gone.
pub trait Mark {
    /// It is gone; to whoever drops the rest it matters if it `owns` something.
    fn mark(&mut self, owns: bool);
}

impl Mark for bool {
    #[inline(always)]
    fn mark(&mut self, owns: bool) {
        *self = owns;
    }
}

/// Where others look at what is there, to clone or to show it: to them it matters always.
pub struct Seen<'a>(pub &'a mut bool);

impl Mark for Seen<'_> {
    #[inline(always)]
    fn mark(&mut self, _: bool) {
        *self.0 = true;
    }
}

/// A call on a part of a value, which may consume the part.
///
/// # Safety
///
/// `C` is a closure that makes the call on a `Probe<T>`, its only capture, and `D` one that makes it on a `Probe<P>`;
/// `part` gives the place of the part; the slot holds a value, and using it this way is what the borrow check accepted.
#[inline(always)]
pub unsafe fn use_part<C, D, T, P, A, O>(
    _: Usage<C, A>,
    _: Usage<D, A>,
    slot: *mut T,
    part: impl FnOnce() -> *const P,
    moved: &mut impl Mark,
    args: A,
) -> O
where
    C: FnOnce(A) -> O,
    D: FnOnce(A) -> O,
{
    if const { needs_drop::<C>() } {
        const { assert!(!needs_drop::<C>() || size_of::<D>() == size_of::<P>()) }
        moved.mark(needs_drop::<P>());
        // SAFETY: consuming the whole's closure means consuming the part's: its only capture is the part.
        let call = unsafe { part().cast::<D>().read() };
        call(args)
    } else {
        const { assert!(needs_drop::<C>() || size_of::<C>() == size_of::<*mut T>()) }
        // SAFETY: the closure's only capture is a reference to the value, that is, the slot's address.
        let call = unsafe { (&raw const slot).cast::<C>().read() };
        call(args)
    }
}

/// The same where nobody knows how to drop the whole but for the part: what is left of it is dropped with the call, or, if
/// other parts are gone too, forgotten.
///
/// # Safety
///
/// As for [`use_part`].
#[inline(always)]
pub unsafe fn use_last_part<C, D, T, P, R, A, O, const N: usize>(
    of_whole: Usage<C, A>,
    of_part: Usage<D, A>,
    slot: *mut T,
    part: impl FnOnce() -> *const P,
    live: &mut Parts<T, R, N>,
    args: A,
) -> O
where
    C: FnOnce(A) -> O,
    D: FnOnce(A) -> O,
    R: Rest<T, N>,
{
    if live.is_whole() {
        // SAFETY: by contract.
        return unsafe { super::use_place(of_whole, slot, live, args) };
    }
    if needs_drop::<C>() && needs_drop::<P>() {
        live.disarm();
    }
    // SAFETY: by contract; if the call consumes the part, nobody drops it with the rest.
    unsafe { use_part(of_whole, of_part, slot, part, &mut false, args) }
}

/// Binds one name of a pattern to (a part of) a value: copied, borrowed, or moved, as its type says. If it is moved or copied, that
/// is left to be done: then this is `true`. (As a closure for an argument it would cost rustc another body to check.)
///
/// # Safety
///
/// `C` is a closure that matches a `Probe<T>`, its only capture, and writes the bound value through its argument. The slot holds a
/// value that the pattern matches. If this is `true`, the caller writes the same value, bit by bit, from the place.
#[inline(always)]
pub unsafe fn binds_by_place<C, T, Y>(
    _: Usage<C, *mut Y>,
    slot: *mut T,
    bound: *mut Y,
    moved: &mut bool,
) -> bool
where
    C: FnOnce(*mut Y),
{
    if const { needs_drop::<C>() } {
        if needs_drop::<Y>() {
            *moved = true;
        }
        true
    } else {
        const { assert!(needs_drop::<C>() || size_of::<C>() == size_of::<*mut T>()) }
        // SAFETY: the closure's only capture is a reference to the value, that is, the slot's address.
        let by_reference = unsafe { (&raw const slot).cast::<C>().read() };
        by_reference(bound);
        false
    }
}

/// Whether [`binds_by_place`] would leave something to be done.
#[inline(always)]
pub fn binds_by_value<C, Y>(_: &Usage<C, *mut Y>) -> bool {
    const { needs_drop::<C>() }
}

/// Whether the value in a slot has to be dropped by whoever owns it.
#[inline(always)]
pub fn owns<T>(_: *mut T) -> bool {
    needs_drop::<T>()
}

/// A value that is about to lose a part: of a box, what is in it.
pub struct Opened<T>(pub T);

#[cfg(feature = "alloc")]
impl<T> Opened<super::Box<T>> {
    /// What is in the box.
    pub fn __open(self) -> T {
        *self.0
    }
}

/// Asked where the value is no box.
pub trait Open {
    /// What is opened.
    type Value;
    /// The value itself.
    fn __open(self) -> Self::Value;
}

impl<T> Open for Opened<T> {
    type Value = T;

    fn __open(self) -> T {
        self.0
    }
}

/// What a part that is gone leaves to be dropped: nothing.
#[inline(always)]
pub fn gone<T>(value: T) {
    mem::forget(value);
}

/// Two places for values of one type.
#[inline(always)]
pub fn alike<T>(_: *mut T, _: *mut T) {}

/// The place of a part, in a branch that never runs.
pub fn part_of<P>(_: &impl FnOnce() -> *const P) -> *mut P {
    unreachable!("the probe never runs")
}
