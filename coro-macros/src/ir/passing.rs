//! Calls that may leave nothing of what they are called on.

use super::{Code, Piece, UseId};
use proc_macro2::{TokenStream, TokenTree};

/// The last call on a local that consumes it or not, as its type says.
#[derive(Clone, Copy)]
pub(crate) struct LastCall {
    pub(crate) id: UseId,
    /// What its name suggests.
    pub(crate) passing: Option<Passing>,
    /// What its name says, if rustc may be asked.
    pub(crate) chance: Chance,
}

/// Whether a call may consume what it is called on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Chance {
    /// It does not, or rustc cannot be asked.
    None,
    /// Nobody knows.
    Even,
    /// Methods of that name mostly do.
    Good,
}

/// Why nothing of a local may have to be kept behind its last use. Whether that is so is for its type to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Passing {
    /// It is called as methods are that take such a value itself.
    Takes { option: bool, result: bool, iterator: bool },
    /// `into_iter`
    Iterates,
    /// `into`
    Converts,
    /// Nothing borrows it: there may be nothing to drop.
    Rests,
    /// All that is called on it are methods that values of these types have, which are copied or looked through; and one
    /// perhaps that makes something of its own of what the value leads to.
    Looks(Families, Option<UseId>),
}

/// What may be borrowed from a local by what is done with it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Looks {
    /// Nothing, whatever its type: all looks at it are over at once.
    Any,
    /// Nothing, if it is of one of these types.
    Of(Families, Option<UseId>),
}

impl Looks {
    /// Something may be.
    pub(crate) const LASTING: Looks = Looks::Of(Families([false; Family::ALL.len()]), None);

    /// Whether something may be borrowed, for all that is known without its type.
    pub(crate) fn may_last(self) -> bool {
        !matches!(self, Looks::Any)
    }

    /// This and that is done with it.
    pub(crate) fn and(self, other: Looks) -> Self {
        match (self, other) {
            (Looks::Any, looks) | (looks, Looks::Any) => looks,
            // Of what is made once rustc says what it is made of.
            (Looks::Of(_, Some(_)), Looks::Of(_, Some(_))) => Looks::LASTING,
            (Looks::Of(a, own), Looks::Of(b, other)) => Looks::Of(a.and(b), own.or(other)),
        }
    }
}

/// Types of values that are copied, or that lead to what their methods look at: calls of those borrow nothing from a variable that
/// holds such a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Family {
    /// `&str`
    Text,
    /// `&[T]`
    Slice,
    /// `&mut [T]`
    SliceMut,
    /// `char`
    Char,
    /// `u8`
    Byte,
    /// The other integers.
    Int,
}

impl Family {
    /// In the order in which the support library has them.
    pub(crate) const ALL: [Family; 6] =
        [Family::Text, Family::Slice, Family::SliceMut, Family::Char, Family::Byte, Family::Int];
}

/// A set of [`Family`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Families(pub(crate) [bool; Family::ALL.len()]);

impl Families {
    /// Those of which it holds.
    pub(crate) fn of(is_in: impl Fn(Family) -> bool) -> Self {
        Families(Family::ALL.map(is_in))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.iter().all(|is_in| !is_in)
    }

    /// Those that are in both.
    pub(crate) fn and(self, other: Families) -> Self {
        Families(std::array::from_fn(|at| self.0[at] && other.0[at]))
    }
}

/// Whether arguments have types of their own each time that they are written: closures, `async` blocks, and macros of which
/// nobody knows.
pub(crate) fn have_own_types(arguments: &[Code]) -> bool {
    fn is_own(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "async",
            TokenTree::Punct(punct) => matches!(punct.as_char(), '|' | '!'),
            TokenTree::Group(group) => is_own(group.stream()),
            TokenTree::Literal(_) => false,
        })
    }
    arguments.iter().any(|argument| match argument.pieces.as_slice() {
        [Piece::Capture { .. }] => true,
        [Piece::Tokens(tokens)] => is_own(tokens.clone()),
        _ => false,
    })
}
