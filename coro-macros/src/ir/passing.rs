//! Calls that may leave nothing of what they are called on.

use super::{Code, Piece, UseId};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
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
    /// `copied` and `cloned`
    Copies,
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
    /// `&String` and `&Vec<T>`
    Measured,
}

impl Family {
    /// In the order in which the support library has them.
    pub(crate) const ALL: [Family; 7] = [
        Family::Text,
        Family::Slice,
        Family::SliceMut,
        Family::Char,
        Family::Byte,
        Family::Int,
        Family::Measured,
    ];
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

/// Methods that give what a closure gives them, or something that holds it.
#[rustfmt::skip]
const HAND_ON: [&str; 13] = [
    "and_then", "filter_map", "flat_map", "fold", "map", "map_err", "map_or", "map_or_else", "map_while", "or_else", "scan", "then",
    "try_fold",
];

/// Methods that give the same whatever is done with it.
#[rustfmt::skip]
const KNOWN: [&str; 30] = [
    "abs", "as_bytes", "as_deref", "as_slice", "as_str", "chars", "clone", "cloned", "contains", "copied", "count", "elapsed",
    "ends_with", "expect", "is_empty", "is_none", "is_some", "iter", "len", "lines", "max", "min", "starts_with", "to_lowercase",
    "to_owned", "to_string", "to_uppercase", "trim", "unwrap", "wrapping_add",
];

/// Whether a closure that a call is given may have its result's type from what is done with the call's own: where such a call is
/// written once more, nobody says it.
pub(crate) fn may_be_typed_later(method: &TokenStream, arguments: &[Code]) -> bool {
    let hands_on = method.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => HAND_ON.iter().any(|name| word == name),
        TokenTree::Punct(_) | TokenTree::Group(_) | TokenTree::Literal(_) => false,
    });
    hands_on && have_own_types(arguments) && arguments.iter().any(is_open)
}

/// The same of a call of which nobody knows whether it hands that on, and what parameters it gives to closures: of one that is not used,
/// what is done with the call's result may say what it is.
pub(crate) fn may_all_be_typed_later(arguments: &[Code]) -> bool {
    let is_unsure = |argument: &Code| is_open(argument) || has_unused_name(argument);
    have_own_types(arguments) && arguments.iter().any(is_unsure)
}

/// Whether there is a name that says it is not used.
fn has_unused_name(code: &Code) -> bool {
    fn is_in(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(word) => word.to_string().starts_with('_'),
            TokenTree::Group(group) => is_in(group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    has_text(code, |text| match text {
        Text::Written { tokens, .. } => is_in(tokens.clone()),
        Text::Method(_) => false,
    })
}

/// Whether the type of the code's value may be left to others.
fn is_open(code: &Code) -> bool {
    has_text(code, |text| match text {
        Text::Written { tokens, calls } => is_open_text(tokens.clone(), calls),
        Text::Method(method) => is_open_text(method.clone(), true),
    })
}

/// What is written somewhere in code.
enum Text<'a> {
    /// As the user wrote it; the arguments of a call may stand behind it.
    Written { tokens: &'a TokenStream, calls: bool },
    /// The method that is called on a local.
    Method(&'a TokenStream),
}

/// Whether some of what is written in the code is as said, or it is not known what is.
fn has_text(code: &Code, is: impl Fn(Text<'_>) -> bool + Copy) -> bool {
    code.pieces.iter().enumerate().any(|(at, piece)| match piece {
        Piece::Tokens(tokens) => {
            let calls = matches!(code.pieces.get(at + 1), Some(Piece::Group(Delimiter::Parenthesis, ..)));
            is(Text::Written { tokens, calls })
        }
        Piece::Group(_, _, code) => has_text(code, is),
        Piece::Asked(_, code) | Piece::Capture { closure: code, .. } | Piece::Believed { call: code, .. } => {
            has_text(code, is)
        }
        Piece::Assign { value, .. } | Piece::AssignPart { value, .. } => has_text(value, is),
        Piece::Call(call) => {
            is(Text::Method(&call.method)) || call.arguments.iter().any(|argument| has_text(argument, is))
        }
        Piece::Use { .. } | Piece::Part { .. } | Piece::Resumed(_) | Piece::Side(_) => false,
        Piece::Update(_)
        | Piece::Expected { .. }
        | Piece::Await(_)
        | Piece::Nest(_)
        | Piece::Return(..)
        | Piece::Question(..) => true,
    })
}

/// Whether a type is left open by tokens, behind which there may be the arguments of a call.
fn is_open_text(tokens: TokenStream, calls: bool) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_open = match token {
            TokenTree::Punct(punct) => punct.as_char() == '?',
            TokenTree::Group(group) => is_open_text(group.stream(), false),
            TokenTree::Literal(_) => false,
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let is_called = match tokens.peek() {
                    Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
                    Some(TokenTree::Punct(punct)) => punct.as_char() == '!' && word != "format",
                    Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => false,
                    None => calls,
                };
                let is_known = KNOWN.contains(&word.as_str()) || word.starts_with(char::is_uppercase);
                matches!(word.as_str(), "return" | "None" | "Ok" | "Err") || is_called && !is_known
            }
        };
        if is_open {
            return true;
        }
    }
    false
}
