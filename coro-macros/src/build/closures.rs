//! Closures and `async` blocks as they are written: what they say of how they capture.

use super::types::unparenthesized;
use crate::syntax::block::CoBlock;
use crate::syntax::edition::Edition;
use crate::syntax::mentions::Mentions;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::ToTokens;
use std::collections::HashSet;
use syn::Expr;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{VisitMut, visit_expr_mut};

/// Before edition 2021, closures capture whole variables: here, the pointers to places. How they capture is decided by the
/// edition in which they are written, from the first token to the last: this crate's.
pub(super) fn capture_places(expr: &mut Expr, edition: Edition) {
    match expr {
        Expr::Async(block) if edition < Edition::Before2024 => capture_parts(block),
        Expr::Closure(closure) if edition < Edition::Before2024 => closure_captures_parts(closure),
        _ => {}
    }
}

/// The same for the closures and blocks that are written in it: they capture for it.
pub(super) fn inner_capture_places(expr: &mut Expr, edition: Edition) {
    if edition < Edition::Before2024 {
        visit_expr_mut(&mut Inner, expr);
    }
}

/// Has a closure or a block with `move` capture the variables around it as wholes, all that it mentions.
pub(super) fn capture_wholes(expr: &mut Expr, is_around: &dyn Fn(&Ident) -> bool) {
    struct Mentioned<'a>(&'a dyn Fn(&Ident) -> bool, Vec<Ident>);
    impl Visit<'_> for Mentioned<'_> {
        fn visit_expr_path(&mut self, path: &syn::ExprPath) {
            let name = path.path.get_ident().filter(|name| (self.0)(name) && !self.1.contains(name));
            self.1.extend(name.cloned());
        }
    }
    let mut wholes = Mentioned(is_around, Vec::new());
    wholes.visit_expr(expr);
    let wholes = wholes.1;
    match expr {
        Expr::Async(block) => {
            let stmts = &block.block.stmts;
            block.block.stmts = syn::parse_quote!(#(let _ = &#wholes;)* #(#stmts)*);
        }
        Expr::Closure(closure) if matches!(*closure.body, Expr::Async(_)) => {
            capture_wholes(&mut closure.body, is_around);
        }
        Expr::Closure(closure) => {
            let body = &closure.body;
            *closure.body = syn::parse_quote!({ #(let _ = &#wholes;)* #body });
        }
        _ => {}
    }
}

fn capture_parts(block: &mut syn::ExprAsync) {
    block.async_token.span = here(block.async_token.span);
    // What is temporary in the last expression ends as it does in the edition of the block's own braces.
    let brace_token = braces(block.block.brace_token.span.join());
    let own = std::mem::replace(&mut block.block, syn::Block { brace_token, stmts: Vec::new() });
    let own = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: own });
    block.block.stmts.push(syn::Stmt::Expr(own, None));
}

fn closure_captures_parts(closure: &mut syn::ExprClosure) {
    closure.capture.iter_mut().for_each(|token| token.span = here(token.span));
    closure.or1_token.span = here(closure.or1_token.span);
    let body = closure.body.clone();
    let block = syn::Block {
        brace_token: braces(body.span()),
        stmts: vec![syn::Stmt::Expr(syn::parse_quote!(#body), None)],
    };
    *closure.body = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block });
}

/// The closures and blocks inside of one. With `move` they have values of their own.
struct Inner;

impl VisitMut for Inner {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(block) if block.capture.is_none() => capture_parts(block),
            Expr::Closure(closure) if closure.capture.is_none() => closure_captures_parts(closure),
            _ => {}
        }
        visit_expr_mut(self, expr);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Where the other span is, in this crate's edition.
fn here(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

fn braces(span: Span) -> syn::token::Brace {
    let mut group = Group::new(Delimiter::Brace, TokenStream::new());
    group.set_span(here(span));
    syn::token::Brace { span: group.delim_span() }
}

pub(super) fn add_move(expr: &mut Expr) {
    let token = syn::Token![move](expr.span());
    match expr {
        Expr::Closure(closure) => {
            closure.capture = Some(token);
            // A block that the closure returns borrowed what the closure borrowed: that would be the closure's own now.
            if let Expr::Async(block) = &mut *closure.body {
                block.capture.get_or_insert(token);
            }
        }
        Expr::Async(block) => block.capture = Some(token),
        Expr::Macro(mac) => {
            if let Some(mut block) = CoBlock::of(&mac.mac) {
                block.moves = true;
                mac.mac.tokens = block.to_token_stream();
            }
        }
        _ => {}
    }
}

/// The words in closures and blocks without `move` inside of a closure, but for a block that it comes to (see [`add_move`]), and in
/// what a block comes to; and the names that are referred to there: what refers to them may be what the closure gives.
pub(super) fn mentioned_inside(expr: &Expr) -> HashSet<String> {
    struct Inside(HashSet<String>);
    impl Visit<'_> for Inside {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Closure(_) | Expr::Async(_) if !moves(expr) => {
                    self.0.extend(Mentions::of(expr.to_token_stream()).words);
                }
                Expr::Reference(reference) => match unparenthesized(&reference.expr) {
                    Expr::Path(name) => self.0.extend(name.path.get_ident().map(Ident::to_string)),
                    referent => visit::visit_expr(self, referent),
                },
                _ => visit::visit_expr(self, expr),
            }
        }
    }
    let mut inside = Inside(HashSet::new());
    match expr {
        Expr::Closure(closure) if !matches!(*closure.body, Expr::Async(_)) => {
            inside.visit_expr(&closure.body);
        }
        // No other one outlives the block.
        Expr::Async(block) => {
            if let Some(syn::Stmt::Expr(value, None)) = block.block.stmts.last() {
                inside.visit_expr(value);
            }
        }
        _ => {}
    }
    inside.0
}

/// Methods of iterators that are done with the closures that they are given.
const CONSUMING: [&str; 20] = [
    "all",
    "any",
    "collect",
    "count",
    "find",
    "find_map",
    "fold",
    "for_each",
    "is_some_and",
    "last",
    "max",
    "max_by_key",
    "min",
    "min_by_key",
    "partition",
    "position",
    "product",
    "sum",
    "try_fold",
    "unwrap_or_else",
];

/// Whether a closure or a block is written in the expression.
pub(super) fn has_closure(value: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr, Expr::Closure(_) | Expr::Async(_));
            visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(value);
    finder.0
}

/// Whether what a closure comes to may hold closures that are written in it, as far as its words tell.
pub(super) fn comes_to_closures(expr: &Expr) -> bool {
    fn holds(value: &Expr) -> bool {
        match unparenthesized(value) {
            Expr::MethodCall(call) if CONSUMING.iter().any(|name| call.method == name) => false,
            Expr::Block(block) => {
                matches!(block.block.stmts.last(), Some(syn::Stmt::Expr(value, None)) if holds(value))
            }
            Expr::Binary(_) | Expr::Unary(_) | Expr::Assign(_) => false,
            value => has_closure(value),
        }
    }
    matches!(expr, Expr::Closure(closure) if holds(&closure.body))
}

/// Whether it is a closure or a block with `move`.
pub(super) fn moves(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(closure) => closure.capture.is_some(),
        Expr::Async(block) => block.capture.is_some(),
        Expr::Macro(mac) => CoBlock::of(&mac.mac).is_some_and(|block| block.moves),
        _ => false,
    }
}
