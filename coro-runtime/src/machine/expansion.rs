//! A macro call of which only rustc sees what it expands to: a nested future, and the ways out of it.
//!
//! The call stands in an `async` block in the frame. `return` and `?` in the expansion are the block's own; a value, a
//! `break` and a `continue` leave by the side: the block hands them to [`Side`] and waits, and is never polled again.

use super::context::PollContext;
use core::convert::Infallible;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll};

/// What leaves a macro call by the side: its value, or another way out.
pub enum Left<V, W> {
    /// This way.
    Value(V),
    /// One of the others.
    Other(W),
}

/// A way out to a loop or block around the call.
pub enum Jump<B> {
    /// `break value`
    Break(B),
    /// `continue`
    Continue,
}

/// What came of polling a macro call.
pub enum Expanded<V, W, R> {
    /// It was left by the side.
    Left(Left<V, W>),
    /// It returned from the function.
    Returned(R),
}

/// A macro call in its slot.
pub struct Expansion<F, V, W> {
    /// Where to put what leaves by the side; valid while the call is polled.
    out: *mut Option<Left<V, W>>,
    future: F,
}

// SAFETY: the pointer is used only by the poll that has set it, on the thread that polls; what is behind it does not outlive
// that poll. So a call may be sent if what it is made of may.
unsafe impl<F: Send, V, W> Send for Expansion<F, V, W> {}

// SAFETY: as above; nothing can be done with a shared call.
unsafe impl<F: Sync, V, W> Sync for Expansion<F, V, W> {}

/// The side of the call in a slot, and the types of what is in scope there.
pub struct Side<V, W, K>(*const *mut Option<Left<V, W>>, PhantomData<fn() -> K>);

// SAFETY: see `Expansion`: the call that it leads to lives in the same frame, and moves to another thread with it.
unsafe impl<V, W, K> Send for Side<V, W, K> {}

// SAFETY: as above; only the call's own block has it.
unsafe impl<V, W, K> Sync for Side<V, W, K> {}

/// The call that a slot is going to hold.
///
/// # Safety
///
/// The slot will hold the call whose block is given the side, and the block is polled by [`poll_expansion`] only.
#[inline(always)]
pub unsafe fn side<F, V, W>(slot: *mut Expansion<F, V, W>) -> Side<V, W, ()> {
    // SAFETY: by contract, the slot is good for a call; only the field's address is computed.
    Side(unsafe { &raw const (*slot).out }, PhantomData)
}

/// What is in this place is in scope as well.
#[inline(always)]
pub fn and_in_scope<V, W, K, T>(side: &Side<V, W, K>, _: *mut T) -> Side<V, W, (K, T)> {
    Side(side.0, PhantomData)
}

/// Stands in a call's block for what is in scope beside the call and not in the block: natively a future that waits in the call would
/// hold that. So if the call waits, its block is no more `Send` than that is; if it does not, the block does not hold this.
pub struct InScope<K>(PhantomData<K>);

impl<K> Drop for InScope<K> {
    #[inline(always)]
    fn drop(&mut self) {}
}

/// What stands for what is in scope beside a call.
#[inline(always)]
pub fn in_scope<V, W, K>(_: &Side<V, W, K>) -> InScope<K> {
    InScope(PhantomData)
}

/// A call before it is polled.
#[inline(always)]
pub fn expansion<F, V, W>(future: F) -> Expansion<F, V, W> {
    Expansion { out: ptr::null_mut(), future }
}

/// What is about to leave: none of its temporaries lives longer than the statement.
#[inline(always)]
pub fn leaving<V, W>(left: Left<V, W>) -> Left<V, W> {
    left
}

/// What leaves is what the side takes, where nothing is ever run.
pub fn leaves_by<V, W, K>(_: &Side<V, W, K>, _: Left<V, W>) {
    unreachable!("the types of what leaves, never run")
}

/// Leaves the call by the side.
///
/// # Safety
///
/// `T` and `U` are `V` and `W`, up to lifetimes. What it refers to is there as long as it is used.
#[inline(always)]
pub unsafe fn leave<T, U, V, W, K>(side: &Side<V, W, K>, left: Left<T, U>) -> Gone {
    let left = ManuallyDrop::new(left);
    // SAFETY: by contract it is one type; the original is not used again.
    let left = unsafe { mem::transmute_copy::<ManuallyDrop<Left<T, U>>, Left<V, W>>(&left) };
    // SAFETY: `side`'s contract: this runs in a poll of the call that the side leads to, which has set the pointer.
    unsafe { (*side.0).write(Some(left)) }
    Gone
}

/// Waits for ever: the call was left.
pub struct Gone;

impl Future for Gone {
    type Output = ();

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

/// What a reference leads to that a call was given, behind all that is done with it: that the call has kept the reference is an error
/// (E0382). What an expansion uses in a closure or a block with `move` would be the closure's natively, and not referred to.
#[inline(always)]
pub fn still<T: ?Sized>(_: &T) {}

/// What cannot be copied: what a macro call puts into a closure or a block that says `move`, with a slot's address or a reference to
/// it, would be moved there, and is used again behind the call (E0382).
pub struct Witness(());

impl Witness {
    /// A new one.
    #[expect(clippy::new_without_default, reason = "only generated code makes it")]
    #[inline(always)]
    pub fn new() -> Self {
        Witness(())
    }
}

/// A call's value, when the witness is still there.
#[inline(always)]
pub fn then<T>(value: T, _: &Witness) -> T {
    value
}

/// A call's value, when what is behind it has been done.
#[inline(always)]
pub fn behind<T>(value: T, (): ()) -> T {
    value
}

/// Asserts that a macro call in which the machine was suspended has led to where it goes on.
///
/// # Panics
///
/// If it has not: it is another crate's, with the name of one of the standard library's, and evaluates its arguments at times.
#[inline(always)]
#[track_caller]
pub fn resumed(is_resumed: bool) {
    if !is_resumed {
        astray()
    }
}

#[cold]
#[track_caller]
fn astray() -> ! {
    panic!("a macro call waited in an argument, and did not evaluate it when it was resumed")
}

/// A variable under a name that a macro's literal captures. It cannot be copied either.
pub struct ByName<'a, T: ?Sized>(pub &'a T);

macro_rules! shows {
    ($($trait:ident)*) => {$(
        impl<T: core::fmt::$trait + ?Sized> core::fmt::$trait for ByName<'_, T> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

shows! { Debug Display Octal LowerHex UpperHex Binary LowerExp UpperExp Pointer }

/// A reference that a call is given, which no result of the machine may hold.
#[inline(always)]
pub fn lent_to_call<'a, T: ?Sized>((): &'a (), variable: &'a mut T) -> &'a mut T {
    variable
}

/// What a call's block is given beside a variable of which rustc says how the block captures it: one value, which it takes.
pub struct Taken<'a, T> {
    value: T,
    within: Within<'a>,
}

/// A lifetime that the block does not choose.
pub struct Within<'a>(PhantomData<fn(&'a ()) -> &'a ()>);

impl<'a, T> Taken<'a, T> {
    /// This is given.
    #[inline(always)]
    pub fn new(value: T) -> Self {
        Taken { value, within: Within(PhantomData) }
    }

    /// What is given.
    #[inline(always)]
    pub fn value(self) -> (T, Within<'a>) {
        (self.value, self.within)
    }
}

/// What leaves a call may refer to nothing that ends with the call's block.
#[inline(always)]
pub fn within<'a, T: 'a>(_: &Within<'a>, _: &T) {}

/// Polls the call in a slot; without a context, the machine is being dropped.
///
/// # Safety
///
/// The slot holds a call, and is not moved until the call is dropped. The context is there meanwhile.
#[inline(always)]
pub unsafe fn poll_expansion<F: Future, V, W>(
    slot: *mut Expansion<F, V, W>,
    cx: PollContext,
) -> Poll<Expanded<V, W, F::Output>> {
    // SAFETY: by contract; there is one poll at a time.
    let Some(cx) = (unsafe { cx.context() }) else { return Poll::Pending };
    let mut left = None;
    // SAFETY: by contract; the pointer is used by this poll only. The two fields are reached by pointers of their own.
    let polled = unsafe {
        (*slot).out = &raw mut left;
        Pin::new_unchecked(&mut (*slot).future).poll(cx)
    };
    match (polled, left) {
        (Poll::Ready(value), _) => Poll::Ready(Expanded::Returned(value)),
        (Poll::Pending, Some(left)) => Poll::Ready(Expanded::Left(left)),
        (Poll::Pending, None) => Poll::Pending,
    }
}

/// What comes of a call, where nothing is ever run.
pub fn expanded<F: Future, V, W>(_: Expansion<F, V, W>) -> Expanded<V, W, F::Output> {
    unreachable!("the borrow check never runs")
}

/// Leads to nothing: where it is looked at is never reached.
pub const NEVER: *const Infallible = ptr::dangling();

/// What none of the ways out leads to.
pub fn no_way(never: Infallible) -> ! {
    match never {}
}

/// A value of any type, where code is type-checked and never run.
pub fn unreachable<T>() -> T {
    unreachable!("the type of a result, never run")
}

/// The check of a body with macros that may expand to `.await`: an `async` closure that is never called.
pub fn check_async<R>(_: impl AsyncFnOnce() -> R) -> R {
    unreachable!("the borrow check never runs")
}

/// What a macro's call was expanded to, beside what the call itself would give: both are of one type.
pub fn beside<T>(expansion: T, _: T) -> T {
    expansion
}

/// The types of names that a macro's call binds, and of those that its expansion binds.
pub struct SameTypes<T>(core::marker::PhantomData<T>);

/// Types that are not known yet.
pub fn same_types<T>() -> SameTypes<T> {
    SameTypes(core::marker::PhantomData)
}

impl<T> SameTypes<T> {
    /// These are the types.
    pub fn to(&self, _: T) {}
}
