//! What closures capture.

use super::{LocalId, Projection, UseId};
use proc_macro2::Ident;

/// A local that a closure captures.
#[derive(Clone)]
pub(crate) struct Captured {
    pub(crate) id: UseId,
    pub(crate) local: LocalId,
    /// Used as a whole, and not by its fields only.
    pub(crate) whole: bool,
    pub(crate) ident: Ident,
    /// The closure says `move`.
    pub(crate) by_value: bool,
    /// Moved or copied in the closure.
    pub(crate) value: bool,
    pub(crate) exclusive: bool,
    /// All that the closure captures, and methods are called on it of which nobody knows whether they consume it: rustc is
    /// asked, if it is not used after the closure.
    pub(crate) asked: bool,
    /// What is captured of it, by value, if it is not the whole.
    pub(crate) part: Option<CapturedPart>,
}

/// A part of a local that a closure takes.
#[derive(Clone)]
pub(crate) struct CapturedPart {
    /// What it is called in the closure.
    pub(crate) name: Ident,
    pub(crate) projection: Projection,
    pub(crate) number: usize,
}

/// What is done about a value that goes into what says `move`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rebound {
    /// It is copied.
    Whole,
    /// Fields of it will be copied.
    Fields,
    /// They have been; the rest is left where it was.
    Rest,
}
