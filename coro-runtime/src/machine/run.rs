//! The machine itself: a frame, and the closures that resume and drop it.

pub use core::task::Poll;
use core::future::Future;
use core::marker::{PhantomData, PhantomPinned};
use core::mem::{self, MaybeUninit};
use core::pin::Pin;
use core::task::Context;

/// Not yet polled: the frame holds the arguments.
pub const UNRESUMED: u8 = 0;
/// Has given its result: the frame holds nothing.
pub const RETURNED: u8 = 1;
/// A panic left the body: the frame holds nothing.
pub const PANICKED: u8 = 2;
/// The state of the first suspension point; the others follow in source order.
pub const FIRST_POINT: u8 = 3;

/// Says that everything of `T` outlives `'co`.
pub type Within<'co, T> = PhantomData<&'co T>;

/// A state machine: a future that a `#[coro::coroutine]` function returns.
pub struct Machine<F, R, D>
where
    D: FnMut(*mut (), PhantomData<F>),
{
    frame: MaybeUninit<F>,
    resume: R,
    drop: D,
    /// Slots may borrow from each other.
    _pinned: PhantomPinned,
}

/// Puts a machine together. Every lifetime in the frame's type is `'co`.
///
/// # Safety
///
/// `frame` must be initialised for the state it says. `resume` and `drop` must treat their pointer as a pointer to
/// that frame, and `drop` must leave nothing in it that needs to be dropped.
#[inline(always)]
pub unsafe fn machine<'co, F: 'co, X: 'co, R, D, T>(
    _within: Within<'co, X>,
    frame: MaybeUninit<F>,
    resume: R,
    drop: D,
) -> Machine<F, R, D>
where
    R: FnMut(*mut (), PhantomData<F>, &mut Context<'_>) -> Poll<T>,
    D: FnMut(*mut (), PhantomData<F>),
{
    Machine { frame, resume, drop, _pinned: PhantomPinned }
}

impl<F, R, D, T> Future for Machine<F, R, D>
where
    R: FnMut(*mut (), PhantomData<F>, &mut Context<'_>) -> Poll<T>,
    D: FnMut(*mut (), PhantomData<F>),
{
    type Output = T;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the machine is not moved out of; the frame is only reached through a raw pointer.
        let this = unsafe { self.get_unchecked_mut() };
        (this.resume)((&raw mut this.frame).cast(), PhantomData, cx)
    }
}

impl<F, R, D> Drop for Machine<F, R, D>
where
    D: FnMut(*mut (), PhantomData<F>),
{
    #[inline]
    fn drop(&mut self) {
        (self.drop)((&raw mut self.frame).cast(), PhantomData);
    }
}

/// Ties two types where rustc type-checks but does not borrow-check: equal up to lifetimes.
pub fn tie<F>(_: PhantomData<F>, _: *mut F) {}

/// As [`tie`], for the frame that is being set up.
pub fn tie_frame<F>(_: &MaybeUninit<F>, _: *mut F) {}

/// As [`tie`], for a value.
pub fn same<T>(_: PhantomData<T>, _: T) {}

/// A resume in progress. If it is left by a panic, the machine is poisoned.
pub struct Running(*mut u8);

impl Running {
    /// Begins a resume; panics if there is nothing to resume.
    ///
    /// # Safety
    ///
    /// `state` points to the state of a frame, for as long as the guard lives.
    #[inline(always)]
    pub unsafe fn enter(state: *mut u8) -> (Self, u8) {
        // SAFETY: by contract, a valid state.
        let at = unsafe { *state };
        if at == RETURNED || at == PANICKED {
            resumed_too_late(at);
        }
        (Running(state), at)
    }

    /// The body is through: nothing is left in the frame.
    #[inline(always)]
    pub fn finish<T>(self, output: T) -> Poll<T> {
        // SAFETY: `enter`'s contract.
        unsafe { *self.0 = RETURNED }
        mem::forget(self);
        Poll::Ready(output)
    }
}

impl Drop for Running {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: `enter`'s contract.
        unsafe { *self.0 = PANICKED }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn resumed_too_late(at: u8) -> ! {
    if at == RETURNED {
        panic!("`async fn` resumed after completion")
    }
    panic!("`async fn` resumed after panicking")
}

/// Suspends at `point`: what the guards own stays in the frame.
#[inline(always)]
pub fn suspend<T, G>(running: Running, point: u8, live: G) -> Poll<T> {
    // SAFETY: `Running::enter`'s contract.
    unsafe { *running.0 = point }
    mem::forget(running);
    mem::forget(live);
    Poll::Pending
}

/// Polls the future in a slot.
///
/// # Safety
///
/// The slot holds a future, and is not moved until the future is dropped.
#[inline(always)]
pub unsafe fn poll_slot<F: Future>(slot: *mut F, cx: &mut Context<'_>) -> Poll<F::Output> {
    // SAFETY: by contract.
    unsafe { Pin::new_unchecked(&mut *slot) }.poll(cx)
}
