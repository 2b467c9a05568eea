//! Calls on locals: made as they are, or from within a closure of ours, of which rustc says what it captures.

use super::capture::Written;
use super::code::{field_at, in_parentheses};
use super::names::ours;
use super::resume::Emitter;
use crate::ir::{Call, Code, Piece};
use crate::syntax::awaiting::ends;
use crate::syntax::suspends::is_promoted;
use crate::syntax::uses::consumes;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{Expr, UnOp};

impl Emitter<'_> {
    pub(super) fn call(&mut self, call: &Call) -> TokenStream {
        if self.is_by_usage(call) {
            let told = self.tell(call);
            let value = match call.part {
                Some(part) => self.call_part_by_usage(call, part, &told),
                None if self.cx.has_parts(call.local) && !call.projection.is_whole() => {
                    self.call_last_part(call, &told)
                }
                None => self.call_by_usage(call, &told),
            };
            return field_at((call.user_span(), call.parens), &value);
        }
        let arguments: Vec<TokenStream> = call.arguments.iter().map(|argument| self.code(argument)).collect();
        let base = self.base_at(call.local, &call.ident, call.user_span());
        callee(&call.projection.of(&base), &call.method, &arguments, call.parens)
    }

    /// Arguments for a call from within a closure of ours: values go in as its parameter, also blocks; a closure is written inside,
    /// where its parameters' types are known, and what it captures goes in.
    fn tell(&mut self, call: &Call) -> Told {
        let mut told = Told::default();
        // Where fields are moved away there are two closures with the call, and either may run.
        let asks = !self.cx.has_parts(call.local);
        for (number, argument) in call.arguments.iter().enumerate() {
            if let [Piece::Capture { captures, closure, in_place: true }] = argument.pieces.as_slice() {
                let Written { bound, closure, copy } = self.captured_closure(captures, closure, asks);
                for (name, value) in bound {
                    told.names.push(name);
                    told.values.push(value);
                }
                told.arguments.push(closure);
                told.copies.push(copy);
            } else if let Some(tokens) = verbatim(argument).filter(|tokens| !borrows_temporary(tokens)) {
                // Evaluated after the receiver, as it was written.
                told.copies.push(tokens.clone());
                told.arguments.push(tokens);
            } else {
                let (name, value) = (ours(&format!("arg{number}")), self.untyped(argument));
                let argument = standing_for(&value, &name);
                told.arguments.push(argument.clone());
                told.copies.push(argument);
                told.names.push(name);
                told.values.push(value);
            }
        }
        told
    }
}

/// A variable of ours where the value stands that it has: what is wrong with its type is reported there.
fn standing_for(value: &TokenStream, name: &Ident) -> TokenStream {
    let Some(at) = ends(value.clone()) else { return name.to_token_stream() };
    let mut name = name.clone();
    name.set_span(name.span().located_at(at.0));
    field_at(at, &name.to_token_stream())
}

/// What goes into a closure of ours, and what is written inside.
#[derive(Default)]
pub(super) struct Told {
    pub(super) names: Vec<Ident>,
    pub(super) values: Vec<TokenStream>,
    pub(super) arguments: Vec<TokenStream>,
    /// The arguments once more, in code that never runs.
    pub(super) copies: Vec<TokenStream>,
}

/// `receiver.method(arguments)`, or `receiver(arguments)`.
pub(super) fn callee(
    receiver: &TokenStream,
    method: &TokenStream,
    arguments: &[TokenStream],
    span: Span,
) -> TokenStream {
    let parenthesised = in_parentheses(span, quote!(#(#arguments),*));
    if method.is_empty() {
        let receiver = match receiver.clone().into_iter().collect::<Vec<_>>().as_slice() {
            [_] => receiver.clone(),
            [first, ..] => in_parentheses(first.span(), receiver.clone()).into(),
            [] => TokenStream::new(),
        };
        quote!(#receiver #parenthesised)
    } else {
        quote!(#receiver #method #parenthesised)
    }
}

/// The tokens of code that can be moved into a closure as it is: it uses no local and does not leave.
fn verbatim(code: &Code) -> Option<TokenStream> {
    fn leaves(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "break" || ident == "continue",
            TokenTree::Group(group) => leaves(group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    let [Piece::Tokens(tokens)] = code.pieces.as_slice() else { return None };
    (!code.inner && !leaves(tokens.clone())).then(|| tokens.clone())
}

/// Whether an argument may refer to a temporary of its own, which lives to the end of the statement, and not to that of a closure.
fn borrows_temporary(argument: &TokenStream) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Reference(reference) => {
                    self.0 |=
                        is_temporary(&reference.expr) && !is_promoted(&reference.expr, reference.mutability);
                }
                Expr::MethodCall(call) => {
                    self.0 |= is_temporary(&call.receiver) && !consumes(&call.method.to_string());
                }
                // What is in there ends there.
                Expr::Block(_) | Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => return,
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    if let Ok(argument) = syn::parse2(argument.clone()) {
        finder.visit_expr(&argument);
    }
    finder.0
}

/// Whether a reference to the expression refers to a value that has no place of its own, or into one.
fn is_temporary(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => false,
        Expr::Field(field) => is_temporary(&field.base),
        Expr::Index(index) => is_temporary(&index.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => is_temporary(&unary.expr),
        Expr::Paren(paren) => is_temporary(&paren.expr),
        Expr::Group(group) => is_temporary(&group.expr),
        _ => true,
    }
}
