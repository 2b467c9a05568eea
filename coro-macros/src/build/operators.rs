//! Operators that suspend in an operand, and assignments.

use super::assign::{destructured, is_destructuring};
use super::known::Known;
use super::names::Meaning;
use super::{Builder, Want, ours};
use crate::ir::{Condition, Node, Piece, Step};
use crate::syntax::awaiting::{converted, ends};
use crate::syntax::parens;
use crate::syntax::suspends::{is_comparison, is_compound, suspends};
use proc_macro2::{Delimiter, Group, Ident, Span};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{BinOp, Expr};

impl Builder<'_> {
    pub(super) fn lower_binary(&mut self, expr: Expr, lead: bool) -> Expr {
        let Expr::Binary(binary) = expr else { return expr };
        let around = around(&binary);
        match binary.op {
            BinOp::And(_) | BinOp::Or(_) => self.lower_lazy(binary, lead),
            op if is_compound(&op) => self.lower_compound(binary, lead),
            op => {
                if is_comparison(&op) && self.hold {
                    return self.compare_held(binary, lead);
                }
                let want = if is_comparison(&op) { Want::Look } else { Want::Value };
                let operands = self.operands(vec![(*binary.left, want), (*binary.right, want)], lead);
                with_operands(&op, around, operands)
            }
        }
    }

    /// `a && b` is `if a { b } else { false }`.
    pub(super) fn lower_lazy(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        let (left, right) = (&binary.left, &binary.right);
        if !suspends(right) {
            let around = around(&binary);
            let left = self.in_scope_of_its_own(*binary.left, None, lead);
            let mut right = *binary.right;
            self.maybe(|this| this.opaque(&mut right, Want::Value));
            return with_operands(&binary.op, around, vec![left, right]);
        }
        let left = parens::before_block(left);
        let expr = match binary.op {
            BinOp::And(_) => syn::parse_quote!(if #left { #right } else { false }),
            _ => syn::parse_quote!(if #left { true } else { #right }),
        };
        self.lower_node(expr, Want::Value, lead)
    }

    /// `place += value`: the value first, as for primitive types; but see [`lower_either_order`](Self::lower_either_order).
    pub(super) fn lower_compound(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        if has_effects(&binary.left) || suspends(&binary.left) && !is_quiet(&binary.right) {
            return self.lower_either_order(binary, lead);
        }
        self.lower_value_first(binary, lead)
    }

    fn lower_value_first(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        let around = around(&binary);
        let simple = self.local_of(&binary.left).is_some();
        let known = self.known(&binary.right);
        let value = self.lower(*binary.right, Want::Value, lead && simple);
        let (local, ident) = if simple || !self.is_active(&binary.left) && !suspends(&binary.left) {
            (None, ours("operand", Span::call_site()))
        } else {
            let (local, ident) = self.spill(&value, "operand", known);
            (Some(local), ident)
        };
        let place = self.lower(*binary.left, Want::Look, false);
        let value = match local {
            Some(local) => self.use_temporary(local, ident, Want::Value),
            None => value,
        };
        with_operands(&binary.op, around, vec![place, value])
    }

    /// `place += value` where it can be seen in which order they are evaluated: for an overloaded operator, the place comes
    /// first. That depends on types, which rustc knows when the machine is compiled.
    ///
    /// ```text
    ///   let target = Target::unknown();
    ///   if is_overloaded(&target) { *told(&target, &mut place) += value } else { place += value }
    /// ```
    ///
    /// What is temporary of any of these ends with the branch.
    fn lower_either_order(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        let private = self.private.clone();
        let target =
            self.named_temporary(syn::parse_quote!(#private::Target::unknown()), "target", Known::Inert);
        let overloaded = syn::parse_quote!(#private::is_overloaded(&#target));
        let condition = Condition::Code(self.opaque_code(overloaded, Want::Value));
        let mut branches = Vec::new();
        self.branches([Some(&target), None], |this, target| {
            branches.push(this.nested_block(|this| {
                this.statement(|this| {
                    let done = match target {
                        Some(target) if this.may_move => this.lower_indices_first(binary.clone(), target),
                        Some(target) => this.lower_place_first(binary.clone(), target),
                        None => this.lower_value_first(binary.clone(), true),
                    };
                    let code = this.finish(&done);
                    this.step(Step::Do(code, this.words));
                });
                None
            }));
        });
        let otherwise = branches.pop();
        let then = branches.pop().unwrap_or_else(|| self.block(|_| None));
        let piece = self.nest(Node::If { keyword: Span::mixed_site(), condition, then, otherwise });
        let done = self.hole(piece, binary.span());
        self.lead_or_spill(done, Want::Value, lead, "result")
    }

    fn lower_place_first(&mut self, binary: syn::ExprBinary, target: &Ident) -> Expr {
        let (private, place) = (&self.private, &binary.left);
        let told = syn::parse_quote!(#private::told(&#target, &mut #place));
        let operands = self.operands(vec![(told, Want::Value), (*binary.right, Want::Value)], true);
        let (told, value, op) = (&operands[0], &operands[1], &binary.op);
        syn::parse_quote!(*#told #op #value)
    }

    /// The place would be borrowed while the machine is moved: so it is looked up when the value is there.
    fn lower_indices_first(&mut self, binary: syn::ExprBinary, target: &Ident) -> Expr {
        let operands = vec![(*binary.left, Want::Look), (*binary.right, Want::Value)];
        let operands = self.operands(operands, true);
        let (private, place, value, op) = (&self.private, &operands[0], &operands[1], &binary.op);
        let told = quote!(#private::told);
        let mut target: Expr = syn::parse_quote!(&#target);
        self.opaque(&mut target, Want::Value);
        syn::parse_quote!(*#told(#target, &mut #place) #op #value)
    }

    /// An awaited value, made what is expected where it stands.
    pub(super) fn converted(&self, value: Expr, places: Option<(Span, Span)>) -> Expr {
        match (self.peek(&value), places) {
            (Some(Piece::Await(_)), Some(places)) => converted(&value, places),
            _ => value,
        }
    }

    /// A temporary that can be mentioned by its name.
    fn named_temporary(&mut self, value: Expr, name: &str, known: Known) -> Ident {
        let value = self.lower(value, Want::Value, false);
        let (local, ident) = self.spill(&value, name, known);
        self.names.declare(&ident, Meaning::Local(local));
        ident
    }

    /// `place = value`: the value first, then the place's own operands.
    pub(super) fn lower_assign(&mut self, assign: syn::ExprAssign, lead: bool) -> Expr {
        let syn::ExprAssign { left: place, eq_token, right: value, .. } = assign;
        if is_destructuring(&place) {
            return self.lower_node(destructured(*place, &value), Want::Value, lead);
        }
        if !suspends(&place) {
            let value = self.lower(*value, Want::Value, lead);
            return self.assign_to(*place, eq_token, value);
        }
        let hold = std::mem::replace(&mut self.hold, true);
        let mut value = *value;
        // What becomes a part of the value waits by itself.
        let parts = aggregated(&mut value);
        let mut operands: Vec<_> = parts.into_iter().map(|part| (part.clone(), Want::Value)).collect();
        operands.push((*place, Want::Look));
        let mut operands = self.operands(operands, lead);
        self.hold = hold;
        let place = operands.pop();
        aggregated(&mut value).into_iter().zip(operands).for_each(|(part, operand)| *part = operand);
        syn::parse_quote!(#place #eq_token #value)
    }
}

/// The parts of a tuple or an array, or else the value as a whole: a struct is made before the place is evaluated.
fn aggregated(value: &mut Expr) -> Vec<&mut Expr> {
    match value {
        Expr::Tuple(syn::ExprTuple { elems, .. }) | Expr::Array(syn::ExprArray { elems, .. }) => {
            elems.iter_mut().collect()
        }
        value => vec![value],
    }
}

/// Whether an index in a place that needs no temporaries may do something that can be seen.
fn has_effects(place: &Expr) -> bool {
    fn base_lasts(place: &Expr) -> bool {
        match place {
            Expr::Path(_) => true,
            Expr::Field(field) => base_lasts(&field.base),
            Expr::Index(index) => base_lasts(&index.expr),
            Expr::Unary(unary) => base_lasts(&unary.expr),
            Expr::Paren(paren) => base_lasts(&paren.expr),
            _ => false,
        }
    }
    fn indexed(place: &Expr) -> bool {
        match place {
            Expr::Index(index) => !is_quiet(&index.index) || indexed(&index.expr),
            Expr::Field(field) => indexed(&field.base),
            Expr::Unary(unary) => indexed(&unary.expr),
            Expr::Paren(paren) => indexed(&paren.expr),
            _ => false,
        }
    }
    base_lasts(place) && indexed(place)
}

/// Whether evaluating the expression does nothing but look at variables, as far as its words tell.
fn is_quiet(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Field(field) => is_quiet(&field.base),
        Expr::Unary(unary) => is_quiet(&unary.expr),
        Expr::Paren(paren) => is_quiet(&paren.expr),
        Expr::Cast(cast) => is_quiet(&cast.expr),
        Expr::Binary(binary) => is_quiet(&binary.left) && is_quiet(&binary.right),
        Expr::Reference(reference) => is_quiet(&reference.expr),
        Expr::Range(range) => [&range.start, &range.end].into_iter().flatten().all(|end| is_quiet(end)),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_quiet),
        _ => false,
    }
}

/// The operator with what its operands became: from where the user's begin to where they end.
pub(super) fn with_operands(op: &BinOp, (from, to): (Span, Span), operands: Vec<Expr>) -> Expr {
    let mut operands = operands.iter();
    let mut in_parentheses = |span| {
        let mut group = Group::new(Delimiter::Parenthesis, operands.next().to_token_stream());
        group.set_span(span);
        group
    };
    let (left, right) = (in_parentheses(from), in_parentheses(to));
    syn::parse_quote!(#left #op #right)
}

/// Where the first operand begins, and the last one ends.
pub(super) fn around(binary: &syn::ExprBinary) -> (Span, Span) {
    ends(binary.to_token_stream()).unwrap_or((binary.span(), binary.span()))
}
