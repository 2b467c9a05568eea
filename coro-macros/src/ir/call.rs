//! Calls that may consume what they are made on.

use super::{Code, LocalId, Projection, UseId};
use proc_macro2::{Ident, Span, TokenStream};

/// A call that may consume the local it is made on.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) id: UseId,
    pub(crate) local: LocalId,
    pub(crate) ident: Ident,
    /// The part of the local that it is made on.
    pub(crate) projection: Projection,
    /// That part's number, if it is not the whole.
    pub(crate) part: Option<usize>,
    /// `.method::<T>`, or nothing if the local itself is called.
    pub(crate) method: TokenStream,
    pub(crate) arguments: Vec<Code>,
    /// Where the arguments stand in their parentheses.
    pub(crate) parens: Span,
    /// No argument is a closure or another thing that must stay inside of the call to be understood.
    pub(crate) plain: bool,
    /// What is in an argument may have to be converted to what the call expects there.
    pub(crate) shaped: bool,
    pub(crate) receiver: Receiver,
    /// It is known to consume the value, if that is not `Copy`: also if a wrong function uses the value later.
    pub(crate) consumes: bool,
}

impl Call {
    /// Where what it is made on stands, also if that is a temporary: as if it was a variable of the user's.
    pub(crate) fn user_span(&self) -> Span {
        self.ident.span().resolved_at(self.parens)
    }
}

/// Who owns what a call is made on while its arguments are made. Natively a value that the call consumes is moved before that: it is
/// dropped before all variables that are younger than it, if the arguments are left or panic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Receiver {
    /// The variable: there is no difference.
    Variable,
    /// If the call consumes it, a guard within the expression.
    Expression,
    /// The same, from a step on: the arguments suspend.
    Step(LocalId),
}
