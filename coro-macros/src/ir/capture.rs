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
    /// It has a destructor, and the closure has all of it, though it uses fields.
    pub(crate) ends_whole: bool,
    /// Moved or copied in the closure.
    pub(crate) value: bool,
    pub(crate) exclusive: bool,
    /// By a macro call: what is a reference, it has for as long as the machine runs at most.
    pub(crate) lent: bool,
    /// Methods are called on it, or macros, of which nobody knows whether they consume it: rustc is asked, if it is not used after the
    /// closure. So is one local of a closure at most: the first of which that can be asked.
    pub(crate) asked: Option<Asked>,
    /// What the closure comes to may refer to it: a value of the closure's own would not last.
    pub(crate) outlived: bool,
    /// What is captured of it, by value, if it is not the whole.
    pub(crate) part: Option<CapturedPart>,
    /// What is used of it as values, where it may only lead to its fields: what is no `Copy` there is an exclusive reference to go on from.
    pub(crate) fields: Vec<Projection>,
}

impl Captured {
    /// A part of a local.
    pub(crate) fn part(local: LocalId, ident: Ident, part: CapturedPart) -> Self {
        Captured {
            id: crate::index::Id::new(0),
            local,
            whole: false,
            ident,
            by_value: false,
            ends_whole: false,
            value: false,
            exclusive: false,
            lent: false,
            asked: None,
            outlived: false,
            part: Some(part),
            fields: Vec::new(),
        }
    }
}

/// Which closure is made for rustc to say how it captures a local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asked {
    /// The closure itself: it captures nothing else. Where it is expected its parameters' types are known, and how it is called.
    Itself,
    /// One of ours around it, that is given what else it captures.
    Around,
    /// The same of an `async` block, which has all of the local if it has a part of it.
    Block,
    /// One of ours around the block that a macro's call stands in, which gets what else it uses as one value.
    Call,
}

/// A part of a local that a closure takes.
#[derive(Clone)]
pub(crate) struct CapturedPart {
    /// What it is called in the closure.
    pub(crate) name: Ident,
    pub(crate) projection: Projection,
    pub(crate) number: usize,
    /// What is used of it as values, if it is used otherwise as well: the closure has a reference if all of that is `Copy`, and the
    /// value otherwise.
    pub(crate) unsure: Vec<Projection>,
    pub(crate) doubt: DoubtOfPart,
}

/// What the part is asked for: mostly one that a closure with `move` takes, so that it is an error if what is known of types from their names is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoubtOfPart {
    None,
    /// That nothing it lies in is a pointer or has a destructor: of such a value the closure would have all.
    Gives,
    /// That it is such a value itself: the closure uses less of it.
    IsAll,
    /// Whether the variable holds it, or leads to it: asked of what a closure without `move` uses as a value.
    Leads,
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
