//! The machine itself: a frame, and the closures that resume and drop it.

use super::context::PollContext;
use super::state::Points;
use core::cell::UnsafeCell;
use core::future::Future;
use core::marker::{PhantomData, PhantomPinned};
use core::mem::{self, MaybeUninit};
use core::panic::RefUnwindSafe;
use core::pin::Pin;
use core::task::Context;
pub use core::task::Poll;

/// Not yet polled: the frame holds the arguments.
pub const UNRESUMED: u8 = 0;
/// Has given its result: the frame holds nothing.
pub const RETURNED: u8 = 1;
/// A panic left the body: the frame holds nothing.
pub const PANICKED: u8 = 2;
/// The state of the first suspension point; the others follow in source order.
pub const FIRST_POINT: u8 = 3;

/// What a machine keeps while it is suspended: its state, its flags, and a slot for each value.
///
/// The macro writes one for each function, generic over what is in the slots. A body names its frame after all that it puts
/// there: until then rustc does not know the types, and would look again, at each step, at all that it has to show of them.
///
/// # Safety
///
/// `Holds` names all that the slots hold. `slots` tells where in the frame everything is; `begin` puts the arguments into their
/// slots, and initialises all that is not in a slot. The state is that of one of the points that `slots` names, or of none.
pub unsafe trait Frame: Sized {
    /// The types of the values in the slots: a machine is `Send` if these are.
    type Holds;
    /// The function's arguments.
    type Arguments;
    /// Pointers to the flags, if there are any, and to each slot.
    type Slots;

    /// Whether the first resume has so much to do that it is in a function of its own, with whatever else is [rare](super::Share).
    const BEGINS_APART: bool = false;
    /// Whether each resume gives an item, or panics.
    const ENDLESS: bool = false;

    /// Where the state is, what it can be, and where everything else is.
    ///
    /// # Safety
    ///
    /// `frame` points to a frame, or to room for one.
    unsafe fn slots(frame: *mut Self) -> (*mut u8, Points, Self::Slots);

    /// Sets the frame up.
    ///
    /// # Safety
    ///
    /// `frame` points to room for a frame.
    unsafe fn begin(frame: *mut Self, arguments: Self::Arguments);

    /// How many items come yet in a state that is not the last: a lower bound, and an upper one if there is any.
    #[inline]
    fn items_left(_state: u8) -> (usize, Option<usize>) {
        (0, None)
    }

    /// In which state the machine is, and where it can be suspended.
    ///
    /// # Safety
    ///
    /// `frame` points to a frame whose state is initialised.
    #[inline(always)]
    unsafe fn state(frame: *const Self) -> (u8, Points) {
        // SAFETY: by contract; the state is read, and nothing is written.
        unsafe {
            let (state, points, _) = Self::slots(frame.cast_mut());
            (*state, points)
        }
    }
}

/// What a resume came to, for a machine with the frame `F`.
pub struct Resumed<F, T>(Poll<T>, PhantomData<fn() -> F>);

impl<F, T> Resumed<F, T> {
    /// Pending says: not finished; or nothing was to be finished, the machine is being dropped.
    #[inline(always)]
    pub fn of(poll: Poll<T>) -> Self {
        Resumed(poll, PhantomData)
    }
}

/// Says what the frame is, where rustc type-checks but does not borrow-check: equal up to lifetimes.
pub fn tied<F, T>(_: *mut F) -> Resumed<F, T> {
    unreachable!("the types are tied, and this is never run")
}

/// A machine's resume closure: `|frame, cx| -> Resumed<Frame, Output>`.
///
/// The machine's type names nothing but this closure: with the frame in it twice, the type of a chain of calls would
/// double with each call.
pub trait Body {
    /// What the machine holds.
    type Frame: Frame;
    /// What it gives.
    type Output;

    /// Resumes the machine; without a context, drops what the frame holds.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this closure, and nobody else uses it meanwhile.
    unsafe fn resume(&mut self, frame: *mut (), cx: PollContext) -> Poll<Self::Output>;
}

impl<R, F: Frame, T> Body for R
where
    R: FnMut(*mut (), PollContext) -> Resumed<F, T>,
{
    type Frame = F;
    type Output = T;

    #[inline(always)]
    unsafe fn resume(&mut self, frame: *mut (), cx: PollContext) -> Poll<T> {
        self(frame, cx).0
    }
}

/// A state machine: the future that a `#[coro::coroutine]` function returns.
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Machine<R: Body> {
    /// Slots may borrow from each other. This and the next come first: rustc finds what it asks for here, before it looks for it
    /// in all machines that this one awaits.
    _pinned: PhantomPinned,
    /// Something changes behind shared references.
    _cell: UnsafeCell<()>,
    /// Reached through raw pointers only: slots may be borrowed while others change. (There are no layers around it: rustc
    /// follows them through machines that await machines, and is limited in depth.)
    frame: R::Frame,
    resume: R,
}

/// Puts a machine together.
///
/// The frame's type is not a parameter: its lifetimes are the closure's own.
///
/// # Safety
///
/// `resume` must capture nothing that has a size, and treat its pointer as a pointer to the frame that it says it has; without a context,
/// it must leave nothing in it that needs to be dropped.
#[inline(always)]
pub unsafe fn machine<R: Body>(resume: R, arguments: <R::Frame as Frame>::Arguments) -> Machine<R> {
    let mut machine = MaybeUninit::<Machine<R>>::uninit();
    let fields = machine.as_mut_ptr();
    // SAFETY: `begin` initialises the frame; there is nothing else but closures and markers without a size.
    unsafe {
        Frame::begin(&raw mut (*fields).frame, arguments);
        (&raw mut (*fields).resume).write(resume);
        machine.assume_init()
    }
}

// SAFETY: a machine holds what is in its frame, and a function that captures nothing; said in one step, so that machines may
// call machines as deep as native ones do.
unsafe impl<R: Body> Send for Machine<R> where <R::Frame as Frame>::Holds: Send {}

// SAFETY: as above; nothing but the state can be read of a shared machine.
unsafe impl<R: Body> Sync for Machine<R> where <R::Frame as Frame>::Holds: Sync {}

// The same holds of what a panic may leave behind.
impl<R: Body> RefUnwindSafe for Machine<R> where <R::Frame as Frame>::Holds: RefUnwindSafe {}

impl<R: Body> Machine<R> {
    #[inline(always)]
    pub(super) fn frame(&self) -> *const R::Frame {
        &raw const self.frame
    }
}

impl<R: Body> Future for Machine<R> {
    type Output = R::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Output> {
        // SAFETY: the machine is not moved out of; the frame is its own, and only reached through a raw pointer.
        unsafe {
            let this = self.get_unchecked_mut();
            let frame = &raw mut this.frame;
            #[cfg(any(all(debug_assertions, feature = "runtime"), feature = "trace"))]
            let _resuming = super::trace::resuming(frame.cast::<R::Frame>());
            this.resume.resume(frame.cast(), PollContext::with(cx))
        }
    }
}

impl<R: Body> Drop for Machine<R> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the frame is the machine's own.
        let _ = unsafe { self.resume.resume((&raw mut self.frame).cast(), PollContext::DROPPED) };
    }
}

/// The machine's result, as the check and the machine have it: one type, with all its lifetimes. The machine itself is not
/// borrow-checked; so what the signature says of the result (that a `Box<dyn Error>` borrows nothing, that an `impl Trait` is
/// `'static`) holds because it holds in the check.
pub struct Declared<T>(PhantomData<fn(T) -> T>);

impl<T> Declared<T> {
    /// A result.
    #[inline(always)]
    pub fn result() -> Self {
        Declared(PhantomData)
    }
}

impl<T> Declared<T> {
    /// The type of a value, with all its lifetimes.
    pub fn of(_: &T) -> Self {
        Declared(PhantomData)
    }
}

impl<T> Clone for Declared<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Declared<T> {}

/// What the check comes to is the result.
pub fn declare<T>(_: &Declared<T>, _: T) {}

/// The same, within the check.
pub fn tell<T>(_: Declared<T>, _: T) -> ! {
    unreachable!("the check never runs")
}

/// What the closure gives, of the type that is declared: so what `?` in it makes of a residue has that.
#[inline(always)]
pub fn result_by<T>(_: Declared<T>, value: impl FnOnce() -> T) -> T {
    value()
}

/// The result of the machine is the result.
#[inline(always)]
pub fn one_result<T>(_: Declared<T>, _: Declared<T>) {}

/// The result of the machine.
#[inline(always)]
pub fn output_of<R: Body>(_: &R) -> Declared<R::Output> {
    Declared::result()
}

/// The results of the check and of the machine, where they may be closures of one text, which are two types.
pub struct Results<A, B>(pub Declared<A>, pub Declared<B>);

impl<T> Results<T, T> {
    /// They are one type: then it has the same lifetimes in both.
    #[inline(always)]
    pub fn __tie(&self) {}
}

/// What is called if the types are not one: the types' own methods go before those of traits.
pub trait Alike {
    /// Nothing to say.
    #[inline(always)]
    fn __tie(&self) {}
}

impl<A, B> Alike for Results<A, B> {}

/// Says that values of a type outlive a lifetime. No other lifetime may be here, not even without a name: some were given, and
/// some not.
pub fn outlives<'a: 'a, T: 'a>(_: PhantomData<T>) {}

/// The type of an argument, or of another value.
#[inline(always)]
pub fn argument<T>(_: &T) -> PhantomData<T> {
    PhantomData
}

/// A frame that a machine starts with.
#[inline(always)]
pub(super) fn started<F: Frame>(arguments: F::Arguments) -> MaybeUninit<F> {
    let mut frame = MaybeUninit::<F>::uninit();
    // SAFETY: there is room for a frame.
    unsafe { F::begin(frame.as_mut_ptr(), arguments) }
    frame
}

/// A frame under another name for its type.
///
/// # Safety
///
/// It is one type.
#[cfg(feature = "serde")]
pub(super) unsafe fn same<F, G>(frame: MaybeUninit<F>) -> MaybeUninit<G> {
    let mut same = MaybeUninit::<G>::uninit();
    // SAFETY: there is room for it, by contract.
    unsafe { same.as_mut_ptr().cast::<MaybeUninit<F>>().write(frame) }
    same
}

/// As [`tied`], for the slot of an argument.
pub fn typed<T>(_: PhantomData<T>, _: *mut T) {}

/// How a resume begins.
pub enum Entered {
    /// At a point, or 0 in the beginning.
    Running(Running, u8),
    /// The machine is dropped before its first resume: it holds its arguments.
    Dropped,
    /// The machine is dropped when it holds nothing any more.
    Over,
}

/// A resume in progress. If it is left by a panic, the machine is poisoned.
pub struct Running {
    state: *mut u8,
    /// It is a poll, and no drop.
    polled: bool,
}

impl Running {
    /// A resume that goes on from a state.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline(always)]
    pub(super) unsafe fn at(state: *mut u8, polled: bool) -> Self {
        Running { state, polled }
    }

    /// Begins a resume; panics if there is nothing to resume.
    ///
    /// # Safety
    ///
    /// `state` points to the state of a frame, for as long as the guard lives.
    #[inline(always)]
    pub unsafe fn enter(state: *mut u8, polled: bool) -> Entered {
        // SAFETY: by contract, a valid state.
        let at = unsafe { *state };
        if at >= FIRST_POINT || at == UNRESUMED && polled {
            return Entered::Running(Running { state, polled }, at);
        }
        match at {
            UNRESUMED => Entered::Dropped,
            _ if polled => resumed_too_late(at),
            _ => Entered::Over,
        }
    }

    /// The same for a machine that can be suspended at one point only. It is said to be there as soon as it runs: nobody looks at
    /// its state until it is left, by that suspension or in another way, which says so.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter); and there is no other state of a point than the first.
    #[inline(always)]
    pub unsafe fn enter_alone(state: *mut u8, polled: bool) -> Entered {
        // SAFETY: by contract, a valid state; there is no other.
        let at = unsafe { *state };
        if at >= FIRST_POINT {
            return Entered::Running(Running { state, polled }, FIRST_POINT);
        }
        if at == UNRESUMED && polled {
            // SAFETY: by contract.
            unsafe { *state = FIRST_POINT }
            return Entered::Running(Running { state, polled }, UNRESUMED);
        }
        match at {
            UNRESUMED => Entered::Dropped,
            _ if polled => resumed_too_late(at),
            _ => Entered::Over,
        }
    }

    /// The body is through: nothing is left in the frame.
    #[inline(always)]
    pub fn finish<T>(self, output: T) -> Poll<T> {
        // SAFETY: `enter`'s contract.
        unsafe { *self.state = RETURNED }
        mem::forget(self);
        Poll::Ready(output)
    }
}

impl Drop for Running {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: `enter`'s contract.
        unsafe { *self.state = PANICKED }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn resumed_too_late(at: u8) -> ! {
    match at {
        RETURNED => panic!("`async fn` resumed after completion"),
        _ => panic!("`async fn` resumed after panicking"),
    }
}

/// Suspends at `point`: what the guards own stays in the frame. If the machine is being dropped, so are they: the first one
/// first, which is the innermost. Those that own nothing there were forgotten before: no drop is compiled for them.
#[inline(always)]
pub fn suspend<T, G>(running: Running, point: u8, live: G) -> Poll<T> {
    if running.polled {
        suspend_at(running, point);
        mem::forget(live);
    } else {
        cancel(running, live);
    }
    Poll::Pending
}

/// The same for a machine with one suspension point: its state says so since it [was entered](Running::enter_alone).
#[inline(always)]
pub fn suspend_again<T, G>(running: Running, live: G) -> Poll<T> {
    if running.polled {
        mem::forget(running);
        mem::forget(live);
    } else {
        cancel(running, live);
    }
    Poll::Pending
}

/// Drops what the guards own. (All is handed over on each way out of a suspension: there are many of these, and so none has flags
/// for what it would drop itself.)
#[inline(always)]
fn cancel<G>(running: Running, live: G) {
    core::hint::cold_path();
    suspend_at(running, PANICKED);
    drop(live);
}

/// Ends a resume in a state.
#[inline(always)]
pub(super) fn suspend_at(running: Running, state: u8) {
    // SAFETY: `Running::enter`'s contract.
    unsafe { *running.state = state }
    mem::forget(running);
}
