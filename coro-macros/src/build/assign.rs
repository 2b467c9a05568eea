//! Assignments, to a local, a part of one, a place, or several at once.

use super::{Builder, Want, ours};
use crate::ir::{Event, LocalId, Piece};
use crate::syntax::suspends::{is_place, starts_upper};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Expr;
use syn::spanned::Spanned;

impl Builder<'_> {
    pub(super) fn opaque_assign(&mut self, expr: &mut Expr) {
        let Expr::Assign(assign) = expr else { return };
        if is_look(assign) {
            self.without_unlooked(&mut assign.right, [&syn::parse_quote!(_)]);
            self.opaque(&mut assign.right, Want::Look);
            return;
        }
        if is_destructuring(&assign.left) {
            *expr = destructured((*assign.left).clone(), &assign.right);
            self.opaque(expr, Want::Value);
            return;
        }
        self.opaque(&mut assign.right, Want::Value);
        *expr = self.assign_to((*assign.left).clone(), assign.eq_token, (*assign.right).clone());
    }

    /// `place = value`, where the value is code already.
    pub(super) fn assign_to(&mut self, place: Expr, eq: syn::Token![=], value: Expr) -> Expr {
        if let Some((local, ident)) = self.local_of(&place) {
            return self.assign_local(local, ident, eq, &value);
        }
        if let Some(assigned) = self.assign_part(&place, eq, &value) {
            return assigned;
        }
        let mut place = place;
        let want = self.want_of_target();
        self.opaque(&mut place, want);
        syn::parse_quote!(#place #eq #value)
    }

    /// What an assignment wants of its target: nothing that lasts; but a closure has to capture it exclusively.
    pub(super) fn want_of_target(&self) -> Want {
        if self.capture.is_some() { Want::Place } else { Want::Look }
    }

    pub(super) fn assign_local(
        &mut self,
        local: LocalId,
        ident: Ident,
        equals: syn::Token![=],
        value: &Expr,
    ) -> Expr {
        let span = ident.span();
        if self.capture.is_some() {
            let piece = self.capture_local(local, ident, Want::Place);
            let place = self.hole(piece, span);
            return syn::parse_quote!(#place #equals #value);
        }
        self.mention(local);
        self.event(Event::Init(local));
        let value = Box::new(self.finish(value));
        self.hole(Piece::Assign { local, ident, equals, value }, span)
    }
}

/// `(a, b) = value`, as rustc has it: `{ let (part0, part1) = value; a = part0; b = part1; }`.
pub(super) fn destructured(place: Expr, value: &Expr) -> Expr {
    let mut parts = Vec::new();
    let pattern = destructuring_pattern(place, &mut parts);
    let assignments = parts.iter().map(|(place, name)| {
        let eq = syn::Token![=](place.span());
        quote!(#place #eq #name;)
    });
    syn::parse_quote!({ let #pattern = #value; #(#assignments)* })
}

/// `_ = place` looks at the place, and moves nothing.
fn is_look(assign: &syn::ExprAssign) -> bool {
    matches!(*assign.left, Expr::Infer(_)) && is_place(&assign.right)
}

pub(super) fn is_destructuring(expr: &Expr) -> bool {
    match expr {
        Expr::Tuple(_) | Expr::Array(_) | Expr::Struct(_) | Expr::Infer(_) => true,
        Expr::Call(call) => constructs(&call.func),
        Expr::Paren(paren) => is_rest(&paren.expr) || is_destructuring(&paren.expr),
        _ => false,
    }
}

/// Whether what is called has a tuple struct's name.
fn constructs(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    path.path.segments.last().is_some_and(|last| starts_upper(&last.ident.to_string()))
}

/// `..`
fn is_rest(place: &Expr) -> bool {
    matches!(place, Expr::Range(range) if range.start.is_none() && range.end.is_none())
}

/// The pattern that takes a value apart as the places do; each place gets a name.
fn destructuring_pattern(place: Expr, out: &mut Vec<(Expr, Ident)>) -> TokenStream {
    match place {
        Expr::Infer(_) => quote!(_),
        place if is_rest(&place) => quote!(..),
        // A tuple of which nothing is assigned.
        Expr::Paren(paren) if is_rest(&paren.expr) => quote!((..)),
        Expr::Paren(paren) => destructuring_pattern(*paren.expr, out),
        Expr::Tuple(tuple) => {
            let parts = tuple.elems.into_iter().map(|elem| destructuring_pattern(elem, out));
            let parts: Vec<_> = parts.collect();
            quote!((#(#parts,)*))
        }
        Expr::Array(array) => {
            let parts = array.elems.into_iter().map(|elem| destructuring_pattern(elem, out));
            let parts: Vec<_> = parts.collect();
            quote!([#(#parts),*])
        }
        Expr::Call(call) => {
            let func = call.func;
            let parts = call.args.into_iter().map(|elem| destructuring_pattern(elem, out));
            let parts: Vec<_> = parts.collect();
            quote!(#func(#(#parts),*))
        }
        Expr::Struct(literal) => {
            let path = literal.path;
            let fields = literal.fields.into_iter().map(|field| {
                let member = field.member;
                let pattern = destructuring_pattern(field.expr, out);
                quote!(#member: #pattern,)
            });
            let fields: Vec<_> = fields.collect();
            let rest = literal.dot2_token;
            quote!(#path { #(#fields)* #rest })
        }
        place => {
            let name = ours(&format!("part{}", out.len()), place.span());
            out.push((place, name.clone()));
            name.to_token_stream()
        }
    }
}
