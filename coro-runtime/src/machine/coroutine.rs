//! Resumable coroutines: the trait, and the machines that implement it.

use super::clone::CloneBody;
use super::course::{Course, is_often, reread, state_of};
use super::generator::{Resumption, Turn};
use super::run::{
    Declared, Entered, FIRST_POINT, Frame, PANICKED, Poll, RETURNED, Running, UNRESUMED, started,
};
use core::cell::UnsafeCell;
use core::marker::{PhantomData, PhantomPinned};
use core::mem::{MaybeUninit, needs_drop};
use core::pin::Pin;

/// A computation that can be suspended and resumed: what `impl Coroutine<R, Yield = Y, Return = T>` functions return.
///
/// The names are those of the unstable trait in the standard library. It differs in its first step: a coroutine starts
/// without a value, for there is no `yield_!` yet that could evaluate to it.
#[must_use = "coroutines are lazy and do nothing unless resumed"]
pub trait Coroutine<R = ()> {
    /// What it yields.
    type Yield;
    /// What it gives in the end.
    type Return;

    /// Runs it from the beginning to its first yield, or to its end.
    ///
    /// # Panics
    ///
    /// If it has started before.
    fn start(self: Pin<&mut Self>) -> CoroutineState<Self::Yield, Self::Return>;

    /// Goes on from the yield at which it is suspended, which evaluates to the value.
    ///
    /// A value that can carry nothing, such as `()`, may start it as well.
    ///
    /// # Panics
    ///
    /// If it has not started, has come to its end, or was left by a panic.
    fn resume(self: Pin<&mut Self>, value: R) -> CoroutineState<Self::Yield, Self::Return>;
}

impl<C: Coroutine<R> + ?Sized, R> Coroutine<R> for Pin<&mut C> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn start(mut self: Pin<&mut Self>) -> CoroutineState<C::Yield, C::Return> {
        (*self).as_mut().start()
    }

    fn resume(mut self: Pin<&mut Self>, value: R) -> CoroutineState<C::Yield, C::Return> {
        (*self).as_mut().resume(value)
    }
}

impl<C: Coroutine<R> + Unpin + ?Sized, R> Coroutine<R> for &mut C {
    type Yield = C::Yield;
    type Return = C::Return;

    fn start(mut self: Pin<&mut Self>) -> CoroutineState<C::Yield, C::Return> {
        Pin::new(&mut **self).start()
    }

    fn resume(mut self: Pin<&mut Self>, value: R) -> CoroutineState<C::Yield, C::Return> {
        Pin::new(&mut **self).resume(value)
    }
}

#[cfg(feature = "alloc")]
impl<C: Coroutine<R> + Unpin + ?Sized, R> Coroutine<R> for alloc::boxed::Box<C> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn start(mut self: Pin<&mut Self>) -> CoroutineState<C::Yield, C::Return> {
        Pin::new(&mut **self).start()
    }

    fn resume(mut self: Pin<&mut Self>, value: R) -> CoroutineState<C::Yield, C::Return> {
        Pin::new(&mut **self).resume(value)
    }
}

#[cfg(feature = "alloc")]
impl<C: Coroutine<R> + ?Sized, R> Coroutine<R> for Pin<alloc::boxed::Box<C>> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn start(mut self: Pin<&mut Self>) -> CoroutineState<C::Yield, C::Return> {
        (*self).as_mut().start()
    }

    fn resume(mut self: Pin<&mut Self>, value: R) -> CoroutineState<C::Yield, C::Return> {
        (*self).as_mut().resume(value)
    }
}

/// What a resume of a [`Coroutine`] came to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CoroutineState<Y, R> {
    /// It is suspended, and yields a value.
    Yielded(Y),
    /// It has come to its end.
    Complete(R),
}

/// How a coroutine is resumed. It stands apart from the value: where a resume is not inlined, each of the three is still known to be
/// the one it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// With nothing: it starts.
    Start,
    /// With the value of the yield at which it is suspended.
    Value,
    /// It is being dropped.
    Drop,
}

/// The value that a coroutine is resumed with, if there is one, until it is taken.
pub struct Sent<R>(Option<R>);

/// A coroutine's.
impl<R> Resumption for Sent<R> {
    type Value = R;

    #[inline(always)]
    fn resumed(&mut self) -> Poll<R> {
        match self.0.take() {
            Some(value) => Poll::Ready(value),
            None => Poll::Pending,
        }
    }
}

impl Running {
    /// Begins a resume of a coroutine; panics if there is nothing to resume.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter); and no state is beyond the last.
    #[inline(always)]
    pub unsafe fn enter_with<R>(state: *mut u8, given: Given, _: &Sent<R>, course: Course) -> Entered {
        // A value with nothing in it may start it as well: nothing could be lost.
        let starts = given == Given::Start || size_of::<R>() == 0 && !needs_drop::<R>();
        let goes_on = given != Given::Start;
        // SAFETY: by contract.
        if goes_on && let Some(often) = unsafe { is_often(state, course) } {
            // SAFETY: by contract.
            return Entered::Running(unsafe { Running::at(state, given == Given::Value) }, often);
        }
        // SAFETY: by contract, a valid state.
        let at = if goes_on { unsafe { state_of(state, course) } } else { unsafe { *state } };
        if goes_on && at >= FIRST_POINT {
            // SAFETY: by contract.
            return Entered::Running(unsafe { Running::go_on(state, given == Given::Value, course) }, at);
        }
        // SAFETY: by contract; it is not suspended.
        let at = if goes_on { unsafe { reread(state) } } else { at };
        match given {
            Given::Start | Given::Value if at == UNRESUMED && starts => {
                // SAFETY: by contract.
                Entered::Running(unsafe { Running::begin(state, course) }, at)
            }
            Given::Drop if at == UNRESUMED => Entered::Dropped,
            Given::Drop => Entered::Over,
            Given::Start => wrong_start(at),
            Given::Value => wrong_resume(at),
        }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn wrong_start(at: u8) -> ! {
    match at {
        RETURNED => panic!("coroutine started after completion"),
        PANICKED => panic!("coroutine started after panicking"),
        _ => panic!("coroutine started twice; `resume` it with a value"),
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn wrong_resume(at: u8) -> ! {
    match at {
        RETURNED => panic!("coroutine resumed after completion"),
        PANICKED => panic!("coroutine resumed after panicking"),
        _ => panic!(
            "coroutine resumed before it was started: no `yield_!` takes the value; call `start` first"
        ),
    }
}

/// A coroutine's resume closure.
pub trait ResumableBody {
    /// What the machine holds.
    type Frame: Frame;
    /// What it is resumed with.
    type Resume;
    /// What it yields.
    type Yield;
    /// What it gives in the end.
    type Return;

    /// Resumes the machine, or drops what the frame holds. Pending says: it was dropped. There is a value if one is given.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this closure, and nobody else uses it meanwhile.
    unsafe fn resume(
        &mut self,
        frame: *mut (),
        given: Given,
        value: Sent<Self::Resume>,
    ) -> Poll<CoroutineState<Self::Yield, Self::Return>>;
}

impl<C, F: Frame, R, Y, T> ResumableBody for Resumer<C, R>
where
    C: FnMut(*mut (), Given, Sent<R>) -> Turn<F, Poll<CoroutineState<Y, T>>>,
{
    type Frame = F;
    type Resume = R;
    type Yield = Y;
    type Return = T;

    #[inline(always)]
    unsafe fn resume(&mut self, frame: *mut (), given: Given, value: Sent<R>) -> Poll<CoroutineState<Y, T>> {
        (self.0)(frame, given, value).step()
    }
}

/// A coroutine's closure, and what it is resumed with.
pub struct Resumer<C, R>(C, PhantomData<fn(R)>);

impl<C: Copy, R> Clone for Resumer<C, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Copy, R> Copy for Resumer<C, R> {}

/// The closure, with what it is resumed with.
#[inline(always)]
pub fn resumer<R, C>(resume: C) -> Resumer<C, R> {
    Resumer(resume, PhantomData)
}

/// As [`tied`](super::tied), for the closure that clones the frame.
pub fn frame_of_resumer<R: ResumableBody>(_: &R, _: *mut R::Frame) {}

/// What the coroutine yields, what it is resumed with, and its result.
#[inline(always)]
pub fn output_of_resumer<R: ResumableBody>(_: &R) -> Declared<(R::Yield, R::Resume, R::Return)> {
    Declared::result()
}

/// A coroutine: what a `#[coro::coroutine]` function returns that says `-> impl Coroutine`.
///
/// `P` is [`PhantomPinned`], unless it may be moved; `C` is the closure that clones its frame, if there is one.
#[must_use = "coroutines are lazy and do nothing unless resumed"]
pub struct Resumable<R: ResumableBody, P = PhantomPinned, C = ()> {
    _pinned: P,
    frame: UnsafeCell<MaybeUninit<R::Frame>>,
    resume: R,
    clone: C,
}

/// Puts a coroutine together.
///
/// # Safety
///
/// As for [`machine`](super::machine).
#[inline(always)]
pub unsafe fn resumable<R: ResumableBody>(
    resume: R,
    arguments: <R::Frame as Frame>::Arguments,
) -> Resumable<R> {
    Resumable { frame: UnsafeCell::new(started(arguments)), resume, clone: (), _pinned: PhantomPinned }
}

/// Puts together a coroutine that may be moved.
///
/// # Safety
///
/// As for [`machine`](super::machine); and no slot's address is kept from one resume to the next.
#[inline(always)]
pub unsafe fn movable<R: ResumableBody>(
    resume: R,
    arguments: <R::Frame as Frame>::Arguments,
) -> Resumable<R, ()> {
    Resumable { frame: UnsafeCell::new(started(arguments)), resume, clone: (), _pinned: () }
}

/// Puts together a coroutine that may be moved and goes on from a frame, with or without what clones it.
///
/// # Safety
///
/// The frame is that of such a coroutine, of which nobody else has it.
#[cfg(feature = "serde")]
pub unsafe fn movable_again<R: ResumableBody, C, F>(
    frame: MaybeUninit<F>,
    resume: R,
    clone: C,
) -> Resumable<R, (), C> {
    // SAFETY: by contract, the types are one.
    Resumable { frame: UnsafeCell::new(unsafe { super::run::same(frame) }), resume, clone, _pinned: () }
}

/// Puts together a coroutine that may be moved and cloned.
///
/// # Safety
///
/// As for [`movable`]; and `clone` makes a frame of its second argument that holds what the first one holds.
#[inline(always)]
pub unsafe fn movable_cloned<R: ResumableBody, K: CloneBody>(
    resume: R,
    arguments: <R::Frame as Frame>::Arguments,
    clone: K,
) -> Resumable<R, (), K> {
    Resumable { frame: UnsafeCell::new(started(arguments)), resume, clone, _pinned: () }
}

impl<R: ResumableBody + Clone, C: CloneBody + Clone> Clone for Resumable<R, (), C> {
    fn clone(&self) -> Self {
        // SAFETY: the frame is this closure's machine's; nobody resumes it meanwhile, for that takes an exclusive reference.
        let frame = unsafe { self.clone.clone_frame(self.frame.get().cast()) };
        let (resume, clone) = (self.resume.clone(), self.clone.clone());
        Resumable { frame: UnsafeCell::new(frame), resume, clone, _pinned: () }
    }
}

// SAFETY: a machine holds what is in its frame, and functions that capture nothing.
unsafe impl<R: ResumableBody, P, C> Send for Resumable<R, P, C> where <R::Frame as Frame>::Holds: Send {}

// SAFETY: as above; a shared machine can only be cloned.
unsafe impl<R: ResumableBody, P, C> Sync for Resumable<R, P, C> where <R::Frame as Frame>::Holds: Sync {}

// No slot is referred to while the machine is suspended.
impl<R: ResumableBody, C> Unpin for Resumable<R, (), C> {}

impl<R: ResumableBody, P, C> Resumable<R, P, C> {
    #[inline(always)]
    pub(super) fn frame(&self) -> *const R::Frame {
        self.frame.get().cast()
    }

    #[inline(always)]
    fn turn(
        self: Pin<&mut Self>,
        given: Given,
        value: Option<R::Resume>,
    ) -> CoroutineState<R::Yield, R::Return> {
        // SAFETY: the machine is not moved out of; the frame is its own, and only reached through a raw pointer.
        let turn = unsafe {
            let this = self.get_unchecked_mut();
            this.resume.resume(this.frame.get().cast(), given, Sent(value))
        };
        match turn {
            Poll::Ready(state) => state,
            Poll::Pending => unreachable!("only a drop comes to nothing"),
        }
    }
}

impl<R: ResumableBody, P, C> Coroutine<R::Resume> for Resumable<R, P, C> {
    type Yield = R::Yield;
    type Return = R::Return;

    #[inline]
    fn start(self: Pin<&mut Self>) -> CoroutineState<R::Yield, R::Return> {
        self.turn(Given::Start, None)
    }

    #[inline]
    fn resume(self: Pin<&mut Self>, value: R::Resume) -> CoroutineState<R::Yield, R::Return> {
        self.turn(Given::Value, Some(value))
    }
}

impl<R: ResumableBody, P, C> Drop for Resumable<R, P, C> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the frame is the machine's own.
        let _ = unsafe { self.resume.resume(self.frame.get().cast(), Given::Drop, Sent(None)) };
    }
}
