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

/// A call that is called as methods are of which nothing has to be kept but their result. Whether it is one of them is for its
/// receiver's type to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Passing {
    /// `len`, of what is reached through a reference.
    Measures,
    /// A method of texts, that are reached through a reference.
    Reads,
    /// A method of slices, that are reached through a reference.
    Views,
    /// A method that takes such a value itself.
    Takes { option: bool, result: bool, iterator: bool },
    /// `into_iter`
    Iterates,
    /// `into`
    Converts,
    /// A method that makes something of its own of a text or a slice, that are reached through a reference.
    Owns,
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
