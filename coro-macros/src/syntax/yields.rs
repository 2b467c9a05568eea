//! `yield_!(value)` and `yield_from!(inner)`: made into `yield value`, which every later stage reads; and what may not stand
//! where it does.

use super::face::Face;
use super::macros::{self, MacroCall};
use super::ours::by_user;
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprYield, Macro, Stmt};

/// Whether the tokens speak of a yield.
pub(crate) fn mentions_yield(tokens: TokenStream) -> bool {
    // A block of ours yields by itself.
    let mut block = 0;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            block = usize::from(ident == "co");
            ident == "yield_" || ident == "yield_from" || ident == "yield"
        }
        TokenTree::Group(group) => std::mem::take(&mut block) != 2 && mentions_yield(group.stream()),
        TokenTree::Punct(punct) => {
            block = if block == 1 && punct.as_char() == '!' { 2 } else { 0 };
            false
        }
        TokenTree::Literal(_) => false,
    })
}

/// The macro that a yield was said with, if it was.
pub(crate) fn said_with(wait: &ExprYield) -> Option<&syn::Path> {
    let is_ours =
        |path: &&syn::Path| path.segments.last().and_then(|last| Yielding::named(&last.ident)).is_some();
    wait.attrs.iter().map(syn::Attribute::path).find(is_ours)
}

/// What is handed on there, if another machine's items are.
pub(crate) fn handed_on(wait: &ExprYield) -> Option<&TokenStream> {
    wait.attrs.iter().find_map(|attr| attr.meta.require_list().ok()).map(|list| &list.tokens)
}

/// Remembers the macro, and what it was given if that is not what is yielded.
fn saying(path: &syn::Path, inner: Option<&Expr>) -> Vec<syn::Attribute> {
    let inner = inner.map(|inner| quote!((#inner)));
    vec![syn::parse_quote!(#[#path #inner])]
}

/// A body in which every yield is an expression `yield value`.
pub(super) fn read(body: &mut Block, face: &Face, library: &TokenStream, diagnostics: &mut Diagnostics) {
    Reader { face, library, diagnostics }.visit_block_mut(body);
}

struct Reader<'a> {
    face: &'a Face,
    library: &'a TokenStream,
    diagnostics: &'a mut Diagnostics,
}

/// A macro of ours.
#[derive(Clone, Copy)]
enum Yielding {
    /// `yield_!(value)`
    Value,
    /// `yield_from!(inner)`
    From,
}

impl Yielding {
    fn of(mac: &Macro) -> Option<Self> {
        Yielding::named(&mac.path.segments.last()?.ident)
    }

    fn named(name: &Ident) -> Option<Self> {
        match name.to_string().as_str() {
            "yield_" => Some(Yielding::Value),
            "yield_from" => Some(Yielding::From),
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// What a macro of ours stands for.
    fn read(&mut self, mac: &Macro) -> Option<Expr> {
        let yielding = Yielding::of(mac)?;
        let span = mac.path.segments.last().map_or_else(Span::call_site, |last| last.ident.span());
        let value = if mac.tokens.is_empty() {
            None
        } else {
            match mac.parse_body::<Expr>() {
                Ok(value) => Some(Box::new(value)),
                Err(error) => {
                    self.diagnostics.push(error);
                    return None;
                }
            }
        };
        match (yielding, value) {
            (Yielding::Value, expr) => {
                let attrs = saying(&mac.path, None);
                Some(Expr::Yield(ExprYield { attrs, yield_token: syn::Token![yield](span), expr }))
            }
            (Yielding::From, Some(inner)) => Some(self.delegate(&inner, &mac.path, span)),
            (Yielding::From, None) => {
                self.diagnostics
                    .error(span, "`yield_from!` takes what it hands on; write `yield_from!(inner)`");
                None
            }
        }
    }

    /// `yield_from!(inner)`: hands on all that it yields. What is temporary in `inner` lives as long.
    fn delegate(&mut self, inner: &Expr, path: &syn::Path, span: Span) -> Expr {
        // What cannot be handed on is told where it is written.
        let at = Span::mixed_site().located_at(span);
        let library = self.library;
        let quiet = quote!(#[allow(unused_qualifications)]);
        let begin = |path: TokenStream| by_user(quote!(#library::#path), inner.span());
        let [item, next, made, iter, given, result] =
            ["__item", "__next", "__made", "__inner", "__given", "__result"].map(|name| Ident::new(name, at));
        let hand_on = |value: &Ident| {
            Expr::Yield(ExprYield {
                attrs: saying(path, Some(inner)),
                yield_token: syn::Token![yield](span),
                expr: Some(Box::new(syn::parse_quote!(#value))),
            })
        };
        let yielded = hand_on(&item);
        let tokens = match self.face {
            Face::Future => {
                // Reported with the other yields.
                return hand_on(&item);
            }
            Face::Iterator { .. } => {
                quote_spanned!(at=> { #[allow(for_loops_over_fallibles)] for #item in #inner { #yielded; } })
            }
            Face::Stream { .. } => quote_spanned!(at=> match #inner {
                #made => {
                    let mut #iter = ::core::pin::pin!(#made);
                    while let #library::Option::Some(#item) = #library::next_item(&mut #iter).await { #yielded; }
                }
            }),
            Face::Coroutine { movable, .. } => {
                let resume = begin(quote!(Coroutine::resume));
                let begin = begin(quote!(Coroutine::start));
                let (held, pinned) = if *movable {
                    let pin = by_user(quote!(#library::Pin::new), span);
                    (quote!(#made), quote_spanned!(at=> #pin(&mut #iter)))
                } else {
                    (
                        quote_spanned!(at=> ::core::pin::pin!(#made)),
                        quote_spanned!(at=> (&mut #iter).as_mut()),
                    )
                };
                // Of what it comes to nothing is left while it is suspended.
                quote_spanned!(at=> match #inner {
                    #made => {
                        let mut #iter = #held;
                        #quiet match #begin(#pinned) {
                            #library::CoroutineState::Complete(#result) => #result,
                            #library::CoroutineState::Yielded(mut #item) => loop {
                                let #given = #yielded;
                                #quiet match #resume(#pinned, #given) {
                                    #library::CoroutineState::Yielded(#next) => #item = #next,
                                    #library::CoroutineState::Complete(#result) => break #result,
                                }
                            },
                        }
                    }
                })
            }
        };
        syn::parse2(tokens).unwrap_or(yielded)
    }
}

impl VisitMut for Reader<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let last = block.stmts.len().saturating_sub(1);
        for (number, stmt) in block.stmts.iter_mut().enumerate() {
            if let Stmt::Macro(mac) = stmt
                && let Some(expr) = self.read(&mac.mac)
            {
                let semi = mac.semi_token.or((number < last).then(<syn::Token![;]>::default));
                *stmt = Stmt::Expr(expr, semi);
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Macro(mac) = expr
            && let Some(read) = self.read(&mac.mac)
        {
            *expr = read;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        match macros::parse(mac) {
            MacroCall::Known(mut call) => {
                call.arguments.iter_mut().for_each(|argument| self.visit_expr_mut(&mut argument.expr));
                mac.tokens = call.tokens();
            }
            MacroCall::Matches { mut scrutinee, pattern, mut guard } => {
                self.visit_expr_mut(&mut scrutinee);
                guard.iter_mut().for_each(|guard| self.visit_expr_mut(guard));
                let guard = guard.map(|guard| quote!(if #guard));
                mac.tokens = quote!(#scrutinee, #pattern #guard);
            }
            _ => {
                if let Some(mut pinned) = macros::pinned(mac) {
                    self.visit_expr_mut(&mut pinned);
                    mac.tokens = quote!(#pinned);
                }
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Reports yields where nothing can be yielded, and waits where nothing can be awaited.
pub(super) fn check(body: &Block, face: &Face, diagnostics: &mut Diagnostics) {
    Checker { face, diagnostics, inside: None }.visit_block(body);
}

struct Checker<'a> {
    face: &'a Face,
    diagnostics: &'a mut Diagnostics,
    /// The closure or block that is not the machine's own body.
    inside: Option<&'static str>,
}

impl Checker<'_> {
    fn inside(&mut self, what: &'static str, visit: impl FnOnce(&mut Self)) {
        let before = self.inside.replace(what);
        visit(self);
        self.inside = before;
    }
}

impl Visit<'_> for Checker<'_> {
    fn visit_expr_yield(&mut self, expr: &ExprYield) {
        let span = expr.yield_token.span;
        if let Face::Future = self.face {
            self.diagnostics.error(
                span,
                "`yield` cannot stand in an `async fn`: it has one result and no items; return the value, or send it \
                 through a channel; a function that gives items returns `impl Stream<Item = T>`, and is not `async`",
            );
        } else if let Some(inside) = self.inside {
            self.diagnostics.error(
                span,
                format!(
                    "`yield` cannot stand in {inside}: only the coroutine's own body can be suspended; yield outside of it"
                ),
            );
        }
        visit::visit_expr_yield(self, expr);
    }

    fn visit_expr_await(&mut self, expr: &syn::ExprAwait) {
        let what = match self.face {
            Face::Future | Face::Stream { .. } => None,
            Face::Iterator { .. } => Some(("an `impl Iterator`", "Stream<Item = ..>")),
            Face::Coroutine { .. } => Some(("an `impl Coroutine`", "Stream<Item = ..>")),
        };
        if let (Some((what, instead)), None) = (what, self.inside) {
            self.diagnostics.error(
                expr.await_token.span,
                format!(
                    "`.await` cannot stand in {what}: nobody polls it; return `impl {instead}` to do both"
                ),
            );
        }
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_closure(&mut self, closure: &syn::ExprClosure) {
        self.inside("a closure", |this| visit::visit_expr_closure(this, closure));
    }

    fn visit_expr_async(&mut self, block: &syn::ExprAsync) {
        self.inside("an `async` block", |this| visit::visit_expr_async(this, block));
    }

    fn visit_expr_const(&mut self, block: &syn::ExprConst) {
        self.inside("a `const` block", |this| visit::visit_expr_const(this, block));
    }

    fn visit_macro(&mut self, mac: &Macro) {
        match macros::parse(mac) {
            MacroCall::Known(call) => {
                call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
            }
            _ => {
                if let Some(pinned) = macros::pinned(mac) {
                    self.visit_expr(&pinned);
                }
            }
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}
