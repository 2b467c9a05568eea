//! Expressions that suspend: what is evaluated before the last suspension becomes temporaries, in evaluation order.
//!
//! `lead` says that nothing with an effect is evaluated before the expression in the code that will hold it: only then
//! may the suspension itself stand there. `hold` (in the builder) says that a suspension follows in the same statement:
//! then whatever is behind a reference must have a place that outlives it.

use super::control::contains_let;
use super::expected::{Expects, is_shaped};
use super::known::Known;
use super::parts_of_values::{is_part, is_part_of_value};
use super::points::{point_name, shorten, snake};
use super::temporaries::{makes_temporaries, matched_leaves};
use super::{Builder, Want, ours};
use crate::ir::{Code, Event, How, LocalId, Origin, Piece, Point, PointId, Step, Words, mutable};
use crate::syntax::awaiting::{awaiting, ends};
use crate::syntax::edition::Edition;
use crate::syntax::expansion;
use crate::syntax::parens;
use crate::syntax::suspends::{block_suspends, is_inert, is_place, is_promotable, suspends};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, UnOp};

/// The state is one byte, and three states are taken.
pub(super) const MOST_POINTS: usize = 250;

impl Builder<'_> {
    /// Lowers an expression; its suspensions become steps, but for the last one if it leads.
    pub(super) fn lower(&mut self, mut expr: Expr, want: Want, lead: bool) -> Expr {
        let at_end = std::mem::take(&mut self.at_end);
        let expects = std::mem::take(&mut self.expects);
        if !self.is_active(&expr) {
            self.opaque(&mut expr, want);
            return expr;
        }
        self.at_end = at_end && super::operands::has_operands(&expr);
        // What is expected of the block around is nothing to the blocks that an operand is made into.
        let around = std::mem::take(&mut self.tail_expects);
        let lowered =
            self.with_expected(expr, &expects, |this, expr| this.lower_active(expr, want, lead, &expects));
        self.tail_expects = around;
        lowered
    }

    fn lower_active(&mut self, expr: Expr, want: Want, lead: bool, expects: &Expects) -> Expr {
        match expr {
            Expr::Paren(syn::ExprParen { expr, .. }) | Expr::Group(syn::ExprGroup { expr, .. }) => {
                self.expects = expects.clone();
                self.lower(*expr, want, lead)
            }
            Expr::Await(wait) => self.lower_await(&wait, want, lead),
            Expr::Yield(wait) => self.lower_yield(wait, want, lead),
            Expr::MethodCall(_) | Expr::Call(_) => self.lower_call(expr, lead),
            Expr::Binary(_) => self.lower_binary(expr, lead),
            Expr::Assign(assign) => self.lower_assign(assign, lead),
            expr if want == Want::Value && is_part_of_value(&expr) && self.needs_place(&expr, lead) => {
                self.unexpected(|this| this.part_of_value(expr, lead))
            }
            Expr::Field(mut field) => {
                field.base = Box::new(self.unexpected(|this| this.lower_base(*field.base, want, lead)));
                Expr::Field(field)
            }
            Expr::Index(index) => self.lower_index(index, want, lead),
            Expr::Unary(unary) => self.lower_unary(unary, want, lead),
            Expr::Reference(mut reference) => {
                let places = ends(reference.expr.to_token_stream());
                let referent = self.lower_referent(*reference.expr, reference.mutability, lead);
                reference.expr = Box::new(self.converted(referent, places));
                Expr::Reference(reference)
            }
            Expr::RawAddr(mut raw) => {
                raw.expr = Box::new(self.lower(*raw.expr, Want::Place, lead));
                Expr::RawAddr(raw)
            }
            Expr::Try(question) => {
                let span = question.question_token.span;
                let value = self.lower(*question.expr, Want::Value, lead);
                let value = self.finish(&value);
                self.question_hole(span, value)
            }
            Expr::Return(mut leave) => {
                leave.expr = leave.expr.map(|value| {
                    self.expects = self.returned.clone();
                    Box::new(self.lower(*value, Want::Value, lead))
                });
                let mut expr = Expr::Return(leave);
                self.return_hole(&mut expr);
                expr
            }
            Expr::Break(mut leave) => {
                parens::behind_label(&mut leave.expr);
                if let Some(value) = &mut leave.expr {
                    let value = if let Expr::Paren(paren) = &mut **value { &mut *paren.expr } else { value };
                    *value = self.lower(value.clone(), Want::Value, lead);
                }
                self.label_leave(&mut leave.label);
                let label = leave.label.as_ref().map(|label| label.ident.to_string());
                self.break_to(label.as_deref());
                let mut expr = Expr::Break(leave);
                self.leaves_nothing(&mut expr);
                expr
            }
            Expr::Macro(mac) => {
                let before = self.before_call();
                let value = self.lower_macro(&mac.mac, lead);
                self.doubt_moves(&before);
                value
            }
            Expr::If(branch)
                if only_condition_suspends(&branch) && lead && !self.ends_with_condition(&branch) =>
            {
                self.lower_if_head(branch)
            }
            Expr::Match(branch)
                if only_scrutinee_suspends(&branch) && lead && !(self.hold && matched_leaves(&branch)) =>
            {
                self.lower_match_head(branch)
            }
            Expr::Struct(_)
            | Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Range(_)
            | Expr::Repeat(_)
            | Expr::Cast(_) => self.lower_aggregate(expr, lead),
            _ => {
                let branches =
                    matches!(expr, Expr::Block(_) | Expr::Unsafe(_) | Expr::If(_) | Expr::Match(_));
                self.tail_expects = if branches { expects.clone() } else { Expects::Nothing };
                self.lower_node(expr, want, lead)
            }
        }
    }

    /// Whether the expression has to be taken apart.
    pub(super) fn is_active(&self, expr: &Expr) -> bool {
        suspends(expr) || self.hold && makes_temporaries(expr, self.edition)
    }

    /// Lowers what is evaluated before a suspension of the same statement.
    pub(super) fn held(&mut self, expr: Expr, want: Want, lead: bool) -> Expr {
        let hold = std::mem::replace(&mut self.hold, true);
        let expr = self.lower(expr, want, lead);
        self.hold = hold;
        expr
    }

    /// Gives a value a temporary of its own.
    pub(super) fn spill(&mut self, value: &Expr, name: &str, known: Known) -> (LocalId, Ident) {
        let span = value.span();
        let name = format!("{name}{}", self.locals.len());
        let local = self.new_temporary(&name);
        self.note(local, known);
        self.stand_where(local, value);
        let ident = ours(&name, span);
        let code = self.finish(value);
        if let Some(depth) = self.outer_statement() {
            self.declare_outside(local, &ident, code, depth);
            return (local, ident);
        }
        self.bind((local, &ident), Some(mutable()), None, code);
        self.event(Event::Init(local));
        (local, ident)
    }

    /// If the statement that a temporary belongs to has its steps in a block further out: in which.
    pub(super) fn outer_statement(&self) -> Option<usize> {
        let depth = self.temporaries.last()?.depth;
        (depth < self.steps.len()).then_some(depth)
    }

    /// A temporary of a statement around this block: declared there, and given its value here.
    fn declare_outside(&mut self, local: LocalId, ident: &Ident, value: Code, depth: usize) {
        self.locals[local].crosses = true;
        let declared = Step::Declare {
            local,
            ident: ident.clone(),
            mutable: Some(mutable()),
            ty: None,
            words: Words::ours(),
        };
        if let Some(steps) = depth.checked_sub(1).and_then(|at| self.steps.get_mut(at)) {
            steps.push(declared);
        }
        self.event(Event::Init(local));
        let assigned = Piece::Assign {
            local,
            ident: ident.clone(),
            equals: <syn::Token![=]>::default(),
            value: Box::new(value),
        };
        self.step(Step::Do(Code { pieces: vec![assigned], inner: false }, self.words));
    }

    pub(super) fn use_temporary(&mut self, local: LocalId, ident: Ident, want: Want) -> Expr {
        let span = ident.span();
        let piece = self.use_local(local, ident, want);
        self.hole(piece, span)
    }

    fn lower_await(&mut self, wait: &syn::ExprAwait, want: Want, lead: bool) -> Expr {
        let span = wait.await_token.span;
        if let Some(call) = expansion::marked(&wait.base) {
            let name = expansion::marked_name(&wait.base).map(|name| name.to_string()).unwrap_or_default();
            let result = self.lower_expansion(call, name, span);
            return self.lead_or_spill(result, want, lead, "value");
        }
        let ty = self.type_of_future(&wait.base);
        self.is_awaited = matches!(*wait.base, Expr::MethodCall(_));
        let future = self.held((*wait.base).clone(), Want::Value, true);
        let name = point_name(&wait.base);
        let text = shorten(wait.base.to_token_stream());
        let value = awaiting(&self.private, wait, &future, "into_future");
        let local = self.new_local(format!("{}_future", snake(&name)), Origin::Future);
        (self.locals[local].ty, self.locals[local].span) = (ty, wait.base.span());
        let code = self.finish(&value);
        let ident = ours("future", span);
        self.bind((local, &ident), None, None, code);
        self.event(Event::Init(local));
        let point = self.new_point(Point {
            future: Some(local),
            text,
            name,
            span,
            start: wait.base.span(),
            expansion: None,
            receivers: self.waiting_receivers(),
        });
        self.event(Event::Suspend(point));
        self.event(Event::End(local));
        self.next_segment();
        self.locals[local].crosses = true;
        let result = self.hole(Piece::Await(point), span);
        self.lead_or_spill(result, want, lead, "value")
    }

    pub(super) fn new_point(&mut self, point: Point) -> PointId {
        if self.points.len() == MOST_POINTS {
            self.diagnostics.error(
                point.span,
                format!(
                    "more than {MOST_POINTS} suspension points in one coroutine: its state is one byte; move some of them into \
                     another `async fn`"
                ),
            );
        }
        self.points.push(point)
    }

    /// The suspension stays where it is, or its value becomes a temporary.
    pub(super) fn lead_or_spill(&mut self, result: Expr, want: Want, lead: bool, name: &str) -> Expr {
        if lead {
            return result;
        }
        let (local, ident) = if want == Want::Value {
            self.spill_operand(&result, name, Known::Nothing)
        } else {
            self.spill_lent(&result, name, Known::Nothing)
        };
        self.use_temporary(local, ident, want)
    }

    /// Whether a value in the middle of an expression has to live until the end of the statement.
    pub(super) fn needs_place(&self, value: &Expr, lead: bool) -> bool {
        self.hold || !lead && suspends(value)
    }

    /// What is behind a field access, a dereference or an index.
    fn lower_base(&mut self, base: Expr, want: Want, lead: bool) -> Expr {
        if is_place(&base) || is_part(&base) {
            return self.lower(base, want.of_part(), lead);
        }
        if self.needs_place(&base, lead) {
            return self.place_of_value(base, want, lead);
        }
        self.lower(base, Want::Value, lead)
    }

    /// A value that needs a place until the end of the statement.
    fn place_of_value(&mut self, value: Expr, want: Want, lead: bool) -> Expr {
        let ty = self.type_of(&value);
        let value = self.held(value, Want::Value, lead);
        let (local, ident) = self.spill_lent(&value, "temporary", Known::Nothing);
        self.locals[local].ty = ty;
        self.use_temporary(local, ident, if want == Want::Value { Want::Look } else { want })
    }

    /// What is behind `&`.
    fn lower_referent(&mut self, referent: Expr, mutability: Option<syn::Token![mut]>, lead: bool) -> Expr {
        if self.hold && self.may_last(&referent, mutability) {
            let place = self.lower_held(referent.clone(), mutability, lead);
            return self.lasting(&referent, &place);
        }
        self.lower_held(referent, mutability, lead)
    }

    fn lower_held(&mut self, referent: Expr, mutability: Option<syn::Token![mut]>, lead: bool) -> Expr {
        if is_place(&referent) || is_part(&referent) {
            return self.lower(referent, Want::Place, lead);
        }
        if self.hold && !self.is_static(&referent, mutability) || !lead && suspends(&referent) {
            let value = self.held(referent.clone(), Want::Value, lead);
            let (local, ident) = self.spill_lent(&value, "temporary", Known::Nothing);
            self.note_array(&referent, local);
            return self.use_temporary(local, ident, Want::Place);
        }
        self.lower(referent, Want::Value, lead)
    }

    fn lower_index(&mut self, mut index: syn::ExprIndex, want: Want, lead: bool) -> Expr {
        if is_place(&index.expr) && self.is_active(&index.expr) && self.is_active(&index.index) {
            let hold = std::mem::replace(&mut self.hold, true);
            index.expr = Box::new(self.settled_place(*index.expr, lead));
            self.hold = hold;
            index.index = Box::new(self.lower(*index.index, Want::Value, false));
            self.opaque(&mut index.expr, want.of_part());
        } else if is_place(&index.expr) {
            let operands = vec![(*index.expr, want.of_part()), (*index.index, Want::Value)];
            let mut operands = self.operands(operands, lead);
            index.index = Box::new(operands.remove(1));
            index.expr = Box::new(operands.remove(0));
        } else if self.is_active(&index.index) || self.needs_place(&index.expr, lead) {
            let mut base = self.part_in_place(*index.expr, "temporary", lead);
            index.index = Box::new(self.lower(*index.index, Want::Value, false));
            self.opaque(&mut base, want.of_part());
            index.expr = Box::new(base);
        } else {
            index.expr = Box::new(self.lower(*index.expr, Want::Value, lead));
            self.opaque(&mut index.index, Want::Value);
        }
        Expr::Index(index)
    }

    fn lower_unary(&mut self, mut unary: syn::ExprUnary, want: Want, lead: bool) -> Expr {
        unary.expr = Box::new(match unary.op {
            UnOp::Deref(_) => self.lower_base(*unary.expr, want, lead),
            _ => {
                let places = ends(unary.expr.to_token_stream());
                let value = self.lower(*unary.expr, Want::Value, lead);
                self.converted(value, places)
            }
        });
        Expr::Unary(unary)
    }

    /// Whether what is temporary in a condition with `let` has to end with it: before what is behind the `if`, or in edition 2024
    /// before the `else`.
    fn ends_with_condition(&self, branch: &syn::ExprIf) -> bool {
        let is_before_else = || {
            let has_else = branch.else_branch.is_some() && self.edition == Edition::Since2024;
            has_else && makes_temporaries(head_of(&branch.cond), self.edition)
        };
        contains_let(&branch.cond) && (self.hold || is_before_else())
    }

    /// Only what is asked first suspends: the rest stays as it is.
    fn lower_if_head(&mut self, mut branch: syn::ExprIf) -> Expr {
        self.names.enter();
        branch.cond = Box::new(self.lower_condition_head(*branch.cond));
        self.opaque_branches(&mut branch);
        Expr::If(branch)
    }

    fn lower_condition_head(&mut self, cond: Expr) -> Expr {
        match cond {
            Expr::Let(mut condition) => {
                let want = self.want_of_matched(&condition.expr, [&*condition.pat]);
                condition.expr = Box::new(self.lower(*condition.expr, want, true));
                self.declare_inner(&condition.pat);
                Expr::Let(condition)
            }
            Expr::Binary(mut chain) if matches!(chain.op, BinOp::And(_)) => {
                chain.left = Box::new(self.lower_condition_head(*chain.left));
                self.opaque(&mut chain.right, Want::Value);
                Expr::Binary(chain)
            }
            cond => self.in_scope_of_its_own(cond, None, true),
        }
    }

    fn lower_match_head(&mut self, mut branch: syn::ExprMatch) -> Expr {
        let want = self.want_of_matched(&branch.expr, branch.arms.iter().map(|arm| &arm.pat));
        branch.expr = Box::new(self.lower(*branch.expr, want, true));
        self.opaque_arms(&mut branch.arms);
        Expr::Match(branch)
    }

    /// A construct with suspensions inside, as an operand.
    pub(super) fn lower_node(&mut self, expr: Expr, want: Want, lead: bool) -> Expr {
        let (span, shaped) = (expr.span(), is_shaped(&expr));
        // If its value waits for the rest of the statement, what is temporary in it waits as well.
        let hold = self.hold;
        self.hold |= !lead;
        let piece = self.node(expr, lead);
        self.hold = hold;
        let result = self.hole(piece, span);
        let result = self.lead_or_spill(result, want, lead, "result");
        if let Some(Piece::Use { local, how: How::Value, .. }) = self.peek(&result)
            && shaped
        {
            self.note_early(*local, None);
        }
        result
    }
}

/// Whether borrowing the expression's value makes no temporary that anybody could see.
pub(super) fn is_lasting(expr: &Expr) -> bool {
    is_place(expr) || is_promotable(expr) || is_inert(expr)
}

fn only_condition_suspends(branch: &syn::ExprIf) -> bool {
    let branches =
        syn::Block { brace_token: syn::token::Brace::default(), stmts: branch.then_branch.stmts.clone() };
    let otherwise = branch.else_branch.as_ref().is_some_and(|(_, otherwise)| suspends(otherwise));
    !block_suspends(&branches) && !otherwise && only_head_suspends(&branch.cond)
}

/// What is matched first in a condition that is a chain of them.
fn head_of(cond: &Expr) -> &Expr {
    match cond {
        Expr::Binary(chain) if matches!(chain.op, BinOp::And(_)) => head_of(&chain.left),
        Expr::Let(condition) => &condition.expr,
        cond => cond,
    }
}

/// Of `a && b && c`, only `a`.
fn only_head_suspends(cond: &Expr) -> bool {
    match cond {
        Expr::Binary(chain) if matches!(chain.op, BinOp::And(_)) => {
            !suspends(&chain.right) && only_head_suspends(&chain.left)
        }
        _ => true,
    }
}

fn only_scrutinee_suspends(branch: &syn::ExprMatch) -> bool {
    !branch
        .arms
        .iter()
        .any(|arm| suspends(&arm.body) || arm.guard.as_ref().is_some_and(|(_, guard)| suspends(guard)))
}
