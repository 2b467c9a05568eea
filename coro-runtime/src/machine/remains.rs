//! Values of which one call decides what is left: room for them that is there only if the call leaves them.
//!
//! Whether `x.finish()` consumes `x` is known to rustc alone, and the size of a frame has to follow from it. A closure's size does:
//! it captures what its body needs, by what the body does with it. In
//!
//! ```text
//!   move |args| (*waiting.below.receiver).finish(args)          waiting: Waiting<X, B>, and packed
//! ```
//!
//! a call that takes `self` needs `waiting.below`, which is captured as such. One that borrows needs a reference into a packed
//! structure, and those are not captured field by field, since the fields may stand anywhere: the closure captures all of
//! `waiting`. So its size is that of `Below`, or that of `Waiting`, which has room for the value: it is the type of the room. It
//! is also `Send` if what it has room for is. Such closures never run; code behind `loop {}` is not borrow-checked, and is type-checked.
//!
//! Rooms form chains: what is below a value is what is left of those before it, and at the bottom the head of the frame, which has
//! the state. A pointer's size is what the receiver takes, in the bytes of the head.
//!
//! Nothing that is sound depends on how closures capture: whether there is room is asked of the room's size, and where there is
//! none, [`leaves_nothing`] asserts that the call takes the value.

use super::Usage;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit, needs_drop, offset_of};
use core::panic::{RefUnwindSafe, UnwindSafe};

/// What is below a value: the receiver of the call takes no room of its own.
#[repr(C)]
pub union Below<T, B> {
    /// Leads to the value, where types are all that matters.
    pub receiver: *mut T,
    below: ManuallyDrop<MaybeUninit<B>>,
    aligned: [ManuallyDrop<T>; 0],
}

// SAFETY: no pointer is ever stored there; what is stored is a `B`.
unsafe impl<T, B: Send> Send for Below<T, B> {}
// SAFETY: as above.
unsafe impl<T, B: Sync> Sync for Below<T, B> {}
impl<T, B: Unpin> Unpin for Below<T, B> {}
impl<T, B: UnwindSafe> UnwindSafe for Below<T, B> {}
impl<T, B: RefUnwindSafe> RefUnwindSafe for Below<T, B> {}

/// A value that the call was not made on, over what is below it. It is packed by name only: by as much as no type is aligned.
#[repr(C, packed(536_870_912))]
pub struct Waiting<T, B> {
    /// What is below it.
    pub below: Below<T, B>,
    value: MaybeUninit<T>,
}

/// What is left of a value behind the call, over what is below it: it is as large as the closure.
#[repr(transparent)]
pub struct Room<C>(MaybeUninit<C>);

/// The same, where it has to be known of what it is left. (Not in a frame: a chain of such types would be as long as two to the
/// power of its links.)
pub struct Called<C, T, B>(PhantomData<fn(C, T) -> B>);

impl<C, T, B> Called<C, T, B> {
    /// Whether there is room for the value.
    const STAYS: bool = size_of::<C>() >= size_of::<Waiting<T, B>>();
}

/// One thing, and all that lies behind it.
#[repr(C)]
pub struct Over<A, B> {
    /// What comes first.
    pub base: A,
    /// What comes behind it.
    pub rest: B,
}

/// The same with a future between the two, that may be small.
#[repr(C)]
pub struct Begun<A, F, B> {
    /// What comes first.
    pub base: A,
    /// A future.
    pub future: F,
    /// What comes behind it.
    pub rest: B,
}

/// The same behind something of all parts: it stands before what is as little aligned as a byte.
#[repr(C)]
pub struct Fronted<X, A, F, B> {
    /// What is in all parts.
    pub front: X,
    /// What comes behind it.
    pub base: A,
    /// A future, if there is one.
    pub future: F,
    /// What comes behind it, if there is anything.
    pub rest: B,
}

/// Where a value is over what is below it. There may be no room for it: the address is computed, and not used then.
#[inline(always)]
pub fn remains<C, T, B>(below: *mut B) -> *mut Called<C, T, B> {
    below.wrapping_byte_add(offset_of!(Waiting<T, B>, value)).cast()
}

/// The place of a value that waits for the call: there is room for it at least until then.
#[inline(always)]
pub fn place_of<C, T, B>(remains: *mut Called<C, T, B>) -> *mut T {
    remains.cast()
}

/// The place of a value that is made and called between two suspensions: on the stack, if nothing is left of it.
#[inline(always)]
pub fn place_or_room<C, T, B>(remains: *mut Called<C, T, B>, room: &mut MaybeUninit<T>) -> *mut T {
    if Called::<C, T, B>::STAYS { remains.cast() } else { room.as_mut_ptr() }
}

/// Whether a call leaves nothing.
#[inline(always)]
pub fn is_taken<C, T, B>(_: *mut Called<C, T, B>) -> bool {
    !Called::<C, T, B>::STAYS
}

/// A value that waits for the call.
pub fn waiting<C, T, B>(_: *mut Called<C, T, B>) -> Waiting<T, B> {
    unreachable!("what a call leaves is only type-checked")
}

/// Says what room there is, by a closure with the call, which gives what the call itself gives.
pub fn leaves<C: FnOnce(A) -> R, T, B, A, R, U: FnOnce(A) -> R>(
    _: *mut Called<C, T, B>,
    _: &Usage<U, A>,
    _: C,
) {
    unreachable!("what a call leaves is only type-checked")
}

/// The same, of a call that gives something of another type each time that it is written.
pub fn leaves_at_end<C: FnOnce(A), T, B, A, U>(_: *mut Called<C, T, B>, _: &Usage<U, A>, _: C) {
    unreachable!("what a call leaves is only type-checked")
}

/// Asserts that the call takes the value, if there is no room for it behind.
#[inline(always)]
pub fn leaves_nothing<C, T, B, A, U>(_: *mut Called<C, T, B>, _: &Usage<U, A>) {
    const { assert!(Called::<C, T, B>::STAYS || needs_drop::<U>(), "the call was expected to take `self`") }
}
