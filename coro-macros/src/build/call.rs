//! Calls that suspend, or whose receiver has to outlive a suspension.

use super::code::{CallParts, arguments_of};
use super::{Builder, Want};
use crate::ir::Projection;
use crate::syntax::suspends::{is_place, is_pure_callee};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Expr;
use syn::spanned::Spanned;

impl Builder<'_> {
    /// `receiver.method(arguments)` and `callee(arguments)`.
    pub(super) fn lower_call(&mut self, expr: Expr, lead: bool) -> Expr {
        let Some(arguments) = arguments_of(&expr) else { return expr };
        let at_end = std::mem::take(&mut self.at_end);
        let arguments_active = arguments.iter().any(|argument| self.is_active(argument));
        let (receiver, method) = match &expr {
            Expr::MethodCall(call) => {
                let (dot, method, turbofish) = (call.dot_token, &call.method, &call.turbofish);
                ((*call.receiver).clone(), quote!(#dot #method #turbofish))
            }
            Expr::Call(call) => ((*call.func).clone(), TokenStream::new()),
            _ => return expr,
        };
        let wanted: Vec<_> = arguments.into_iter().map(|argument| (argument, Want::Value)).collect();
        // A call on a local: its place is looked at after the arguments (a two-phase borrow).
        if let Some(parts) = self.call_on_local(&expr) {
            self.at_end = at_end;
            let arguments = self.operands(wanted, lead);
            let codes = arguments.iter().map(|argument| self.finish(argument)).collect();
            let plain = parts.plain;
            return self.call_hole(parts, codes, plain);
        }
        let function =
            matches!(expr, Expr::Call(_)) && is_pure_callee(&receiver, |name| self.names.get(name).is_some());
        if function {
            self.at_end = at_end;
            let arguments = self.operands(wanted, lead);
            return with_call_parts(expr, None, arguments);
        }
        if is_place(&receiver) {
            let mut operands = vec![(receiver, Want::Place)];
            operands.extend(wanted);
            self.at_end = at_end;
            let mut operands = self.operands(operands, lead);
            let receiver = operands.remove(0);
            return with_call_parts(expr, Some(receiver), operands);
        }
        if arguments_active || self.needs_place(&receiver, lead) {
            return self.call_on_temporary(receiver, method, wanted, expr.span(), lead, at_end);
        }
        let receiver = self.lower(receiver, Want::Value, lead);
        self.at_end = at_end;
        let arguments = self.operands(wanted, false);
        with_call_parts(expr, Some(receiver), arguments)
    }

    /// The receiver is a value that the call may consume, or borrow to the end of the statement.
    pub(super) fn call_on_temporary(
        &mut self,
        receiver: Expr,
        method: TokenStream,
        arguments: Vec<(Expr, Want)>,
        span: Span,
        lead: bool,
        at_end: bool,
    ) -> Expr {
        let plain = arguments.iter().all(|(argument, _)| self.can_be_told(argument));
        let (receiver, projection) = without_fields(receiver);
        let aggregate = matches!(receiver, Expr::Tuple(_) | Expr::Struct(_));
        let (known, ty) = (self.known(&receiver), self.type_of(&receiver));
        let receiver = self.held(receiver, Want::Value, lead);
        let (local, ident) = self.spill_lent(&receiver, "receiver", known);
        self.locals[local].ty = ty;
        self.locals[local].aggregate = aggregate;
        self.at_end = at_end;
        let arguments = self.operands(arguments, false);
        let codes = arguments.iter().map(|argument| self.finish(argument)).collect();
        self.call_hole(CallParts::on(local, ident, projection, method, span, plain), codes, plain)
    }
}

/// `value.a.b`: the value, and the way to the field.
pub(super) fn without_fields(expr: Expr) -> (Expr, Projection) {
    match expr {
        Expr::Field(field) => {
            let (value, Projection(base)) = without_fields(*field.base);
            let (dot, member) = (field.dot_token, field.member);
            (value, Projection(quote!(#base #dot #member)))
        }
        Expr::Paren(paren) => match *paren.expr {
            inner @ (Expr::Field(_) | Expr::Tuple(_)) => without_fields(inner),
            inner => (inner, Projection::whole()),
        },
        value => (value, Projection::whole()),
    }
}

pub(super) fn with_call_parts(expr: Expr, receiver: Option<Expr>, arguments: Vec<Expr>) -> Expr {
    match expr {
        Expr::MethodCall(mut call) => {
            if let Some(receiver) = receiver {
                call.receiver = Box::new(receiver);
            }
            call.args = arguments.into_iter().collect();
            Expr::MethodCall(call)
        }
        Expr::Call(mut call) => {
            if let Some(receiver) = receiver {
                call.func = Box::new(Expr::Paren(syn::ExprParen {
                    attrs: Vec::new(),
                    paren_token: syn::token::Paren::default(),
                    expr: Box::new(receiver),
                }));
            }
            call.args = arguments.into_iter().collect();
            Expr::Call(call)
        }
        other => other,
    }
}
