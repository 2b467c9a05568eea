//! The other faces of a machine: iterators, streams and resumable coroutines.
//!
//! ```text
//!   face          resumed with            a resume comes to                 may be moved
//!   Machine       PollContext             Poll<T>                           no
//!   Generator     Share                   Option<Item>                      yes
//!   StreamOf      PollContext             Poll<Option<Item>>                no
//!   Resumable     nothing, then R         CoroutineState<Yield, Return>     no
//!   Movable       the same                the same                          yes
//! ```
//!
//! Each is a frame and a closure that resumes it, as [`Machine`](super::Machine) is, and is dropped in the same way: by a
//! resume that is given nothing. A machine that may be moved has no slot whose address is kept from one resume to the
//! next: generated code proves that with a second check of its body, in which every slot is assigned to at every yield.

use super::clone::CloneBody;
use super::context::PollContext;
use super::course::{Share, read_again};
use super::run::{Declared, Frame, Poll, RETURNED, Running, started, suspend_at};
use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// What a resume came to, for a machine with the frame `F`.
pub struct Turn<F, S>(S, PhantomData<fn() -> F>);

impl<F, S> Turn<F, S> {
    /// It came to this.
    #[inline(always)]
    pub fn of(step: S) -> Self {
        Turn(step, PhantomData)
    }

    /// To what.
    #[inline(always)]
    pub fn step(self) -> S {
        self.0
    }
}

/// As [`tied`](super::tied): says what the frame is where nothing is ever run.
pub fn turn_of<F, S>(_: *mut F) -> Turn<F, S> {
    unreachable!("the type of a frame, never run")
}

/// What a yield evaluates to.
pub trait Resumption {
    /// It.
    type Value;

    /// Takes it; without one, the machine is being dropped.
    fn resumed(&mut self) -> Poll<Self::Value>;
}

/// A stream's.
impl Resumption for PollContext {
    type Value = ();

    #[inline(always)]
    fn resumed(&mut self) -> Poll<()> {
        if self.is_poll() { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// An iterator's.
impl<T> Resumption for Option<T> {
    type Value = ();

    #[inline(always)]
    fn resumed(&mut self) -> Poll<()> {
        if self.is_some() { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// A machine's step that yields: what the guards own stays in the frame.
#[inline(always)]
pub fn yielded<S, G>(running: Running, point: u8, live: G, step: S) -> S {
    suspend_at(running, point);
    core::mem::forget(live);
    step
}

/// The same where the machine is most of the time: its state says so since it [was entered](Running::enter_fused).
#[inline(always)]
pub fn yielded_again<S, G>(running: Running, live: G, step: S) -> S {
    core::mem::forget(running);
    core::mem::forget(live);
    step
}

impl Running {
    /// The body is through: nothing is left in the frame.
    #[inline(always)]
    pub fn finish_with<S>(self, step: S) -> S {
        suspend_at(self, RETURNED);
        step
    }
}

/// What polls a macro's expansion where nothing can be awaited.
pub fn no_context<T>(run: impl FnOnce(PollContext) -> T) -> T {
    let mut cx = core::task::Context::from_waker(core::task::Waker::noop());
    run(PollContext::with(&mut cx))
}

/// A macro's expansion has waited for a future in an iterator or a coroutine.
#[cold]
#[track_caller]
pub fn awaits_in_generator() -> ! {
    panic!("`.await` in the expansion of a macro in a coroutine that is not async")
}

/// An iterator's resume closure.
pub trait GeneratorBody {
    /// What the machine holds.
    type Frame: Frame;
    /// What it gives.
    type Item;

    /// Resumes the machine; without an input, drops what the frame holds.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this closure, and nobody else uses it meanwhile.
    unsafe fn resume(&mut self, frame: *mut (), given: Option<Share>) -> Option<Self::Item>;
}

impl<R, F: Frame, T> GeneratorBody for R
where
    R: FnMut(*mut (), Option<Share>) -> Turn<F, Option<T>>,
{
    type Frame = F;
    type Item = T;

    #[inline(always)]
    unsafe fn resume(&mut self, frame: *mut (), given: Option<Share>) -> Option<T> {
        self(frame, given).0
    }
}

/// An iterator's closure. As an argument, and nowhere else on stable Rust, a closure may say that it is to be inlined. (Nothing is said
/// of what it is: a bound would name the frame, with all lifetimes, where the borrow checker sees it.)
#[inline(always)]
pub fn generator_resumer<R>(resume: R) -> R {
    resume
}

/// An iterator: what a `#[coro::coroutine]` function returns that says `-> impl Iterator`.
///
/// `C` is the closure that clones its frame, if there is one.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Generator<R: GeneratorBody, C = ()> {
    frame: MaybeUninit<R::Frame>,
    resume: R,
    clone: C,
}

/// Puts an iterator together.
///
/// # Safety
///
/// As for [`machine`](super::machine); and no slot's address is kept from one resume to the next.
#[inline(always)]
pub unsafe fn generator<R: GeneratorBody>(
    resume: R,
    arguments: <R::Frame as Frame>::Arguments,
) -> Generator<R> {
    Generator { frame: started(arguments), resume, clone: () }
}

/// Puts together an iterator that goes on from a frame, with or without what clones it.
///
/// # Safety
///
/// The frame is that of such an iterator, of which nobody else has it.
#[cfg(feature = "serde")]
pub unsafe fn generator_again<R: GeneratorBody, C, F>(
    frame: MaybeUninit<F>,
    resume: R,
    clone: C,
) -> Generator<R, C> {
    // SAFETY: by contract, the types are one.
    Generator { frame: unsafe { super::run::same(frame) }, resume, clone }
}

/// [`Iterator::fold`], with the first item by itself: in the loop over the others rustc knows then that the machine has begun.
#[inline(always)]
pub fn folded<I: Iterator, B>(mut items: I, init: B, mut f: impl FnMut(B, I::Item) -> B) -> B {
    let Some(first) = items.next() else { return init };
    let mut folded = f(init, first);
    for item in items {
        folded = f(folded, item);
    }
    folded
}

/// As [`tied`](super::tied), for the closure that clones the frame.
pub fn frame_of_generator<R: GeneratorBody>(_: &R, _: *mut R::Frame) {}

/// What the iterator gives, and what leaves it by `?`.
#[inline(always)]
pub fn items_of_generator<R: GeneratorBody>(_: &R) -> Declared<(R::Item, (), R::Item)> {
    Declared::result()
}

/// Puts together an iterator that can be cloned.
///
/// # Safety
///
/// As for [`generator`]; and `clone` makes a frame of its second argument that holds what the first one holds.
#[inline(always)]
pub unsafe fn generator_cloned<R: GeneratorBody, C: CloneBody>(
    resume: R,
    arguments: <R::Frame as Frame>::Arguments,
    clone: C,
) -> Generator<R, C> {
    Generator { frame: started(arguments), resume, clone }
}

impl<R: GeneratorBody + Clone, C: CloneBody + Clone> Clone for Generator<R, C> {
    fn clone(&self) -> Self {
        // SAFETY: the frame is this closure's machine's; nobody resumes it meanwhile, for that takes an exclusive reference.
        let frame = unsafe { self.clone.clone_frame(self.frame.as_ptr()) };
        Generator { frame, resume: self.resume.clone(), clone: self.clone.clone() }
    }
}

// SAFETY: a machine holds what is in its frame, and functions that capture nothing.
unsafe impl<R: GeneratorBody, C> Send for Generator<R, C> where <R::Frame as Frame>::Holds: Send {}

// SAFETY: as above; a shared machine can only be cloned, and asked for its state.
unsafe impl<R: GeneratorBody, C> Sync for Generator<R, C> where <R::Frame as Frame>::Holds: Sync {}

// No slot is referred to while the machine is suspended.
impl<R: GeneratorBody, C> Unpin for Generator<R, C> {}

impl<R: GeneratorBody, C> Generator<R, C> {
    #[inline(always)]
    pub(super) fn frame(&self) -> *const R::Frame {
        self.frame.as_ptr()
    }
}

/// The resumes that are not [often](Share::Often), of a machine of which the first one has much to do, in a function of their own:
/// registers are saved for them alone. (A copy for each part of a crate that is compiled by itself: there LLVM has to see that the
/// frame's address is not kept.)
///
/// # Safety
///
/// As for [`GeneratorBody::resume`]; and the machine is in a state that is not often.
#[cold]
#[inline]
unsafe fn resume_rest<R: GeneratorBody>(resume: &mut R, frame: *mut R::Frame) -> Option<R::Item> {
    // SAFETY: by contract.
    unsafe { resume.resume(frame.cast(), Some(Share::Rest)) }
}

impl<R: GeneratorBody, C> Iterator for Generator<R, C> {
    type Item = R::Item;

    #[inline]
    fn next(&mut self) -> Option<R::Item> {
        let frame = self.frame.as_mut_ptr();
        let share = if R::Frame::BEGINS_APART { Share::Often } else { Share::All };
        // SAFETY: the frame is the machine's own. One that is not over after a resume without an item was in a state that is rare.
        let item = unsafe {
            let item = self.resume.resume(frame.cast(), Some(share));
            if R::Frame::BEGINS_APART && item.is_none() && read_again(R::Frame::slots(frame).0) != RETURNED {
                resume_rest(&mut self.resume, frame)
            } else {
                item
            }
        };
        if !R::Frame::ENDLESS {
            return item;
        }
        // Who calls this knows then, before anything is inlined here, that there always is one.
        match item {
            Some(item) => Some(item),
            None => unreachable!("it would have panicked"),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        // SAFETY: the state of a machine's frame is always initialised.
        match unsafe { R::Frame::state(self.frame()) }.0 {
            RETURNED => (0, Some(0)),
            state => R::Frame::items_left(state),
        }
    }

    #[inline]
    fn fold<B, F: FnMut(B, R::Item) -> B>(self, init: B, f: F) -> B {
        folded(self, init, f)
    }
}

impl<R: GeneratorBody, C> core::iter::FusedIterator for Generator<R, C> {}

impl<R: GeneratorBody, C> Drop for Generator<R, C> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: as above.
        let _ = unsafe { self.resume.resume(self.frame.as_mut_ptr().cast(), None) };
    }
}
