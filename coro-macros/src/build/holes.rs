//! Holes: pieces that wait, under a marker in a syntax tree, for the tree to become code.

use super::Builder;
use crate::ir::{Code, Piece};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

const MARKER: &str = "__coro_hole_";

impl Builder<'_> {
    /// The expression as code, after it was walked or lowered.
    pub(super) fn finish(&mut self, expr: &Expr) -> Code {
        self.finish_tokens(expr.to_token_stream())
    }

    pub(super) fn finish_tokens(&mut self, tokens: TokenStream) -> Code {
        let mut code = Code::default();
        let mut run = TokenStream::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => match self.take_hole(&ident) {
                    Some(piece) => {
                        code.flush(&mut run);
                        code.pieces.push(piece);
                    }
                    None => run.extend([TokenTree::Ident(ident)]),
                },
                TokenTree::Group(group) => {
                    let inner = self.finish_tokens(group.stream());
                    if inner.pieces.iter().all(|piece| matches!(piece, Piece::Tokens(_))) {
                        run.extend([TokenTree::Group(group)]);
                    } else {
                        code.flush(&mut run);
                        code.pieces.push(Piece::Group(group.delimiter(), group.span(), inner));
                    }
                }
                other => run.extend([other]),
            }
        }
        code.flush(&mut run);
        code
    }

    /// Puts a piece where an expression is expected.
    pub(super) fn hole(&mut self, piece: Piece, span: Span) -> Expr {
        let marker = Ident::new(&format!("{MARKER}{}", self.holes.len()), span);
        self.holes.push(Some(piece));
        Expr::Verbatim(marker.to_token_stream())
    }

    /// The piece that an expression is, if it is one.
    pub(super) fn peek(&self, expr: &Expr) -> Option<&Piece> {
        let Expr::Verbatim(tokens) = expr else { return None };
        let marker: Ident = syn::parse2(tokens.clone()).ok()?;
        self.holes.get(hole_number(&marker)?)?.as_ref()
    }

    fn take_hole(&mut self, ident: &Ident) -> Option<Piece> {
        self.holes.get_mut(hole_number(ident)?)?.take()
    }
}

impl Code {
    fn flush(&mut self, run: &mut TokenStream) {
        if !run.is_empty() {
            self.pieces.push(Piece::Tokens(std::mem::take(run)));
        }
    }
}

fn hole_number(marker: &Ident) -> Option<usize> {
    marker.to_string().strip_prefix(MARKER)?.parse().ok()
}
