//! What generated code calls: the machine, its frame's slots, and the few helpers that keep an expansion readable.
//!
//! Nothing here is meant to be called by hand; `coro` re-exports it under a hidden name. It is `no_std` and imports
//! nothing else of this crate.
//!
//! ```text
//!   Machine<R>
//!   ├── frame: F                   the state and the slots (F is written by the macro, one per function)
//!   └── resume: R                  |frame, cx| -> Resumed<F, T, A>: zero-sized, captures nothing
//! ```
//!
//! While a machine runs, every value that lives in a slot is owned by a [`Live`] guard on the stack of the resume
//! closure. Leaving a scope by any way (falling out, `break`, `?`, a panic) drops its guards in the order of Rust's own
//! scopes. A suspension forgets the guards: the values stay in the frame, and the next resume arms new guards for them.
//! Dropping a suspended machine is a resume without a context: it goes to the point where the machine is suspended, and
//! leaves from there.
#![allow(
    clippy::inline_always, // a machine is fast because nothing of this is left of it; also without optimisation hints
    clippy::missing_panics_doc, // what panics here is never run
)]

mod asked;
mod awaiting;
mod block;
mod bounds;
mod captured;
mod clone;
mod context;
mod coroutine;
mod course;
mod describe;
mod elements;
mod expansion;
mod flags;
mod formats;
mod generator;
mod holder;
mod kind;
mod lasting;
mod led;
mod left;
mod live;
mod operators;
mod parts;
mod passing;
mod question;
mod recursion;
mod refill;
mod remains;
mod run;
#[cfg(feature = "serde")]
mod snapshot;
mod state;
#[cfg(feature = "stream")]
mod stream;
#[cfg(feature = "runtime")]
mod trace;
mod transfer;
mod usage;
mod yields;

pub use asked::{Asked, Diverges, Told, Unasked, asked};
pub use awaiting::{Awaiting, Is, awaiting};
pub use block::{
    LeadsTo, Lent, Places, called, captures_nothing, holder, is_reference, is_self, keep, keep_async, keeps,
    lend, lent, lent_nothing, place, stay, taken,
};
pub use bounds::{Bounds, List, Unbounded, bounds};
pub use captured::{
    Borrowed, BorrowedAnew, BorrowedCopy, HandedTo, LentPart, OwnPart, Owning, PartOf, Uses, borrowed,
};
pub use clone::{CloneBody, Copier, cloned, cloned_if, copied, same_frame, whole};
pub use context::PollContext;
/// By these names, whatever else has them where a machine is written.
pub use core::primitive::{bool, u8, usize};
#[cfg(feature = "serde")]
pub use coroutine::movable_again;
pub use coroutine::{
    Coroutine, CoroutineState, Given, Resumable, ResumableBody, Resumer, Sent, frame_of_resumer, movable,
    movable_cloned, output_of_resumer, resumable, resumer,
};
pub use course::{Course, Share};
pub use describe::{Bytes, Describe, Framed, Held, Hide, Show, bytes, describe, held};
pub use elements::{Array, Elements};
pub use expansion::{
    ByName, Expanded, Expansion, Gone, InScope, Jump, Left, NEVER, SameTypes, Side, Taken, Within, Witness,
    and_in_scope, behind, beside, check_async, expanded, expansion, in_scope, leave, leaves_by, leaving,
    lent_to_call, no_way, poll_expansion, resumed, same_types, side, still, then, unreachable, within,
};
pub use flags::{
    Flags, any_gone, any_matters_1, any_matters_2, any_matters_3, any_matters_4, any_matters_5,
    any_matters_6, several_gone,
};
pub use formats::{Formatting, Kept, formatted, formatting, kept};
#[cfg(feature = "stream")]
pub use futures_core::{Stream, stream::FusedStream};
#[cfg(feature = "serde")]
pub use generator::generator_again;
pub use generator::{
    Generator, GeneratorBody, Resumption, Turn, awaits_in_generator, folded, frame_of_generator, generator,
    generator_cloned, generator_resumer, items_of_generator, no_context, turn_of, yielded, yielded_again,
};
pub use holder::{
    BoxHolder, Holder, Leads, LeadsBox, LeadsNowhere, PlainHolder, SplitParts, SplitPointer, SplitWhole,
    TakenApart, TakenBehind, TakenWhole,
};
pub use kind::{Kind, KindIsCopy, KindIsNot, kind_of};
pub use lasting::{lasting, made};
pub use led::{Led, LedAnew, LedAway, LedCopy, LedOn, led};
pub use left::{Emptied, NoBox, NoRemnant, Remnant, another, copy_bytes, is_all_of};
pub use live::{Live, inert, owner, slot};
pub use operators::{Target, is_overloaded, told};
pub use parts::{
    Open, Opened, Parts, Rest, RestOfCall, Seen, alike, binds_by_place, binds_by_value, field_of, gone, owns,
    part_of, take_part, use_last_part, use_part,
};
pub use passing::{Stored, choice, consumed, looked_through, passes, slot_or_room};
pub use question::{Question, Ret};
#[cfg(feature = "alloc")]
pub use recursion::{BoxedCall, CallOn, CallOnOther, ErasedCall, call_beside, call_on, erased_call};
pub use recursion::{Call, Callee, call};
pub use refill::{replace_part, set_around_parts, set_part, unsure};
pub use remains::{
    Begun, Called, Fronted, Over, Room, Waiting, is_taken, leaves, leaves_at_end, leaves_nothing, place_of,
    place_or_room, remains, waiting,
};
pub use run::{
    Alike, Body, Declared, Entered, FIRST_POINT, Frame, Machine, PANICKED, Poll, RETURNED, Results, Resumed,
    Running, UNRESUMED, argument, declare, machine, one_result, outlives, output_of, result_by, suspend,
    suspend_again, tell, tied, typed,
};
#[cfg(feature = "serde")]
pub use snapshot::{
    Deserialize, Deserializer, IfCopy, IfNot, MapAccess, ReadFrame, Readable, Serialize, Serializer, Sink,
    WriteFrame, copy_in, flags_of, never_read, none_like, read_frame, read_variable, write_machine,
};
pub use state::{Point, Points, State, Stated};
#[cfg(feature = "stream")]
pub use stream::{NextItem, StreamBody, StreamOf, items_of_stream, next_item, stream};
#[cfg(feature = "runtime")]
pub use trace::{IS_TRACED, Path, Trace};
pub use transfer::{
    Beside, CopyOf, Exclusive, LentName, LentTo, Named, NoCopy, left_in_place, settle, stands_for, transfer,
    transfer_of_name, unbound,
};
pub use usage::{
    ClosureOn, End, Ending, EndsNever, EndsWithUnit, Expected, Guard, Probe, Usage, any_place, array, assign,
    closure_on, dispose, exclusively, gives, known_before, probe_of, receive, receive_if, usage_like,
    usage_of, use_place, with,
};
pub use yields::{
    Unmade, Yields, check_items, check_items_async, check_yields, check_yields_async, item_is, item_of,
    relocated, value_as, value_of,
};

#[cfg(feature = "alloc")]
pub use alloc::{boxed::Box, string::String, vec::Vec};
pub use core::clone::Clone;
pub use core::fmt::{Debug, DebugStruct, Formatter, Result as Formatted};
pub use core::future::{Future, IntoFuture};
pub use core::iter::{FusedIterator, IntoIterator, Iterator};
pub use core::marker::{Copy, PhantomData, PhantomPinned, Send, Sync, Unpin};
pub use core::mem::{ManuallyDrop, MaybeUninit, drop, forget, needs_drop};
pub use core::ops::{Drop, FnOnce};
pub use core::option::Option;
pub use core::pin::Pin;
pub use core::result::Result;
pub use core::task::Context;

/// The room that slots share, as a pointer to one of them.
#[inline(always)]
pub fn shared<T>(slot: *mut ManuallyDrop<T>) -> *mut T {
    slot.cast()
}

/// Takes the value out of a slot; its type is the slot's, without the coercions of a pointer.
///
/// # Safety
///
/// The slot holds a value, and it is not taken twice unless it is `Copy`.
#[inline(always)]
pub unsafe fn read<T>(slot: *mut T) -> T {
    // SAFETY: by contract.
    unsafe { slot.read() }
}

/// The value in a place that a reference leads to: a copy of it.
///
/// # Safety
///
/// There is a value; and it is `Copy`, or the reference is exclusive, and the place is not used while the copy is.
#[inline(always)]
pub unsafe fn copy_of<T>(place: *const T) -> T {
    // SAFETY: by contract.
    unsafe { place.read() }
}

/// Puts a value into a slot, whatever was there.
///
/// # Safety
///
/// The slot is good for a value of its type.
#[inline(always)]
pub unsafe fn write<T>(slot: *mut T, value: T) {
    // SAFETY: by contract.
    unsafe { slot.write(value) }
}

/// The check: a closure that is type-checked and borrow-checked, and never called.
pub fn check<R>(_: impl FnOnce() -> R) -> R {
    unreachable!("the borrow check never runs")
}
