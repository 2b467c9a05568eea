//! What suspension points are called, and where they begin.

use super::Builder;
use crate::ir::{LocalId, Piece};
use crate::syntax::awaiting::ends;
use crate::syntax::words::text_of;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Expr;
use syn::spanned::Spanned;

impl Builder<'_> {
    /// Lets a temporary stand where its value does for the user.
    pub(super) fn stand_where(&mut self, local: LocalId, value: &Expr) {
        let (start, end) = self.ends_of(value);
        (self.locals[local].span, self.locals[local].start) = (end, Some(start));
    }

    /// Where a value begins and ends for the user.
    fn ends_of(&self, value: &Expr) -> (Span, Span) {
        match self.peek(value) {
            Some(Piece::Await(point)) => (self.points[*point].start, value.span()),
            Some(Piece::Call(call)) => (call.user_span(), call.parens),
            _ => {
                let (start, end) = ends(value.to_token_stream()).unwrap_or((value.span(), value.span()));
                let first = match value {
                    Expr::MethodCall(call) => Some(&call.receiver),
                    Expr::Field(field) => Some(&field.base),
                    Expr::Try(question) => Some(&question.expr),
                    _ => None,
                };
                (first.map_or(start, |first| self.ends_of(first).0), end)
            }
        }
    }
}

/// The awaited or yielded expression on one line, without its details: as it is written.
pub(super) fn shorten(tokens: TokenStream) -> String {
    let line = text_of(tokens);
    // What an expanded macro put together stands nowhere side by side.
    let line = line.replace(" :: ", "::").replace(" . ", ".");
    if line.chars().count() <= 60 { line } else { line.chars().take(57).collect::<String>() + "..." }
}

/// A name for the state in which `expr` is awaited: its last function or variable.
pub(super) fn point_name(expr: &Expr) -> String {
    let name = match expr {
        Expr::Call(call) => return point_name(&call.func),
        Expr::MethodCall(call) => call.method.to_string(),
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        Expr::Macro(mac) => {
            mac.mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
        }
        Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => name.to_string(),
            syn::Member::Unnamed(_) => return point_name(&field.base),
        },
        Expr::Paren(paren) => return point_name(&paren.expr),
        Expr::Reference(reference) => return point_name(&reference.expr),
        Expr::Unary(unary) => return point_name(&unary.expr),
        Expr::Try(question) => return point_name(&question.expr),
        Expr::Await(wait) => return point_name(&wait.base),
        _ => String::from("block"),
    };
    name.trim_start_matches("r#").to_owned()
}

pub(super) fn snake(name: &str) -> String {
    name.to_lowercase()
}
