//! Code that does not suspend: it stays as the user wrote it, with holes where it uses locals or leaves the body.
//!
//! [`Builder::opaque`] walks an expression in evaluation order, puts a marker where a hole is needed, and tells the flow
//! what happens to which local. [`Builder::finish`] turns the expression's tokens into [`Code`].

use super::ends::never_returns;
use super::given::NamedLocal;
use super::macros::expanded_dbg;
use super::names;
use super::{Builder, Want};
use crate::index::Id;
use crate::ir::{Code, Event, How, LocalId, Looks, Piece, UseId};
use crate::syntax::block::CoBlock;
use crate::syntax::suspends::{is_comparison, is_compound, is_place};
use proc_macro2::{Ident, Span};
use syn::{BinOp, Expr, Stmt, UnOp};

impl Builder<'_> {
    /// Walks an expression that does not suspend.
    pub(super) fn opaque(&mut self, expr: &mut Expr, want: Want) {
        if want == Want::Value && self.opaque_part(expr) {
            return;
        }
        if let Some(captured) = self.capture_part(expr, want) {
            *expr = captured;
            return;
        }
        match expr {
            Expr::Path(_) => self.opaque_path(expr, want),
            Expr::Paren(paren) => self.opaque(&mut paren.expr, want),
            Expr::Group(group) => self.opaque(&mut group.expr, want),
            Expr::Field(field) => {
                self.by_field = matches!(&*field.base, Expr::Path(_) | Expr::Field(_));
                let want = self.want_behind(&field.base, want);
                self.opaque_base(&mut field.base, want);
                self.by_field = false;
            }
            Expr::Index(index) => {
                match &mut *index.expr {
                    // It is looked at in any case.
                    base @ Expr::Macro(_) => self.opaque(base, want.of_part()),
                    base => self.opaque_base(base, want),
                }
                self.opaque(&mut index.index, Want::Value);
            }
            Expr::Unary(unary) => match unary.op {
                UnOp::Deref(_) => {
                    self.note_led_to(&unary.expr, want);
                    let want = self.want_behind(&unary.expr, want);
                    self.opaque_base(&mut unary.expr, want);
                }
                _ => self.opaque(&mut unary.expr, Want::Value),
            },
            Expr::Reference(reference) => {
                let want = self.want_of_referent(reference);
                self.opaque(&mut reference.expr, want);
            }
            Expr::RawAddr(raw) => self.opaque(&mut raw.expr, Want::Place),
            Expr::Binary(_) => self.opaque_binary(expr),
            Expr::Assign(_) => self.opaque_assign(expr),
            Expr::MethodCall(_) | Expr::Call(_) => {
                let ends = never_returns(expr);
                self.opaque_call(expr);
                self.doubt_if(ends);
            }
            Expr::Array(array) => array.elems.iter_mut().for_each(|elem| self.opaque(elem, Want::Value)),
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|elem| self.opaque(elem, Want::Value)),
            Expr::Repeat(repeat) => self.opaque(&mut repeat.expr, Want::Value),
            Expr::Cast(cast) => self.opaque(&mut cast.expr, Want::Value),
            Expr::Range(range) => {
                let ends = [&mut range.start, &mut range.end];
                ends.into_iter().flatten().for_each(|end| self.opaque(end, Want::Value));
            }
            Expr::Struct(_) => self.opaque_struct(expr),
            Expr::Try(question) => {
                self.opaque(&mut question.expr, Want::Value);
                self.opaque_question(expr);
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.opaque_leave(expr),
            Expr::If(_)
            | Expr::Match(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
            | Expr::Loop(_)
            | Expr::Let(_) => {
                self.opaque_control(expr);
            }
            Expr::Block(block) => self.opaque_labelled_block(block.label.as_ref(), &mut block.block),
            Expr::Unsafe(block) => self.opaque_labelled_block(None, &mut block.block),
            Expr::Closure(_) | Expr::Async(_) => self.opaque_closure(expr),
            Expr::Macro(mac) if CoBlock::of(&mac.mac).is_some() => self.opaque_closure(expr),
            Expr::Macro(mac) => match expanded_dbg(&mac.mac) {
                Some(expanded) => {
                    *expr = expanded;
                    self.opaque(expr, want);
                }
                None => *expr = self.opaque_macro_value(mac, want),
            },
            Expr::Await(wait) => self.opaque(&mut wait.base, Want::Value), // in a closure that is not ours
            Expr::Yield(wait) => wait.expr.iter_mut().for_each(|value| self.opaque(value, Want::Value)),
            Expr::Lit(_) | Expr::Const(_) | Expr::Infer(_) | Expr::TryBlock(_) | Expr::Verbatim(_) => {}
            _ => {}
        }
    }

    /// Walks, and turns into code.
    pub(super) fn opaque_code(&mut self, mut expr: Expr, want: Want) -> Code {
        self.opaque(&mut expr, want);
        self.finish(&expr)
    }

    pub(super) fn next_use(&mut self) -> UseId {
        self.n_uses += 1;
        UseId::new(self.n_uses - 1)
    }

    /// A use of a local, here and now.
    pub(super) fn use_local(&mut self, local: LocalId, ident: Ident, want: Want) -> Piece {
        self.mention(local);
        let id = self.next_use();
        let how = match want {
            Want::Value => {
                self.event(Event::Move(id, local));
                How::Value
            }
            Want::Look | Want::Place => {
                if want == Want::Place {
                    self.lend(local);
                }
                self.event(Event::Touch(id, local));
                self.locals[local].in_unknown |= self.in_macro;
                if self.in_macro { How::Unknown } else { How::Place }
            }
        };
        Piece::Use { id, local, ident, how }
    }

    /// Something may borrow the local for longer than a look.
    pub(super) fn lend(&mut self, local: LocalId) {
        self.locals[local].looks = Looks::LASTING;
    }

    fn opaque_path(&mut self, expr: &mut Expr, want: Want) {
        let Some((local, ident)) = self.local_of(expr) else { return };
        let span = ident.span();
        let piece = self.mention_local(local, &ident, want);
        *expr = self.hole(piece, span);
    }

    /// The local that an expression is, if it is no more than its name.
    pub(super) fn local_of(&self, expr: &Expr) -> Option<(LocalId, Ident)> {
        match expr {
            Expr::Path(path) if path.qself.is_none() => {
                let ident = path.path.get_ident()?;
                Some((self.names.get(ident)?, ident.clone()))
            }
            Expr::Paren(paren) => self.local_of(&paren.expr),
            Expr::Group(group) => self.local_of(&group.expr),
            _ => None,
        }
    }

    fn opaque_base(&mut self, base: &mut Expr, want: Want) {
        let want = if is_place(base) { want.of_part() } else { Want::Value };
        self.opaque(base, want);
    }

    /// What is wanted of a variable if this is wanted of a part of what it leads to.
    fn want_behind(&self, base: &Expr, want: Want) -> Want {
        let is_reference = self.local_of(base).is_some_and(|(local, _)| self.is_known_reference(local));
        if is_reference && self.capture.is_none() && want == Want::Place { Want::Look } else { want }
    }

    /// Whether it is a reference, as it or its argument is declared.
    pub(super) fn is_known_reference(&self, local: LocalId) -> bool {
        self.locals[self.locals[local].origin.declared(local)].reference
    }

    fn want_of_referent(&self, reference: &syn::ExprReference) -> Want {
        let shared = self.capture.is_some() && reference.mutability.is_none();
        match *reference.expr {
            // More often a value, which may be extended, than a place.
            Expr::Macro(_) if shared => Want::Value,
            _ if shared => Want::Look,
            _ => Want::Place,
        }
    }

    fn opaque_binary(&mut self, expr: &mut Expr) {
        let Expr::Binary(binary) = expr else { return };
        match binary.op {
            BinOp::And(_) | BinOp::Or(_) => {
                self.opaque(&mut binary.left, Want::Value);
                self.maybe(|this| this.opaque(&mut binary.right, Want::Value));
            }
            op if is_compound(&op) => {
                self.opaque(&mut binary.right, Want::Value);
                let want = self.want_of_target();
                self.opaque(&mut binary.left, want);
            }
            op => {
                let want = if is_comparison(&op) { Want::Look } else { Want::Value };
                self.opaque(&mut binary.left, want);
                self.opaque(&mut binary.right, want);
            }
        }
    }

    /// A call, if the local it is made on may be consumed by it; otherwise its parts one by one.
    fn opaque_call(&mut self, expr: &mut Expr) {
        let is_awaited = std::mem::take(&mut self.is_awaited);
        if let Some(mut parts) = self.call_on_local(expr, is_awaited) {
            let Some(arguments) = arguments_of(expr) else { return };
            let plain = parts.plain;
            self.begin_arguments(&mut parts, arguments.iter());
            let codes = arguments.into_iter().map(|argument| self.argument(argument)).collect();
            self.end_arguments();
            *expr = self.call_hole(parts, codes, plain);
            return;
        }
        match expr {
            Expr::MethodCall(call) => {
                let consumed = self.seems_consumed(call) || self.takes_receiver(call);
                let by_place = is_place(&call.receiver) && !self.takes_value(call) && !consumed;
                let want = if by_place { Want::Place } else { Want::Value };
                if by_place {
                    self.note_call(call);
                }
                self.opaque(&mut call.receiver, want);
                call.args.iter_mut().for_each(|argument| self.opaque(argument, Want::Value));
            }
            Expr::Call(call) => {
                let by_place =
                    is_place(&call.func) && !(self.capture.is_some() && self.is_called_once(&call.func));
                if by_place {
                    self.note_function(&call.func);
                }
                let want = if by_place { Want::Place } else { Want::Value };
                self.opaque(&mut call.func, want);
                call.args.iter_mut().for_each(|argument| self.opaque(argument, Want::Value));
            }
            _ => {}
        }
    }

    /// An argument of a call on a local: a closure may have to be written inside of another.
    pub(super) fn argument(&mut self, argument: Expr) -> Code {
        let inner = self.names.mentions_inner(&argument);
        let mut code = self.opaque_code(argument, Want::Value);
        code.inner = inner;
        code
    }

    /// Whether a call with this argument can be made from within a closure of ours: the argument's value can go in, or,
    /// if it has to be written there, captures nothing but locals.
    pub(super) fn can_be_told(&self, argument: &Expr) -> bool {
        match argument {
            Expr::Closure(_) => !self.names.mentions_inner(argument),
            argument => !needs_context(argument),
        }
    }

    fn opaque_question(&mut self, expr: &mut Expr) {
        let Expr::Try(question) = expr else { return };
        if self.capture.is_some() {
            return;
        }
        let span = question.question_token.span;
        let value = self.finish(&question.expr);
        *expr = self.question_hole(span, value);
    }

    /// `value?`, the value being code already.
    pub(super) fn question_hole(&mut self, span: Span, value: Code) -> Expr {
        self.questions = true;
        self.hole(Piece::Question(span, Box::new(value)), span)
    }

    fn opaque_leave(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Return(leave) => {
                if let Some(value) = &mut leave.expr {
                    self.opaque(value, Want::Value);
                }
                self.return_hole(expr);
            }
            Expr::Break(leave) => {
                crate::syntax::parens::behind_label(&mut leave.expr);
                if let Some(value) = &mut leave.expr {
                    self.opaque(value, Want::Value);
                }
                if self.capture.is_none() {
                    self.label_leave(&mut leave.label);
                    let label = leave.label.as_ref().map(|label| label.ident.to_string());
                    self.break_to(label.as_deref());
                    self.leaves_nothing(expr);
                }
            }
            Expr::Continue(leave) if self.capture.is_none() => {
                self.label_leave(&mut leave.label);
                let label = leave.label.as_ref().map(|label| label.ident.to_string());
                self.continue_to(label.as_deref());
                self.leaves_nothing(expr);
            }
            _ => {}
        }
    }

    /// `return value`, the value being code already.
    pub(super) fn return_hole(&mut self, expr: &mut Expr) {
        let Expr::Return(leave) = expr else { return };
        if self.capture.is_some() {
            return;
        }
        let span = leave.return_token.span;
        let value = leave.expr.take().map(|value| Box::new(self.finish(&value)));
        *expr = self.hole(Piece::Return(span, value), span);
        self.diverge();
    }

    /// A name that code mentions other than as an expression, if it is a local.
    pub(super) fn mention_name(&mut self, ident: &Ident, want: Want) -> Option<Expr> {
        let local = self.names.get(ident)?;
        let piece = self.mention_local(local, ident, want);
        Some(self.hole(piece, ident.span()))
    }

    /// A statement after which the name means the local, to those who do not read holes.
    pub(super) fn name_local(&mut self, ident: &Ident) -> Option<NamedLocal> {
        let local = self.names.get(ident)?;
        let mut piece = self.mention_local(local, ident, Want::Look);
        match &mut piece {
            Piece::Use { how: How::Bound, .. } => return None,
            Piece::Use { how, .. } => *how = How::Named,
            _ => {}
        }
        let binding = self.hole(piece, ident.span());
        let binding = Stmt::Expr(binding, Some(syn::token::Semi::default()));
        let still = self.said_of(local, ident.clone(), How::NamedStill);
        Some(NamedLocal { binding, still })
    }

    fn mention_local(&mut self, local: LocalId, ident: &Ident, want: Want) -> Piece {
        match &self.capture {
            Some(_) => self.capture_local(local, ident.clone(), want),
            None => self.use_local(local, ident.clone(), want),
        }
    }
}

/// The identifier of this name, raw if it has to be.
pub(super) fn named(name: &str, span: Span) -> Ident {
    if matches!(name, "self" | "Self" | "super" | "crate") || syn::parse_str::<Ident>(name).is_ok() {
        Ident::new(name, span)
    } else {
        Ident::new_raw(names::plain(name), span)
    }
}

pub(super) fn arguments_of(expr: &Expr) -> Option<Vec<Expr>> {
    match expr {
        Expr::MethodCall(call) => Some(call.args.iter().cloned().collect()),
        Expr::Call(call) => Some(call.args.iter().cloned().collect()),
        _ => None,
    }
}

/// Whether an argument's type depends on the call it is given to: closures get their parameters' types from it.
fn needs_context(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(_) => true,
        Expr::Paren(paren) => needs_context(&paren.expr),
        Expr::Reference(reference) => needs_context(&reference.expr),
        _ => false,
    }
}
