//! The check: the user's body, verbatim, in a closure that is never called. rustc type-checks and borrow-checks it, so
//! that what is wrong in the body is reported at its own place, in its own words.

use super::Cx;
use crate::syntax::macros::{self, MacroCall};
use crate::syntax::suspends::is_place;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt};

/// `if false { check(move || -> R { body }) }`
pub(super) fn emit(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let output = cx.coroutine.output_in_body();
    let mut body = cx.coroutine.body.clone();
    body.stmts.retain(|stmt| !matches!(stmt, Stmt::Item(_)));
    // Macros may expand to `.await`: then the check has to be a place where that is allowed.
    let expands = cx.coroutine.expands;
    Rewrite { private, awaits: !expands }.visit_block_mut(&mut body);
    let params = cx.coroutine.params.iter().filter_map(|param| {
        let (ident, pat) = (&param.ident, &param.pat);
        match pat {
            Pat::Ident(pat) if pat.mutability.is_none() && pat.by_ref.is_none() && pat.subpat.is_none() => {
                None
            }
            Pat::Ident(_) if param.is_receiver => None,
            Pat::Ident(pat) if pat.by_ref.is_none() => Some(quote!(let #pat = #ident;)),
            // As a value: a pattern may bind by `ref mut`.
            _ => Some(quote!(let #pat = { #ident };)),
        }
    });
    let stmts = &body.stmts;
    let closure = quote!(move || -> #output { #(#params)* #(#stmts)* });
    let check = if expands { quote!(check_async(async #closure)) } else { quote!(check(#closure)) };
    quote! {
        if false {
            let _ = #private::#check;
            loop {}
        }
    }
}

/// Puts the standard library's macros in their place, and makes `awaited(x)` of `x.await`, outside of closures and `async`
/// blocks.
struct Rewrite<'a> {
    private: &'a TokenStream,
    awaits: bool,
}

impl VisitMut for Rewrite<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            Expr::Await(wait) if self.awaits => {
                self.visit_expr_mut(&mut wait.base);
                let (private, base) = (self.private, &wait.base);
                let span = wait.await_token.span;
                // All of it at the user's place: it is what messages point at.
                let awaited = quote_spanned!(Span::mixed_site().located_at(span)=> #private::awaited(#base));
                *expr = syn::parse_quote!(#awaited);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if macros::is_pin(mac) {
            // The machine takes it for the standard library's: so must the check.
            mac.path = syn::parse_quote!(::core::pin::pin);
        }
        match macros::parse(mac) {
            MacroCall::Known(mut call) => {
                let by_value = call.name.arguments_by_value();
                for (number, argument) in call.arguments.iter_mut().enumerate() {
                    self.visit_expr_mut(&mut argument.expr);
                    if by_value.contains(&number) && is_place(&argument.expr) {
                        // Moved, whatever the macro of that name does.
                        let expr = &argument.expr;
                        argument.expr = syn::parse_quote!({ #expr });
                    }
                }
                mac.tokens = call.tokens();
            }
            MacroCall::Matches { mut scrutinee, pattern, mut guard } => {
                self.visit_expr_mut(&mut scrutinee);
                if let Some(guard) = &mut guard {
                    self.visit_expr_mut(guard);
                }
                let guard = guard.map(|guard| quote!(if #guard));
                mac.tokens = quote!(#scrutinee, #pattern #guard);
            }
            MacroCall::Expressions(_) | MacroCall::Constant | MacroCall::Soup => {}
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
