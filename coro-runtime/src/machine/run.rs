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

/// Says that everything of `T` outlives `'co`, and that `'co` is no other lifetime (it is invariant).
pub type Within<'co, T> = PhantomData<(&'co T, fn(&'co ()) -> &'co ())>;

/// A witness for a lifetime that can be named.
#[inline(always)]
pub fn within<'co, T: 'co>() -> Within<'co, T> {
    PhantomData
}

/// A state machine: the future that a `#[coro::coroutine]` function returns.
pub struct Machine<F, R, T>
where
    R: FnMut(*mut (), PhantomData<F>, Option<&mut Context<'_>>) -> Poll<T>,
{
    frame: MaybeUninit<F>,
    resume: R,
    output: PhantomData<fn() -> T>,
    /// Slots may borrow from each other.
    _pinned: PhantomPinned,
}

/// Puts a machine together. Every lifetime in the frame's type is `'co`.
///
/// # Safety
///
/// `frame` must be initialised for the state it says. `resume` must treat its pointer as a pointer to that frame;
/// without a context, it must leave nothing in it that needs to be dropped.
#[inline(always)]
pub unsafe fn machine<'co, F: 'co, X: 'co, R, T>(
    _within: Within<'co, X>,
    frame: MaybeUninit<F>,
    resume: R,
) -> Machine<F, R, T>
where
    R: FnMut(*mut (), PhantomData<F>, Option<&mut Context<'_>>) -> Poll<T>,
{
    Machine { frame, resume, output: PhantomData, _pinned: PhantomPinned }
}

impl<F, R, T> Future for Machine<F, R, T>
where
    R: FnMut(*mut (), PhantomData<F>, Option<&mut Context<'_>>) -> Poll<T>,
{
    type Output = T;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the machine is not moved out of; the frame is only reached through a raw pointer.
        let this = unsafe { self.get_unchecked_mut() };
        (this.resume)((&raw mut this.frame).cast(), PhantomData, Some(cx))
    }
}

impl<F, R, T> Drop for Machine<F, R, T>
where
    R: FnMut(*mut (), PhantomData<F>, Option<&mut Context<'_>>) -> Poll<T>,
{
    #[inline]
    fn drop(&mut self) {
        let _ = (self.resume)((&raw mut self.frame).cast(), PhantomData, None);
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
    /// Begins a resume; panics if there is nothing to resume. `None` if there is nothing to drop.
    ///
    /// # Safety
    ///
    /// `state` points to the state of a frame, for as long as the guard lives.
    #[inline(always)]
    pub unsafe fn enter(state: *mut u8, polled: bool) -> Option<(Self, u8)> {
        // SAFETY: by contract, a valid state.
        let at = unsafe { *state };
        if at == RETURNED || at == PANICKED {
            if polled {
                resumed_too_late(at);
            }
            return None;
        }
        Some((Running(state), at))
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

/// What came of a suspension point.
pub enum Polled<T> {
    /// The future is ready.
    Ready(T),
    /// It is not.
    Pending,
    /// The machine is being dropped: leave.
    Cancelled,
}

/// Polls the future in a slot; without a context, the machine is being dropped.
///
/// # Safety
///
/// The slot holds a future, and is not moved until the future is dropped.
#[inline(always)]
pub unsafe fn poll_slot<F: Future>(slot: *mut F, cx: &mut Option<&mut Context<'_>>) -> Polled<F::Output> {
    let Some(cx) = cx else { return Polled::Cancelled };
    // SAFETY: by contract.
    match unsafe { Pin::new_unchecked(&mut *slot) }.poll(cx) {
        Poll::Ready(value) => Polled::Ready(value),
        Poll::Pending => Polled::Pending,
    }
}
