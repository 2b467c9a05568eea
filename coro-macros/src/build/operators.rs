//! Operators that suspend in an operand, and assignments.

use super::lower::with_operands;
use super::{Builder, Want, ours};
use crate::syntax::suspends::{is_comparison, is_compound, suspends};
use proc_macro2::Span;
use syn::{BinOp, Expr};

impl Builder<'_> {
    pub(super) fn lower_binary(&mut self, expr: Expr, lead: bool) -> Expr {
        let Expr::Binary(binary) = expr else { return expr };
        match binary.op {
            BinOp::And(_) | BinOp::Or(_) => self.lower_lazy(binary, lead),
            op if is_compound(&op) => self.lower_compound(binary, lead),
            op => {
                if is_comparison(&op) && self.hold {
                    return self.compare_held(binary, lead);
                }
                let want = if is_comparison(&op) { Want::Look } else { Want::Value };
                let operands = self.operands(vec![(*binary.left, want), (*binary.right, want)], lead);
                with_operands(&op, operands)
            }
        }
    }

    /// `a && b` is `if a { b } else { false }`.
    pub(super) fn lower_lazy(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        let (left, right) = (&binary.left, &binary.right);
        if !suspends(right) {
            let left = self.lower(*binary.left, Want::Value, lead);
            let mut right = *binary.right;
            self.maybe(|this| this.opaque(&mut right, Want::Value));
            return with_operands(&binary.op, vec![left, right]);
        }
        let expr = match binary.op {
            BinOp::And(_) => syn::parse_quote!(if #left { #right } else { false }),
            _ => syn::parse_quote!(if #left { true } else { #right }),
        };
        self.lower_node(expr, Want::Value, lead)
    }

    /// `place += value`: the value first, as for primitive types.
    pub(super) fn lower_compound(&mut self, binary: syn::ExprBinary, lead: bool) -> Expr {
        let simple = self.local_of(&binary.left).is_some();
        let value = self.lower(*binary.right, Want::Value, lead && simple);
        let (local, ident) = if simple || !self.is_active(&binary.left) && !suspends(&binary.left) {
            (None, ours("operand", Span::call_site()))
        } else {
            let (local, ident) = self.spill(&value, "operand", false);
            (Some(local), ident)
        };
        let place = self.lower(*binary.left, Want::Look, false);
        let value = match local {
            Some(local) => self.use_temporary(local, ident, Want::Value),
            None => value,
        };
        with_operands(&binary.op, vec![place, value])
    }

    /// `place = value`: the value first, then the place's own operands.
    pub(super) fn lower_assign(&mut self, place: Expr, value: Expr, lead: bool) -> Expr {
        if !suspends(&place) {
            let value = self.lower(value, Want::Value, lead);
            return self.assign_to(place, value);
        }
        let hold = std::mem::replace(&mut self.hold, true);
        let value = self.lower(value, Want::Value, lead);
        let (local, ident) = self.spill(&value, "assigned", false);
        self.hold = hold;
        let place = self.lower(place, Want::Look, false);
        let value = self.use_temporary(local, ident, Want::Value);
        syn::parse_quote!(#place = #value)
    }
}
