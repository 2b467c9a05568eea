//! How machines are shown: their state; of one with a name also the variables that it will use again.

use super::coroutine::{Resumable, ResumableBody};
use super::generator::{Generator, GeneratorBody};
use super::run::{Body, Machine};
use super::state::Stated;
use core::fmt::{self, Debug, DebugStruct, Formatter};

/// What stands for the resume closure of a machine with a name, and knows the frame.
pub trait Describe {
    /// Adds the variables that the frame holds.
    ///
    /// # Safety
    ///
    /// `frame` points to the frame of a machine with this body, and nobody resumes it meanwhile.
    unsafe fn describe(frame: *const (), out: &mut DebugStruct<'_, '_>);
}

/// A machine, and what knows its frame.
pub trait Framed {
    /// It.
    type Body;

    /// Where the frame is.
    fn address(&self) -> *const ();
}

impl<R: Body> Framed for Machine<R> {
    type Body = R;

    fn address(&self) -> *const () {
        self.frame().cast()
    }
}

impl<R: GeneratorBody, C> Framed for Generator<R, C> {
    type Body = R;

    fn address(&self) -> *const () {
        self.frame().cast()
    }
}

#[cfg(feature = "stream")]
impl<R: super::stream::StreamBody> Framed for super::stream::StreamOf<R> {
    type Body = R;

    fn address(&self) -> *const () {
        self.frame().cast()
    }
}

impl<R: ResumableBody, P, C> Framed for Resumable<R, P, C> {
    type Body = R;

    fn address(&self) -> *const () {
        self.frame().cast()
    }
}

/// Shows a machine: `Countdown { state: Suspended(src/main.rs:7:9: yield_!(n)), n: 3 }`.
///
/// # Errors
///
/// Those of the formatter.
pub fn describe<M: Stated + Framed<Body: Describe>>(
    machine: &M,
    name: &str,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let mut out = f.debug_struct(name);
    out.field("state", &machine.state());
    // SAFETY: the frame is the machine's; it is resumed by an exclusive reference only.
    unsafe { M::Body::describe(machine.address(), &mut out) }
    out.finish()
}

/// Shows a machine without a name, of which only the state is known: `Iterator { state: Suspended(src/main.rs:7:9: yield_!(n)), .. }`.
fn describe_state(machine: &impl Stated, face: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.debug_struct(face).field("state", &machine.state()).finish_non_exhaustive()
}

impl<R: GeneratorBody, C> Debug for Generator<R, C> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        describe_state(self, "Iterator", f)
    }
}

#[cfg(feature = "stream")]
impl<R: super::stream::StreamBody> Debug for super::stream::StreamOf<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        describe_state(self, "Stream", f)
    }
}

impl<R: ResumableBody, P, C> Debug for Resumable<R, P, C> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        describe_state(self, "Coroutine", f)
    }
}

/// A value in a slot.
pub struct Held<T>(*const T);

/// Bytes in a slot that are a value if that is `Copy`.
pub struct Bytes<T>(*const T);

impl<T> Bytes<T> {
    /// Where they are.
    #[cfg(feature = "serde")]
    pub(super) fn slot(&self) -> *const T {
        self.0
    }
}

/// A value in a slot.
///
/// # Safety
///
/// It is there for as long as this is used, and nobody has an exclusive reference to it or to what it leads to.
pub unsafe fn held<T>(slot: *const T) -> Held<T> {
    Held(slot)
}

/// Bytes in a slot.
///
/// # Safety
///
/// If they are a `Copy` value, as for [`held`].
pub unsafe fn bytes<T>(slot: *const T) -> Bytes<T> {
    Bytes(slot)
}

/// What can be shown: found before [`Hide`], for it needs one reference less.
pub trait Show {
    /// What is shown.
    fn __shown(&self) -> &dyn Debug;
}

impl<T: Debug> Show for &Held<T> {
    fn __shown(&self) -> &dyn Debug {
        // SAFETY: there is a value, by the contract of `held`.
        unsafe { &*self.0 }
    }
}

impl<T: Debug + Copy> Show for &Bytes<T> {
    fn __shown(&self) -> &dyn Debug {
        // SAFETY: there is a value, by the contract of `bytes`.
        unsafe { &*self.0 }
    }
}

/// What cannot be shown.
pub trait Hide {
    /// `_`
    fn __shown(&self) -> &dyn Debug {
        &Hidden
    }
}

impl<T> Hide for Held<T> {}

impl<T> Hide for Bytes<T> {}

struct Hidden;

impl Debug for Hidden {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}
