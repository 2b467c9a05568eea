//! The operands of one expression: what is evaluated before the last suspension becomes temporaries, in order.

use super::call::without_fields;
use super::expected::{Expects, is_shaped};
use super::known::Known;
use super::lower::is_lasting;
use super::operators::{around, with_operands};
use super::parts_of_values::is_part_of_value;
use super::types::wraps_any;
use super::{Builder, Want, ours};
use crate::ir::{Event, How, LocalId, Origin, Piece, Projection, Step, Words, mutable};
use crate::syntax::outside::Definitions;
use crate::syntax::suspends::{
    is_comparison, is_compound, is_constructor, is_place, is_promoted, is_pure, suspends,
};
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{BinOp, Expr};

impl Builder<'_> {
    /// The operands of one expression, in evaluation order.
    pub(super) fn operands(&mut self, operands: Vec<(Expr, Want)>, lead: bool) -> Vec<Expr> {
        let at_end = std::mem::take(&mut self.at_end);
        let last = operands.iter().rposition(|(expr, _)| self.is_active(expr));
        let mut lead = lead;
        let mut waiting = Vec::new();
        for (number, (expr, want)) in operands.into_iter().enumerate() {
            if last.is_none_or(|last| number > last) {
                waiting.push(Operand::Late(expr, want));
            } else if Some(number) == last {
                self.expects = Expects::Outside;
                waiting.push(Operand::Code(self.lower(expr, want, lead)));
            } else if is_pure(&expr, |name| self.names.get(name).is_some()) {
                waiting.push(Operand::Code(expr));
            } else if is_typed_by_call(&expr) {
                waiting.push(Operand::Late(expr, want));
                lead = false;
            } else {
                waiting.push(self.early_operand(expr, want, lead, at_end));
                lead = false;
            }
        }
        waiting.into_iter().map(|operand| self.settle(operand)).collect()
    }

    pub(super) fn lower_aggregate(&mut self, expr: Expr, lead: bool) -> Expr {
        let mut expr = expr;
        let mut updated = self.updated_place(&expr);
        if let (Some(_), Expr::Struct(literal)) = (&updated, &mut expr) {
            literal.rest = None;
        }
        let mut parts: Vec<(Expr, Want)> =
            parts_mut(&mut expr).into_iter().map(|part| (part.clone(), Want::Value)).collect();
        // The rest of a struct is evaluated last. What is left of it may have to live until the end of the statement.
        let may_leave = self.leaves_rest(&expr);
        let leads =
            lead && parts.iter().all(|(part, _)| is_pure(part, |name| self.names.get(name).is_some()));
        let lasts = rest_mut(&mut expr).is_some_and(|rest| {
            may_leave && !is_place(rest) && !is_promoted(rest, None) && self.needs_place(rest, leads)
        });
        parts.extend(rest_mut(&mut expr).map(|rest| match is_place(rest) {
            true => (rest.clone(), Want::Place),
            false if lasts => (syn::parse_quote!(&#rest), Want::Value),
            false => (rest.clone(), Want::Value),
        }));
        let mut parts = self.operands(parts, lead);
        if let Expr::Struct(literal) = &mut expr
            && let Some(rest) = literal.rest.as_deref_mut()
            && let Some(part) = parts.pop()
        {
            match (self.referred_to(&part).filter(|_| lasts), part) {
                (Some(place), _) => {
                    literal.rest = None;
                    updated = Some(place);
                }
                (None, Expr::Reference(value)) if lasts => *rest = *value.expr,
                (None, part) => *rest = part,
            }
        }
        for (slot, part) in parts_mut(&mut expr).into_iter().zip(parts) {
            *slot = part;
        }
        if let Expr::Struct(literal) = &mut expr {
            literal.fields.iter_mut().for_each(|field| {
                field.colon_token.get_or_insert_default();
            });
        }
        match (updated, expr) {
            (Some(place), Expr::Struct(literal)) => self.update_hole(literal, place),
            // It may stand before a block.
            (None, Expr::Struct(literal)) if literal.rest.is_some() => syn::parse_quote!((#literal)),
            (_, expr) => expr,
        }
    }

    /// The temporary that a reference leads to, or to a part of.
    fn referred_to(&self, value: &Expr) -> Option<(LocalId, Ident, Projection)> {
        let Expr::Reference(reference) = value else { return None };
        let (value, projection) = without_fields((*reference.expr).clone());
        match self.peek(&value) {
            Some(Piece::Use { local, ident, .. }) => Some((*local, ident.clone(), projection)),
            _ => None,
        }
    }

    /// Whether something to drop may be left of the `..rest` of a struct: the fields that the literal has itself.
    fn leaves_rest(&self, expr: &Expr) -> bool {
        let Expr::Struct(literal) = expr else { return false };
        if literal.fields.iter().all(|field| self.known(&field.expr) != Known::Nothing) {
            return false;
        }
        let ty = syn::TypePath { qself: literal.qself.clone(), path: literal.path.clone() };
        let is_here = ty.path.segments.len() == 1;
        let fields = Definitions::new(literal.span()).fields(&ty, None).filter(|_| is_here);
        let Some(fields) = fields else { return true };
        let is_own = |member: &syn::Member| literal.fields.iter().any(|field| field.member == *member);
        let mut own = fields.members().zip(&fields).filter(|(member, _)| is_own(member));
        own.any(|(_, field)| Known::of_type(&field.ty) == Known::Nothing)
    }

    /// An operand before a suspension.
    fn early_operand(&mut self, expr: Expr, want: Want, lead: bool, at_end: bool) -> Operand {
        if is_place(&expr) && want != Want::Value {
            if self.is_steady(&expr) && !is_behind_brackets(&expr) {
                return Operand::Late(expr, want);
            }
            let hold = std::mem::replace(&mut self.hold, true);
            let place = self.settled_place(expr, lead);
            self.hold = hold;
            return Operand::Late(place, want);
        }
        if want != Want::Value && is_part_of_value(&expr) {
            return Operand::Late(self.part_in_place(expr, "temporary", lead), want);
        }
        let (known, ty, shaped) = (self.known_operand(&expr), self.type_of(&expr), is_shaped(&expr));
        self.expects = Expects::Outside;
        let lent = want == Want::Value && self.is_behind_index(&expr);
        let value = self.held(expr, Want::Value, lead);
        let value = if lent { self.copied_or_lent(&value) } else { value };
        if self.leads_to_temporary(&value) {
            return Operand::Code(value);
        }
        let (local, ident) = match want {
            // It waits in the scope in which the temporaries are.
            Want::Value if at_end => self.spill(&value, "operand", known),
            Want::Value => self.spill_operand(&value, "operand", known),
            Want::Look | Want::Place => self.spill_lent(&value, "operand", known),
        };
        self.locals[local].ty = ty;
        if shaped && want == Want::Value {
            self.note_early(local, None);
        }
        Operand::Spilled(local, ident, want)
    }

    /// Whether an expression is (a field of) what is behind an index into something that may be a variable. A constant has no place,
    /// nor has an array that is written there.
    fn is_behind_index(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Index(index) => !self.is_item(&index.expr) && !is_array(&index.expr),
            Expr::Field(field) => self.is_behind_index(&field.base),
            Expr::Paren(paren) => self.is_behind_index(&paren.expr),
            _ => false,
        }
    }

    /// Whether an expression is (a part of) a constant or a static.
    fn is_item(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => !path.path.get_ident().is_some_and(|name| self.names.is_variable(name)),
            Expr::Index(index) => self.is_item(&index.expr),
            Expr::Field(field) => self.is_item(&field.base),
            Expr::Paren(paren) => self.is_item(&paren.expr),
            _ => false,
        }
    }

    /// What is behind an index is copied; or it is a `&mut`, and the operand natively one that goes on from it.
    fn copied_or_lent(&self, place: &Expr) -> Expr {
        let private = &self.private;
        syn::parse_quote!(#private::copy_of(&raw const #place))
    }

    /// A reference to what lives until the end of the statement: it is the same later on.
    fn leads_to_temporary(&self, value: &Expr) -> bool {
        let Expr::Reference(reference) = value else { return false };
        match self.peek(&reference.expr) {
            Some(Piece::Use { local, how: How::Place, .. }) => {
                self.locals[*local].origin == Origin::Temporary && self.locals[*local].looks.may_last()
            }
            _ => false,
        }
    }

    /// Whether it is the same place later on, and nothing has to be evaluated to reach it.
    fn is_steady(&self, place: &Expr) -> bool {
        match place {
            Expr::Index(index) => {
                let is_local = |name: &Ident| self.names.get(name).is_some();
                self.is_steady(&index.expr) && is_pure(&index.index, is_local)
            }
            Expr::Field(field) => self.is_steady(&field.base),
            Expr::Unary(unary) => self.is_steady(&unary.expr),
            Expr::Paren(paren) => self.is_steady(&paren.expr),
            Expr::Group(group) => self.is_steady(&group.expr),
            Expr::Path(_) => true,
            _ => false,
        }
    }

    /// A place whose own operands are evaluated now, while it is looked at later.
    pub(super) fn settled_place(&mut self, place: Expr, lead: bool) -> Expr {
        if !is_place(&place) {
            return self.part_in_place(place, "temporary", lead);
        }
        match place {
            Expr::Field(mut field) => {
                field.base = Box::new(self.settled_place(*field.base, lead));
                Expr::Field(field)
            }
            Expr::Paren(paren) => self.settled_place(*paren.expr, lead),
            Expr::Index(mut index) => {
                index.expr = Box::new(self.settled_place(*index.expr, lead));
                index.index = Box::new(self.settled_value(*index.index, lead));
                self.check_bounds(&index);
                Expr::Index(index)
            }
            Expr::Unary(mut unary) => {
                unary.expr = Box::new(self.settled_place(*unary.expr, lead));
                Expr::Unary(unary)
            }
            place => place,
        }
    }

    /// Of a place that is looked at later, it is asked now whether it is there.
    fn check_bounds(&mut self, syn::ExprIndex { expr, index, .. }: &syn::ExprIndex) {
        if matches!(**index, Expr::Range(_)) {
            return;
        }
        let (mut list, mut at, private) = (expr.clone(), index.clone(), self.private.clone());
        self.opaque(&mut list, Want::Look);
        self.opaque(&mut at, Want::Look);
        let check = syn::parse_quote!(#private::bounds(&#list, &#at).__check());
        let code = self.finish(&check);
        self.step(Step::Do(code, self.words));
    }

    /// The name of a temporary that has the value.
    pub(super) fn settled_value(&mut self, value: Expr, lead: bool) -> Expr {
        if is_pure(&value, |name| self.names.get(name).is_some()) {
            return value;
        }
        let (known, ty) = (self.known(&value), self.type_of(&value));
        let value = self.lower(value, Want::Value, lead);
        let (local, ident) = self.spill_operand(&value, "operand", known);
        self.locals[local].ty = ty;
        self.names.declare(&ident, super::names::Meaning::Local(local));
        syn::parse_quote!(#ident)
    }

    /// Gives a value that waits to be moved into its expression a temporary.
    pub(super) fn spill_operand(&mut self, value: &Expr, name: &str, known: Known) -> (LocalId, Ident) {
        let (local, ident) = if self.outer_statement().is_some() {
            // It is gone before the block that it stands in ends.
            let name = format!("{name}{}", self.locals.len());
            let (local, ident) = (self.new_local(&name, Origin::Temporary), ours(&name, value.span()));
            self.note(local, known);
            self.stand_where(local, value);
            let code = self.finish(value);
            self.bind((local, &ident), Some(mutable()), None, code);
            self.event(Event::Init(local));
            (local, ident)
        } else {
            self.spill(value, name, known)
        };
        self.waiting.push(local);
        (local, ident)
    }

    /// Gives a value that something may borrow until the end of the statement a temporary. On every way out, what waits
    /// for the rest of its expression is dropped before such a value, also if that was made later. So its place is
    /// declared before them.
    pub(super) fn spill_lent(&mut self, value: &Expr, name: &str, known: Known) -> (LocalId, Ident) {
        // A statement further out declares what is temporary in it before all that waits here.
        let is_here = known == Known::Nothing && self.outer_statement().is_none();
        let Some(at) = self.first_waiting().filter(|_| is_here) else {
            return self.spill(value, name, known);
        };
        let span = value.span();
        let name = format!("{name}{}", self.locals.len());
        let local = self.new_temporary(&name);
        self.locals[local].crosses = true;
        self.stand_where(local, value);
        let ident = ours(&name, span);
        if let Some(steps) = self.steps.last_mut() {
            steps.insert(
                at,
                Step::Declare {
                    local,
                    ident: ident.clone(),
                    mutable: Some(mutable()),
                    ty: None,
                    words: Words::ours(),
                },
            );
        }
        let assign = self.assign_local(local, ident.clone(), <syn::Token![=]>::default(), value);
        let code = self.finish(&assign);
        self.step(Step::Do(code, self.words));
        (local, ident)
    }

    /// The first step that makes something that waits in this statement.
    pub(super) fn first_waiting(&self) -> Option<usize> {
        let temporaries = self.temporaries.last()?;
        self.steps.last()?.iter().position(|step| match step {
            Step::Let { local, .. } | Step::Receive(local) => {
                let waits = self.waiting.contains(local) && temporaries.locals.contains(local);
                waits && !self.locals[*local].inert
            }
            Step::Declare { .. }
            | Step::Unpack { .. }
            | Step::Do(..)
            | Step::End(_)
            | Step::Yield { .. }
            | Step::Expect { .. } => false,
        })
    }

    fn settle(&mut self, operand: Operand) -> Expr {
        match operand {
            Operand::Code(expr) => expr,
            Operand::Spilled(local, ident, want) => self.use_temporary(local, ident, want),
            Operand::Late(mut expr, want) => {
                self.opaque(&mut expr, want);
                expr
            }
        }
    }

    /// A comparison borrows its operands to the end of the statement.
    pub(super) fn compare_held(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        let (mut operands, around) = (Vec::new(), around(&binary));
        let mut lead = lead;
        for operand in [*binary.left, *binary.right] {
            if is_lasting(&operand) && !suspends(&operand) {
                operands.push(Operand::Late(operand, Want::Look));
            } else {
                operands.push(Operand::Late(self.part_in_place(operand, "operand", lead), Want::Look));
                lead = false;
            }
        }
        let operands = operands.into_iter().map(|operand| self.settle(operand)).collect();
        with_operands(&binary.op, around, operands)
    }
}

/// Whether a place is (a part of) what is behind an index.
fn is_behind_brackets(place: &Expr) -> bool {
    match place {
        Expr::Index(_) => true,
        Expr::Field(field) => is_behind_brackets(&field.base),
        Expr::Unary(unary) => is_behind_brackets(&unary.expr),
        Expr::Paren(paren) => is_behind_brackets(&paren.expr),
        Expr::Group(group) => is_behind_brackets(&group.expr),
        _ => false,
    }
}

/// Whether the expression is an array of values.
fn is_array(expr: &Expr) -> bool {
    match expr {
        Expr::Array(_) | Expr::Repeat(_) => true,
        Expr::Paren(paren) => is_array(&paren.expr),
        _ => false,
    }
}

/// An operand that waits for the ones after it.
enum Operand {
    Code(Expr),
    /// Its value is in a temporary.
    Spilled(LocalId, Ident, Want),
    /// Its place is looked at when everything else is evaluated.
    Late(Expr, Want),
}

/// Whether it is an expression whose operands wait for each other, or is one in parentheses.
pub(super) fn has_operands(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(binary) => {
            let is_lazy = matches!(binary.op, BinOp::And(_) | BinOp::Or(_));
            !is_lazy && !is_comparison(&binary.op) && !is_compound(&binary.op)
        }
        Expr::Call(_) | Expr::MethodCall(_) | Expr::Tuple(_) | Expr::Array(_) | Expr::Struct(_) => true,
        Expr::Paren(_) | Expr::Group(_) => true,
        _ => false,
    }
}

/// Whether it is a closure, perhaps in a box, a variant or behind a reference, whose parameters have their types from what it is given to:
/// it is made there, when everything else is evaluated. (A function that is given one may do anything with it, and before all else.)
fn is_typed_by_call(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(closure) => closure.inputs.iter().any(|input| !matches!(input, syn::Pat::Type(_))),
        Expr::Reference(reference) => is_typed_by_call(&reference.expr),
        Expr::Paren(paren) => is_typed_by_call(&paren.expr),
        Expr::Group(group) => is_typed_by_call(&group.expr),
        Expr::Call(call) => {
            let wraps = is_constructor(&call.func) || wraps_any(&call.func);
            wraps && call.args.len() == 1 && call.args.iter().all(is_typed_by_call)
        }
        _ => false,
    }
}

/// What `..` takes the other fields from.
fn rest_mut(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::Struct(literal) => literal.rest.as_deref_mut(),
        _ => None,
    }
}

fn parts_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match expr {
        Expr::Tuple(tuple) => tuple.elems.iter_mut().collect(),
        Expr::Array(array) => array.elems.iter_mut().collect(),
        Expr::Struct(literal) => literal.fields.iter_mut().map(|field| &mut field.expr).collect(),
        Expr::Range(range) => {
            [&mut range.start, &mut range.end].into_iter().flatten().map(|end| &mut **end).collect()
        }
        Expr::Repeat(repeat) => vec![&mut repeat.expr],
        Expr::Cast(cast) => vec![&mut cast.expr],
        _ => Vec::new(),
    }
}
