//! What macro calls are given of the slots, and that they keep none of it.
//!
//! A macro that nobody sees expanded may write what it is given into a closure or a block that says `move`. Natively the variables
//! would be there then; here the slots' addresses would be copied, and could be kept beyond the slots. So a value that cannot be
//! copied, and that is used behind the call, stands beside each of them: it would be moved away with them (E0382).

use super::names::ours;
use super::resume::Emitter;
use crate::ir::{How, LocalId, Piece};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// What is to be known where slots are given away.
#[derive(Default)]
pub(super) struct Given {
    /// In what a macro call is given, outside of closures: what runs the machine stands beside each slot.
    witnessed: bool,
    /// In a closure: what it has by references that can be copied.
    pub(super) shared: Vec<LocalId>,
    /// In a closure: what it has by value.
    pub(super) handed_over: Vec<LocalId>,
}

impl Given {
    /// In a closure, which has a witness of its own (see `build::given`).
    pub(super) fn in_closure(shared: Vec<LocalId>, handed_over: Vec<LocalId>) -> Self {
        Given { witnessed: false, shared, handed_over }
    }

    /// A slot's address.
    pub(super) fn place(&self, place: &Ident) -> TokenStream {
        self.value(quote!(#place), place.span())
    }

    /// A block of these statements.
    pub(super) fn block(&self, stmts: &TokenStream, span: Span) -> TokenStream {
        let witness = self.witnessed.then(|| running(span)).map(|running| quote!(&#running;));
        quote!({ #witness #stmts })
    }

    /// A value that is made of a slot or of its guard, or an address. Temporaries live to the end of the statement, as without it.
    pub(super) fn value(&self, value: TokenStream, span: Span) -> TokenStream {
        if self.witnessed { beside(&running(span), &value) } else { value }
    }
}

impl Emitter<'_> {
    /// What a macro call is given.
    pub(super) fn in_macro(&mut self, what: impl FnOnce(&mut Self) -> TokenStream) -> TokenStream {
        let around = std::mem::replace(&mut self.given.witnessed, true);
        let tokens = what(self);
        self.given.witnessed = around;
        tokens
    }

    /// In what a macro call is given: where a piece stands that has to do with a slot in another way than by its place, or with its
    /// guard.
    pub(super) fn touches_slots(&self, piece: &Piece) -> Option<Span> {
        match piece {
            _ if !self.given.witnessed => None,
            Piece::Use { local, how, ident, .. } => {
                (*how == How::Value && self.cx.is_pointer(*local)).then(|| ident.span())
            }
            Piece::Part { local, ident, .. } => self.cx.has_parts(*local).then(|| ident.span()),
            Piece::Call(call) => self.is_by_usage(call).then_some(call.parens),
            Piece::Assign { ident, .. } | Piece::AssignPart { ident, .. } => Some(ident.span()),
            Piece::Update(update) => Some(update.ident.span()),
            Piece::Believed { id, uses, span, .. } => (!self.ends_of(*id, uses).is_empty()).then_some(*span),
            Piece::Tokens(_)
            | Piece::Group(..)
            | Piece::Capture { .. }
            | Piece::Expected { .. }
            | Piece::Asked(..)
            | Piece::Side(_) => None,
            // What leaves, or may, cannot stand in a closure.
            Piece::Await(_)
            | Piece::Resumed(_)
            | Piece::Nest(_)
            | Piece::Return(..)
            | Piece::Question(..) => None,
        }
    }
}

/// Whether a variable is all that stands before `=>`: `bail!(error => "..")`. There is no need of parentheses, and some macros have
/// other rules for what begins with some.
pub(super) fn is_key(before: Option<&Piece>, piece: &Piece, behind: Option<&Piece>) -> bool {
    let begins = || match before {
        None => true,
        Some(Piece::Tokens(tokens)) => ends_with_comma(tokens),
        Some(_) => false,
    };
    let has_arrow = || matches!(behind, Some(Piece::Tokens(tokens)) if begins_with_arrow(tokens));
    matches!(piece, Piece::Use { .. }) && begins() && has_arrow()
}

fn ends_with_comma(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().last(), Some(TokenTree::Punct(punct)) if punct.as_char() == ',')
}

fn begins_with_arrow(tokens: &TokenStream) -> bool {
    let mut signs = tokens.clone().into_iter().map(|token| match token {
        TokenTree::Punct(punct) => Some(punct.as_char()),
        TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => None,
    });
    signs.next() == Some(Some('=')) && signs.next() == Some(Some('>'))
}

/// `tokens` for `(tokens)`, and `x.tokens` for `((x).tokens)`.
pub(super) fn without_parentheses(tokens: TokenStream) -> TokenStream {
    let content = |token: &TokenTree| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    };
    let mut rest = tokens.clone().into_iter();
    let (Some(all), None) = (rest.next().as_ref().and_then(content), rest.next()) else { return tokens };
    let mut rest = all.into_iter();
    let name =
        |first: &TokenTree| content(first).filter(|content| syn::parse2::<Ident>(content.clone()).is_ok());
    let begin = rest.next().map(|first| name(&first).unwrap_or_else(|| first.into()));
    begin.into_iter().chain([rest.collect()]).collect()
}

/// A value beside a witness.
pub(super) fn beside(witness: &Ident, value: &TokenStream) -> TokenStream {
    quote!((&#witness, #value).1)
}

/// What runs the machine, to be missed where the user gave something away.
fn running(span: Span) -> Ident {
    at("running", span)
}

/// A name of ours, where the user gave something away.
pub(super) fn at(name: &str, span: Span) -> Ident {
    let mut ident = ours(name);
    ident.set_span(ident.span().located_at(span));
    ident
}

/// Behind these `!` negates.
const NEGATES: [&str; 7] = ["if", "while", "match", "return", "break", "in", "else"];

/// Whether what follows is what a macro call is given.
pub(super) fn calls_macro(tokens: &TokenStream) -> bool {
    let mut last = [None, None];
    for token in tokens.clone() {
        last = [last[1].take(), Some(token)];
    }
    let is_not = |name: &Ident| NEGATES.iter().any(|keyword| name == keyword);
    matches!(last, [Some(TokenTree::Ident(name)), Some(TokenTree::Punct(punct))] if punct.as_char() == '!' && !is_not(&name))
}
