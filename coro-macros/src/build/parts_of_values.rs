//! Parts of values that have no place of their own: `f().await.a.b`.
//!
//! The value may be a reference. So what is made a temporary is the value, and not one of its fields: those are moved out of it
//! only if that is what is asked for.

use super::known::Known;
use super::names::Meaning;
use super::place::end_of;
use super::{Builder, Want};
use crate::ir::{Choice, Piece, Projection};
use crate::syntax::suspends::is_place;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, UnOp};

impl Builder<'_> {
    /// `value.a.b`: the field is moved out, the rest lives until the end of the statement. (Nothing is moved on the way there: it
    /// may be behind a reference.)
    pub(super) fn part_of_value(&mut self, part: Expr, lead: bool) -> Expr {
        let span = part.span();
        let (value, projection) = without_parts(part);
        let value = self.held(value, Want::Value, lead);
        let (local, ident) = self.spill_lent(&value, "temporary", Known::Nothing);
        let _ = self.use_local(local, ident.clone(), Want::Look);
        let part = self.new_part(local, &projection);
        self.locals[local].by_usage = true;
        self.hole(Piece::Part { local, ident, projection, part, takes: None }, span)
    }

    /// The value, or the part of one, in a place that lasts until the end of the statement, and can be named.
    pub(super) fn part_in_place(&mut self, value: Expr, name: &str, lead: bool) -> Expr {
        let (value, projection) = without_parts(value);
        let (known, ty) = (self.known(&value), self.type_of(&value));
        let (choice, certain) = (self.choice_made(&value), self.certain(None, &value));
        let value = self.held(value, Want::Value, lead);
        let (local, ident) = self.spill_lent(&value, name, known);
        self.locals[local].ty = ty;
        self.locals[local].choice = choice.map(|ty| Choice { ty, relied_on: Vec::new() });
        self.locals[local].certain = certain;
        self.locals[local].crosses = true;
        self.names.declare(&ident, Meaning::Local(local));
        let place = projection.of(&quote!(#ident));
        syn::parse_quote!(#place)
    }
}

/// Whether the expression is a field of something: of what it is a field of, not of a copy, a reference is made.
pub(super) fn is_part(expr: &Expr) -> bool {
    match expr {
        Expr::Field(_) => true,
        Expr::Paren(paren) => is_part(&paren.expr),
        Expr::Group(group) => is_part(&group.expr),
        _ => false,
    }
}

/// Whether the expression is a field of a value that is not a place, or what such a value or field leads to.
pub(super) fn is_part_of_value(expr: &Expr) -> bool {
    match expr {
        Expr::Field(field) => !is_place(&field.base) || is_part_of_value(&field.base),
        Expr::Unary(unary) => {
            matches!(unary.op, UnOp::Deref(_)) && (!is_place(&unary.expr) || is_part_of_value(&unary.expr))
        }
        Expr::Paren(paren) => is_part_of_value(&paren.expr),
        Expr::Group(group) => is_part_of_value(&group.expr),
        _ => false,
    }
}

/// `*value.a.b`: the value, and the way to the part.
fn without_parts(part: Expr) -> (Expr, Projection) {
    match part {
        Expr::Field(field) => {
            let (value, Projection(base)) = without_parts(*field.base);
            let (dot, member) = (field.dot_token, field.member);
            (value, Projection(quote!(#base #dot #member)))
        }
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
            let end = end_of(&unary.expr);
            let (value, base) = without_parts(*unary.expr);
            (value, base.target(unary.op, end))
        }
        Expr::Paren(paren) if is_part_of_value(&paren.expr) => without_parts(*paren.expr),
        Expr::Group(group) => without_parts(*group.expr),
        value => (value, Projection::whole()),
    }
}
