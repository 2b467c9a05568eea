//! Calls that suspend, or whose receiver has to outlive a suspension, and calls on locals.

use super::code::arguments_of;
use super::expected::{is_accumulated, is_shaped};
use super::known::{borrows_container, makes_capture, takes_container, takes_number, takes_pointer};
use super::lasting::has_closure;
use super::passing::{chance, looks, passing};
use super::{Builder, Want};
use crate::ir::{
    Call, Chance, Code, Event, LastCall, Local, LocalId, Looks, Piece, Projection, Receiver, UseId,
    may_all_be_typed_later, may_be_typed_later,
};
use crate::syntax::mentions::writes_to;
use crate::syntax::suspends::{is_place, is_pure_callee};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Expr;
use syn::spanned::Spanned;

impl Builder<'_> {
    /// `receiver.method(arguments)` and `callee(arguments)`.
    pub(super) fn lower_call(&mut self, mut expr: Expr, lead: bool) -> Expr {
        let is_awaited = std::mem::take(&mut self.is_awaited);
        if let Expr::MethodCall(call) = &mut expr
            && let Some(receiver) = self.lasting_receiver(call)
        {
            *call.receiver = receiver;
        }
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
        if let Some(mut parts) = self.call_on_local(&expr, is_awaited) {
            self.at_end = at_end;
            self.begin_arguments(&mut parts, wanted.iter().map(|(argument, _)| argument));
            let arguments = self.operands(wanted, lead);
            self.end_arguments();
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
            let copies = matches!(&expr, Expr::MethodCall(call) if self.takes_value(call));
            let mut operands = vec![(receiver, if copies { Want::Value } else { Want::Place })];
            operands.extend(wanted);
            self.at_end = at_end;
            let mut operands = self.operands(operands, lead);
            let receiver = operands.remove(0);
            return with_call_parts(expr, Some(receiver), operands);
        }
        if self.capture.is_none() && matches!(&expr, Expr::MethodCall(call) if self.is_own_that_takes(call)) {
            if !arguments_active {
                let receiver = self.unexpected(|this| this.lower(receiver, Want::Value, lead));
                return with_call_parts(expr, Some(receiver), self.operands(wanted, false));
            }
            let mut operands = vec![(receiver, Want::Value)];
            operands.extend(wanted);
            self.at_end = at_end;
            let mut operands = self.operands(operands, lead);
            let receiver = operands.remove(0);
            return with_call_parts(expr, Some(receiver), operands);
        }
        if arguments_active || self.needs_place(&receiver, lead) {
            return self.call_on_temporary(
                receiver,
                method,
                wanted,
                (expr.span(), span_of_arguments(&expr)),
                lead,
                at_end,
            );
        }
        let receiver = self.unexpected(|this| this.lower(receiver, Want::Value, lead));
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
        (span, parens): (Span, Span),
        lead: bool,
        at_end: bool,
    ) -> Expr {
        let plain = arguments.iter().all(|(argument, _)| self.can_be_told(argument));
        let shaped = !is_accumulated(&method) && arguments.iter().any(|(argument, _)| is_shaped(argument));
        let (receiver, projection) = without_fields(receiver);
        let aggregate = matches!(receiver, Expr::Tuple(_) | Expr::Struct(_));
        let captures = makes_capture(&receiver);
        let (known, ty) = (self.known(&receiver), self.type_of(&receiver));
        let receiver = self.unexpected(|this| this.held(receiver, Want::Value, lead));
        let (local, ident) = self.spill_lent(&receiver, "receiver", known);
        self.locals[local].ty = ty;
        self.locals[local].aggregate = aggregate;
        self.locals[local].captures = captures;
        self.at_end = at_end;
        let mut parts =
            CallParts { local, ident, projection, method, span, parens, plain, shaped, receiver: None };
        self.begin_arguments(&mut parts, arguments.iter().map(|(argument, _)| argument));
        let arguments = self.operands(arguments, false);
        self.end_arguments();
        let codes = arguments.iter().map(|argument| self.finish(argument)).collect();
        self.call_hole(parts, codes, plain)
    }

    /// The parts of a call on a local, outside of closures.
    pub(super) fn call_on_local(&self, expr: &Expr, is_awaited: bool) -> Option<CallParts> {
        if self.capture.is_some() {
            return None;
        }
        let (receiver, method, arguments) = match expr {
            Expr::MethodCall(call) if self.takes_value(call) => return None,
            Expr::MethodCall(call) => {
                let (dot, method, turbofish) = (call.dot_token, &call.method, &call.turbofish);
                (&*call.receiver, quote!(#dot #method #turbofish), &call.args)
            }
            Expr::Call(call) => (&*call.func, TokenStream::new(), &call.args),
            _ => return None,
        };
        let (local, ident, projection) = self.place_of(receiver)?;
        let borrows = projection.is_whole() && self.borrows_container(local, expr);
        // Where a method may take a field, the call stands in two closures of ours, and one of the user's is of another type in each: so would
        // be the future that an `async fn` makes of it. Most of these borrow the field.
        let may_be_own = is_awaited && !projection.is_whole() && chance(&method) != Chance::Good;
        let gives_own_type = may_be_own && arguments.iter().any(has_closure);
        let plain =
            !borrows && !gives_own_type && arguments.iter().all(|argument| self.can_be_told(argument));
        let shaped = !is_accumulated(&method) && arguments.iter().any(is_shaped);
        let (span, parens) = (expr.span(), span_of_arguments(expr));
        Some(CallParts { local, ident, projection, method, span, parens, plain, shaped, receiver: None })
    }

    /// Whether it is a call of a container's own method, which only borrows it.
    fn borrows_container(&self, local: LocalId, call: &Expr) -> bool {
        self.is_known_container(local)
            && matches!(call, Expr::MethodCall(call) if borrows_container(&call.method))
    }

    /// Whether it is a container of the standard library's, as it or its argument is declared.
    pub(super) fn is_known_container(&self, local: LocalId) -> bool {
        let declared = self.locals[local].origin.declared(local);
        self.locals[declared].container
    }

    /// A call that takes the variable or a copy of it, and borrows nothing of it: of a raw pointer's, a number's or a container's own
    /// method, of one that consumes an iterator, or with arguments that write to the variable, which rustc allows of nothing else.
    pub(super) fn takes_value(&self, call: &syn::ExprMethodCall) -> bool {
        if is_place(&call.receiver) && self.is_own_that_takes(call) {
            return true;
        }
        let Some((local, name)) = self.local_of(&call.receiver) else { return false };
        let Local { pointer, number, .. } = &self.locals[local];
        *pointer && takes_pointer(&call.method)
            || number.is_some() && takes_number(&call.method)
            || self.is_known_container(local) && takes_container(&call.method) && !self.in_macro
            || self.consumes_iterator(local, call)
            || call.args.iter().any(|argument| writes_to(argument, &name))
    }

    /// The call itself, after its arguments.
    pub(super) fn call_hole(&mut self, parts: CallParts, arguments: Vec<Code>, plain: bool) -> Expr {
        let CallParts { local, ident, projection, method, span, parens, plain: _, shaped, receiver } = parts;
        self.mention(local);
        arguments.iter().for_each(|argument| self.hand_over(argument));
        let (id, receiver) = receiver.unwrap_or_else(|| (self.next_use(), Receiver::Variable));
        let may_be_small = projection.is_whole() && !self.is_known_container(local);
        let looks = if may_be_small {
            looks(&method, plain, id)
        } else if !projection.is_whole() && self.is_known_reference(local) {
            Looks::Any
        } else {
            Looks::LASTING
        };
        self.locals[local].looks = self.locals[local].looks.and(looks);
        // A smart pointer's target has no parts that could be moved away, and rustc would not hear of it.
        let part = match plain && !projection.is_whole() {
            true if self.locals[local].aggregate || self.is_field(local, &projection) => {
                Some(self.new_part(local, &projection))
            }
            // A macro may write the call twice; what says what is left is written once.
            true if self.in_macro => None,
            true => self.new_part_by_call(local, &ident, &projection, (&method, &arguments)),
            false => None,
        };
        if plain && part.is_none() {
            self.locals[local].by_usage = true;
            self.locals[local].unmarked |= !projection.is_whole();
            if projection.is_whole() {
                let passing = passing(&method, &arguments);
                // A macro may write the call twice; rustc is asked once. What the call gives has to be of one type, but for methods
                // of which that is known.
                let is_one = match passing {
                    Some(_) => !may_be_typed_later(&method, &arguments),
                    None => !may_all_be_typed_later(&arguments),
                };
                let chance = if self.in_macro || !is_one { Chance::None } else { chance(&method) };
                let passing = passing.filter(|_| !self.locals[local].captures);
                self.locals[local].last_call = Some(LastCall { id, passing, chance });
            }
            self.event(Event::Usage(id, local));
        } else {
            self.event(Event::Touch(id, local));
        }
        let waits = matches!(receiver, Receiver::Step(_));
        let consumes = !waits && projection.is_whole() && self.is_known_to_consume(local, &method);
        let call = Call {
            id,
            local,
            ident,
            projection,
            part,
            method,
            arguments,
            parens,
            plain,
            shaped,
            receiver,
            consumes,
        };
        self.hole(Piece::Call(Box::new(call)), span)
    }
}

impl Builder<'_> {
    /// Whether the projection is known to lead to a field of the local.
    fn is_field(&self, local: LocalId, projection: &Projection) -> bool {
        let declared = &self.locals[self.locals[local].origin.declared(local)].ty;
        let (Some(evidence), Some(syn::Type::Path(ty))) =
            (&self.types, self.locals[local].ty.as_ref().or(declared.as_ref()))
        else {
            return false;
        };
        let [field] = &*projection.way() else { return false };
        let fields = evidence.definitions.fields(ty, None).filter(|_| ty.path.segments.len() == 1);
        fields.is_some_and(|fields| fields.members().any(|member| field.is(&member)))
    }

    /// A closure may be written inside of one of ours: what it captures is handed to it by reference, wherever that lives.
    fn hand_over(&mut self, argument: &Code) {
        if let [Piece::Capture { captures, .. }] = argument.pieces.as_slice() {
            captures.iter().for_each(|captured| self.locals[captured.local].crosses = true);
        }
    }
}

/// The parts of a call on a local: `.method(..)`, or the call of the local itself.
pub(super) struct CallParts {
    pub(super) local: LocalId,
    ident: Ident,
    pub(super) projection: Projection,
    method: TokenStream,
    span: Span,
    parens: Span,
    pub(super) plain: bool,
    shaped: bool,
    /// The call itself, and who owns what it is made on while its arguments are made; if that is asked before.
    pub(super) receiver: Option<(UseId, Receiver)>,
}

/// Where a call's parentheses stand.
fn span_of_arguments(call: &Expr) -> Span {
    match call {
        Expr::MethodCall(call) => call.paren_token.span.join(),
        Expr::Call(call) => call.paren_token.span.join(),
        other => other.span(),
    }
}

/// A call's tokens behind its receiver, if its arguments are literals.
pub(super) fn plain_call(method: &TokenStream, arguments: &[Code]) -> Option<TokenStream> {
    call_with(method, arguments, |token| matches!(token, TokenTree::Literal(_)))
}

/// The same if they are literals and paths: those mostly mean the same where the variable is declared.
pub(super) fn named_call(method: &TokenStream, arguments: &[Code]) -> Option<TokenStream> {
    call_with(method, arguments, |token| match token {
        TokenTree::Literal(_) => true,
        TokenTree::Ident(word) => word != "break" && word != "continue",
        TokenTree::Punct(sign) => [':', '<', '>', ','].contains(&sign.as_char()),
        TokenTree::Group(_) => false,
    })
}

fn call_with(method: &TokenStream, arguments: &[Code], is: fn(&TokenTree) -> bool) -> Option<TokenStream> {
    let written = arguments.iter().map(|argument| match argument.pieces.as_slice() {
        [Piece::Tokens(tokens)] if !argument.inner => {
            tokens.clone().into_iter().all(|token| is(&token)).then_some(tokens)
        }
        _ => None,
    });
    let written: Vec<&TokenStream> = written.collect::<Option<_>>()?;
    (!method.is_empty()).then(|| quote!(#method(#(#written),*)))
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
