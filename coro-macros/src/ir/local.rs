//! What is known of a local.

use super::{LastCall, Looks, Number, Origin, Part, PatternName, PlaceUse, SegmentId, UseId, Way};
use proc_macro2::{Span, TokenStream};

/// What is known of a local.
pub(crate) struct Local {
    /// The user's name for it, or one that says what it is for.
    pub(crate) name: String,
    pub(crate) origin: Origin,
    /// Known to have nothing to drop: a number, a reference, an awaited `bool`.
    pub(crate) inert: bool,
    /// Bound by a pattern in which a constant of its name would be meant, if there is one.
    pub(crate) may_be_constant: bool,
    /// Known to be a number, a `bool` or a `char`.
    pub(crate) number: Option<Number>,
    /// Known to be a raw pointer.
    pub(crate) pointer: bool,
    /// Known to be a shared reference, or something else that is `Copy`.
    pub(crate) copied: bool,
    /// Known to be a shared reference.
    pub(crate) shared: bool,
    /// The same, if the check does not reject what it is given: it was copied out of what a reference leads to.
    pub(crate) copied_out: bool,
    /// Never given another value than the one that it is declared with.
    pub(crate) constant: bool,
    /// Where it is declared.
    pub(crate) segment: SegmentId,
    /// Mentioned in another segment than its own.
    pub(crate) crosses: bool,
    /// Declared in a loop that suspends.
    pub(crate) in_loop: bool,
    /// What may be borrowed from it.
    pub(crate) looks: Looks,
    /// The parts of it that are moved away somewhere, or may be.
    pub(crate) parts: Vec<Part>,
    /// The parts of it that are assigned to somewhere.
    pub(crate) refilled: Vec<Way>,
    /// Known to hold its fields itself, rather than to lead to them.
    pub(crate) aggregate: bool,
    /// The type that it is made of then, if it is known.
    pub(crate) made_as: Option<syn::Type>,
    /// Known to be a container of the standard library: what is in it is reached by borrowing it, and in no other way.
    pub(crate) container: bool,
    /// Known to be one of the standard library's enums.
    pub(crate) choice: Option<Choice>,
    /// What certainly makes its value, if that is a struct of the file or a tuple.
    pub(crate) certain: Option<Certain>,
    /// What is taken for granted of its fields.
    pub(crate) fields: Option<Fields>,
    /// A macro that nobody knows may assign to it, or to a part of it.
    pub(crate) in_unknown: bool,
    /// Known to be a reference: what is a part of what it leads to is borrowed from there, and not from it.
    pub(crate) reference: bool,
    /// Known to have something to drop, whatever it holds: it is moved, and never copied.
    pub(crate) owner: bool,
    /// Known to hold nothing that borrows from another variable.
    pub(crate) owns_all: bool,
    /// Known to be an iterator of the standard library: of its methods it is known which ones consume it.
    pub(crate) iterator: bool,
    /// A closure or a block: whether it is `Copy` is not known before all the rest is type-checked.
    pub(crate) captures: bool,
    /// Known to be used up when it is called.
    pub(crate) once: bool,
    /// Used in a way that consumes it or not, as its type says, while others look at whether it was consumed.
    pub(crate) by_usage: bool,
    /// A part of it may be consumed somewhere without a note that it is gone.
    pub(crate) unmarked: bool,
    /// The last call on it that consumes it or not, as its type says.
    pub(crate) last_call: Option<LastCall>,
    /// Where it is written.
    pub(crate) span: Span,
    /// Of a temporary: where its value begins.
    pub(crate) start: Option<Span>,
    /// Its type, if that is written or follows from what is; looked for in machines with a name, and in those that can be cloned.
    pub(crate) ty: Option<syn::Type>,
    /// A type is written, but not all of it.
    pub(crate) half_typed: bool,
    /// The pattern's name that it is bound to, while a guard is asked, and the place that is matched.
    pub(crate) bound: Option<Box<(PlaceUse, PatternName)>>,
}

/// What is known of one of the standard library's enums.
pub(crate) struct Choice {
    /// Its type, with what is known to have nothing to drop.
    pub(crate) ty: syn::Type,
    /// Where that is taken for granted: generated code says it there.
    pub(crate) relied_on: Vec<UseId>,
}

/// What certainly makes a value.
#[derive(Clone)]
pub(crate) enum Certain {
    /// It is of the type.
    Type(syn::Type),
    /// It is a tuple, of elements of which some are known to have nothing to drop.
    Tuple(Vec<bool>),
}

/// What is known of the fields of a struct or a tuple.
#[derive(Clone)]
pub(crate) struct Fields {
    /// A pattern that names all of them, and binds none.
    pub(crate) all: TokenStream,
    /// Those that are known to have nothing to drop.
    pub(crate) inert: Vec<syn::Member>,
    /// The others.
    pub(crate) others: Vec<syn::Member>,
    /// Where that is taken for granted, and which of the others are gone there: generated code says it.
    pub(crate) relied_on: Vec<(UseId, Vec<usize>)>,
}

impl Local {
    /// Whether a part of it that is gone may be there again.
    pub(crate) fn may_be_refilled(&self) -> bool {
        self.in_unknown || !self.refilled.is_empty()
    }

    /// One of which nothing else is known.
    pub(crate) fn new(name: String, origin: Origin, segment: SegmentId, in_loop: bool) -> Self {
        Local {
            name,
            origin,
            inert: false,
            may_be_constant: false,
            number: None,
            pointer: false,
            copied: false,
            shared: false,
            copied_out: false,
            constant: false,
            segment,
            crosses: false,
            in_loop,
            looks: Looks::Any,
            parts: Vec::new(),
            refilled: Vec::new(),
            aggregate: false,
            made_as: None,
            container: false,
            choice: None,
            certain: None,
            fields: None,
            in_unknown: false,
            reference: false,
            owner: false,
            owns_all: false,
            iterator: false,
            captures: false,
            once: false,
            by_usage: false,
            unmarked: false,
            last_call: None,
            span: Span::call_site(),
            start: None,
            ty: None,
            half_typed: false,
            bound: None,
        }
    }
}
