//! Closures and `async` blocks as they are written: what they say of how they capture.

use crate::syntax::block::CoBlock;
use crate::syntax::edition::Edition;
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::ToTokens;
use syn::Expr;
use syn::spanned::Spanned;

/// Before edition 2021, closures capture whole variables: here, the pointers to places. How they capture is decided by the
/// edition in which they are written, from the first token to the last: this crate's.
pub(super) fn capture_places(expr: &mut Expr, edition: Edition) {
    let here = |span: Span| Span::mixed_site().located_at(span);
    let braces = |span: Span| {
        let mut group = Group::new(Delimiter::Brace, TokenStream::new());
        group.set_span(here(span));
        syn::token::Brace { span: group.delim_span() }
    };
    match expr {
        Expr::Async(block) => {
            block.async_token.span = here(block.async_token.span);
            block.block.brace_token = braces(block.block.brace_token.span.join());
        }
        Expr::Closure(closure) if edition == Edition::Before2024 => {
            closure.capture.iter_mut().for_each(|token| token.span = here(token.span));
            closure.or1_token.span = here(closure.or1_token.span);
            let body = closure.body.clone();
            let block = syn::Block {
                brace_token: braces(body.span()),
                stmts: vec![syn::Stmt::Expr(syn::parse_quote!(#body), None)],
            };
            *closure.body = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block });
        }
        _ => {}
    }
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

/// Whether it is a closure or a block with `move`.
pub(super) fn moves(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(closure) => closure.capture.is_some(),
        Expr::Async(block) => block.capture.is_some(),
        Expr::Macro(mac) => CoBlock::of(&mac.mac).is_some_and(|block| block.moves),
        _ => false,
    }
}
