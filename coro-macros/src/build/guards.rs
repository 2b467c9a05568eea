//! `if let` in the guard of an arm: what it binds has to get from the guard to the arm.
//!
//! ```text
//!   let found;                                                          before the match
//!   Some(n) if let Some(m) = ask(n) && m > n => n + m
//!   Some(n) if { if let Some(m) = ask(n) && m > n { found = (m,); true } else { false } } => { let (m,) = found; n + m }
//! ```

use super::control::{conjuncts, contains_let, mutable_names};
use super::pattern::{bindings, mentions};
use super::{Builder, ours};
use crate::syntax::parens;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Expr};

/// What is around what is handed on, where it is found and where it is taken.
#[derive(Default)]
pub(super) struct Handed {
    found: TokenStream,
    taken: TokenStream,
}

impl Builder<'_> {
    /// Makes conditions of such guards; what they hand on has to be declared before the match.
    pub(super) fn without_let_guards(&self, arms: &mut [Arm], handed: &Handed) -> Vec<Ident> {
        let mut found = Vec::new();
        for arm in arms {
            if let Some((_, guard)) = &mut arm.guard
                && contains_let(guard)
            {
                let name = ours(&format!("found{}_{}", self.locals.len(), found.len()), guard.span());
                found.extend(hand_on(guard, &mut arm.body, name, handed));
            }
        }
        found
    }

    /// The same for a match that does not suspend, in a block of its own.
    pub(super) fn let_guards_around(&self, mut branch: syn::ExprMatch) -> Expr {
        let private = &self.private;
        // Here rustc sees to it that they have values.
        let handed =
            Handed { found: quote!(#private::Option::Some), taken: quote!(#private::Option::unwrap) };
        let found = self.without_let_guards(&mut branch.arms, &handed);
        syn::parse_quote!({ #(let mut #found = #private::Option::None;)* #branch })
    }
}

/// Whether an arm has such a guard.
pub(super) fn has_let_guard(branch: &syn::ExprMatch) -> bool {
    branch.arms.iter().any(|arm| arm.guard.as_ref().is_some_and(|(_, guard)| contains_let(guard)))
}

/// Puts yields in parentheses: before a block, what they give would be read as a struct's name.
struct InParentheses;

impl VisitMut for InParentheses {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Yield(_) = expr {
            *expr = syn::parse_quote!((#expr));
        }
    }

    fn visit_expr_paren_mut(&mut self, paren: &mut syn::ExprParen) {
        if let Expr::Yield(inner) = &mut *paren.expr {
            visit_mut::visit_expr_yield_mut(self, inner);
        } else {
            visit_mut::visit_expr_paren_mut(self, paren);
        }
    }
}

fn hand_on(guard: &mut Expr, body: &mut Expr, found: Ident, handed: &Handed) -> Option<Ident> {
    let Handed { found: some, taken: unwrap } = handed;
    InParentheses.visit_expr_mut(guard);
    let (mut pats, mut code) = (Vec::new(), body.to_token_stream());
    for link in conjuncts(guard.clone()) {
        match link {
            Expr::Let(condition) => {
                pats.push(*condition.pat);
                condition.expr.to_tokens(&mut code);
            }
            other => other.to_tokens(&mut code),
        }
    }
    let mutable: Vec<String> = pats.iter().flat_map(mutable_names).collect();
    let mut names = Vec::new();
    for name in pats.iter().flat_map(bindings) {
        // What nobody uses may be a constant's, but for what is there to be dropped.
        let used = name.to_string().starts_with('_') || mentions(code.clone(), &name);
        if used && !names.contains(&name) {
            names.push(name);
        }
    }
    let condition = parens::before_block(guard);
    if names.is_empty() {
        *guard = syn::parse_quote!({ if #condition { true } else { false } });
        return None;
    }
    *guard = syn::parse_quote!({ if #condition { #found = #some((#(#names,)*)); true } else { false } });
    let taken = names.iter().map(|name| {
        let mutable = mutable.contains(&name.to_string()).then(|| quote!(mut));
        quote!(#mutable #name)
    });
    let taken = quote!((#(#taken,)*));
    *body = syn::parse_quote!({ let #taken = #unwrap(#found); #body });
    Some(found)
}
