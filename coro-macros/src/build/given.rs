//! What macro calls are given of the body's locals, and that they keep none of it.
//!
//! A macro that nobody sees expanded may write what it is given into a closure or a block that says `move`. Natively the variable
//! would be there then, and could be kept for as long as one likes; here it would be a reference to the slot, or its address.

use super::{Builder, ours};
use crate::ir::{How, LocalId};
use crate::syntax::block::CoBlock;
use crate::syntax::macros::{self, MacroCall};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, Macro, Stmt};

/// A local that a literal of the call names: a statement that binds the name, and one that has it still.
pub(super) struct NamedLocal {
    pub(super) binding: Stmt,
    pub(super) still: Stmt,
}

/// What is said around a macro call.
pub(super) struct Around {
    pub(super) before: Vec<Stmt>,
    behind: Vec<Stmt>,
    /// The closure's witness was given to it: behind the call it is there, as what is in the closure by exclusive references.
    witnessed: Option<Vec<Stmt>>,
}

impl Around {
    /// A statement behind the call: if its expansion moved what leads to a variable into a closure or a block with `move`,
    /// natively the variable would be there, and what leads to it could be left when the variable is gone (E0382).
    pub(super) fn behind(&self, private: &syn::Path) -> Option<Stmt> {
        let (behind, end) = (&self.behind, end(private));
        (!behind.is_empty()).then(|| syn::parse_quote!(if false { #(#behind)* #end }))
    }

    /// The witness as a statement behind the call, whose value may refer to temporaries that go on living.
    pub(super) fn witnessed_behind(&self, private: &syn::Path) -> Option<Stmt> {
        let (token, end) = (token(Span::call_site()), end(private));
        self.witnessed.as_ref().map(|kept| syn::parse_quote!(if false { #(#kept)* &#token; #end }))
    }
}

/// What cannot be copied, in a closure or block of the user's: beside each shared reference to a slot that a macro call in it is
/// given, and behind that call. (Elsewhere what runs the machine is there for that.)
#[derive(Default)]
pub(super) struct Witness {
    /// The code at hand is an argument of such a call.
    open: bool,
    /// It has to be there.
    used: bool,
    /// What the call uses of what the closure has captured.
    given: Vec<(LocalId, Ident)>,
}

impl Builder<'_> {
    /// Whether the code at hand is in a closure or a block of the user's.
    pub(super) fn is_in_closure(&self) -> bool {
        self.capture.is_some() && !self.in_expansion
    }

    /// Whether the code at hand is in such a closure, and not all that is used there is its own.
    fn refers_to_slots(&self) -> bool {
        self.is_in_closure() && self.capture.as_ref().is_some_and(|capture| !capture.by_value)
    }

    /// Walks the call.
    pub(super) fn around_macro(&mut self, mac: &mut Macro) -> Around {
        let (given, known) = (self.given_to(mac), !is_unknown(mac));
        let witness = std::mem::take(&mut self.witness);
        self.witness.open = witness.open || known && self.refers_to_slots();
        let names = self.macro_arguments(mac);
        let Witness { open, used, given: used_here } = std::mem::replace(&mut self.witness, witness);
        self.witness.used |= used;
        let witnessed = if self.witness.open {
            self.witness.given.extend(used_here);
            None
        } else {
            (open && used).then(|| self.kept(used_here))
        };
        let (before, mut behind): (Vec<_>, Vec<_>) =
            names.into_iter().map(|name| (name.binding, name.still)).unzip();
        behind.extend(self.still_given(given));
        Around { before, behind, witnessed }
    }

    /// The call's value; behind it the witness, if it was given that.
    pub(super) fn beside_witness(&self, around: &Around, call: Expr, span: Span) -> Expr {
        let (private, token) = (&self.private, token(span));
        match &around.witnessed {
            Some(kept) => {
                let still = quote_spanned!(span=> &#token);
                syn::parse_quote!(#private::then(#call, { #(#kept)* #still }))
            }
            None => call,
        }
    }

    /// How a local is used in the closure at hand, which has captured it.
    pub(super) fn how_captured(&mut self, local: LocalId, ident: &Ident) -> How {
        if self.witness.open {
            self.witness.used = true;
            self.witness.given.push((local, ident.clone()));
        }
        match (self.in_expansion && self.by_field, self.witness.open) {
            (true, _) => How::CapturedFields,
            (false, true) => How::Witnessed,
            (false, false) => How::Captured,
        }
    }

    /// The body of a closure or block, with a witness of its own if it needs one.
    pub(super) fn with_witness(&mut self, expr: &mut Expr, body: impl FnOnce(&mut Self, &mut Expr)) {
        let (around, n_uses) = (std::mem::take(&mut self.witness), self.n_uses);
        body(self, expr);
        let inside = std::mem::replace(&mut self.witness, around);
        let (private, token) = (&self.private, token(Span::call_site()));
        if inside.used {
            let binding = syn::parse_quote!(let #token = #private::Witness::new(););
            match expr {
                Expr::Closure(closure) => {
                    let body = &closure.body;
                    closure.body = syn::parse_quote!({ #binding #body });
                }
                Expr::Async(block) => block.block.stmts.insert(0, binding),
                Expr::Macro(mac) => {
                    if let Some(mut block) = CoBlock::of(&mac.mac) {
                        block.body.stmts.insert(0, binding);
                        mac.mac.tokens = block.to_token_stream();
                    }
                }
                _ => {}
            }
        }
        if self.witness.open && self.n_uses > n_uses {
            self.witness.used = true;
            *expr = syn::parse_quote!({ &#token; #expr });
        }
    }

    /// What a macro of which nobody knows what it does is given in a closure: by references, if the closure has no `move`.
    fn given_to(&self, mac: &Macro) -> Vec<(LocalId, Ident)> {
        fn note(
            tokens: TokenStream,
            local: &impl Fn(&Ident) -> Option<LocalId>,
            given: &mut Vec<(LocalId, Ident)>,
        ) {
            for token in tokens {
                match token {
                    TokenTree::Ident(ident) => given.extend(local(&ident).map(|local| (local, ident))),
                    TokenTree::Group(group) => note(group.stream(), local, given),
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
        }
        let mut given = Vec::new();
        if self.is_in_closure() && is_unknown(mac) {
            note(mac.tokens.clone(), &|ident| self.names.get(ident), &mut given);
        }
        given
    }

    /// That what a call was given leads to the variables still.
    fn still_given(&mut self, mut given: Vec<(LocalId, Ident)>) -> Vec<Stmt> {
        let Some(capture) = &mut self.capture else { return Vec::new() };
        given.retain(|(local, _)| capture.refers_to(*local));
        self.kept(given)
    }

    fn kept(&mut self, mut given: Vec<(LocalId, Ident)>) -> Vec<Stmt> {
        given.sort_by_key(|(local, _)| *local);
        given.dedup_by_key(|(local, _)| *local);
        given.into_iter().map(|(local, ident)| self.said_of(local, ident, How::Kept)).collect()
    }
}

/// Whether nobody knows what the macro does.
fn is_unknown(mac: &Macro) -> bool {
    match macros::parse(mac) {
        MacroCall::Expressions { .. } | MacroCall::Select(_) | MacroCall::Soup => true,
        MacroCall::Known(_) | MacroCall::Matches { .. } | MacroCall::Constant | MacroCall::Fields(_) => false,
    }
}

/// What comes to nothing, and cannot be unwound: with that, variables of the user's would be dropped that have lent what is said here.
fn end(private: &syn::Path) -> Expr {
    syn::parse_quote!(match *#private::NEVER {})
}

fn token(span: Span) -> Ident {
    ours("token", span)
}
