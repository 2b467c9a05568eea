//! The operands of one expression: what is evaluated before the last suspension becomes temporaries, in order.

use super::lower::{is_lasting, with_operands};
use super::{Builder, Want};
use crate::ir::LocalId;
use crate::syntax::suspends::{is_place, is_pure, suspends};
use proc_macro2::Ident;
use syn::Expr;

impl Builder<'_> {
    /// The operands of one expression, in evaluation order.
    pub(super) fn operands(&mut self, operands: Vec<(Expr, Want)>, lead: bool) -> Vec<Expr> {
        let last = operands.iter().rposition(|(expr, _)| self.is_active(expr));
        let mut lead = lead;
        let mut waiting = Vec::new();
        for (number, (expr, want)) in operands.into_iter().enumerate() {
            if last.is_none_or(|last| number > last) {
                waiting.push(Operand::Late(expr, want));
            } else if Some(number) == last {
                waiting.push(Operand::Code(self.lower(expr, want, lead)));
            } else if is_pure(&expr, |name| self.names.get(name).is_some()) {
                waiting.push(Operand::Code(expr));
            } else {
                waiting.push(self.early_operand(expr, want, lead));
                lead = false;
            }
        }
        waiting.into_iter().map(|operand| self.settle(operand)).collect()
    }

    /// An operand before a suspension.
    fn early_operand(&mut self, expr: Expr, want: Want, lead: bool) -> Operand {
        if is_place(&expr) && want != Want::Value {
            if self.is_steady(&expr) {
                return Operand::Late(expr, want);
            }
            let hold = std::mem::replace(&mut self.hold, true);
            let place = self.settled_place(expr, lead);
            self.hold = hold;
            return Operand::Late(place, want);
        }
        let known = self.known(&expr);
        let value = self.held(expr, Want::Value, lead);
        let (local, ident) = self.spill(&value, "operand", known);
        Operand::Spilled(local, ident, want)
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
        match place {
            Expr::Field(mut field) => {
                field.base = Box::new(self.settled_place(*field.base, lead));
                Expr::Field(field)
            }
            Expr::Paren(paren) => self.settled_place(*paren.expr, lead),
            Expr::Index(mut index) => {
                index.expr = Box::new(self.settled_place(*index.expr, lead));
                index.index = Box::new(self.settled_value(*index.index, lead));
                Expr::Index(index)
            }
            Expr::Unary(mut unary) if is_place(&unary.expr) => {
                unary.expr = Box::new(self.settled_place(*unary.expr, lead));
                Expr::Unary(unary)
            }
            Expr::Unary(mut unary) => {
                unary.expr = Box::new(self.settled_value(*unary.expr, lead));
                Expr::Unary(unary)
            }
            place => place,
        }
    }

    /// The name of a temporary that has the value.
    pub(super) fn settled_value(&mut self, value: Expr, lead: bool) -> Expr {
        if is_pure(&value, |name| self.names.get(name).is_some()) {
            return value;
        }
        let known = self.known(&value);
        let value = self.lower(value, Want::Value, lead);
        let (local, ident) = self.spill(&value, "operand", known);
        self.names.declare(&ident, super::names::Meaning::Local(local));
        syn::parse_quote!(#ident)
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
        let mut operands = Vec::new();
        let mut lead = lead;
        for operand in [*binary.left, *binary.right] {
            if is_lasting(&operand) && !suspends(&operand) {
                operands.push(Operand::Late(operand, Want::Look));
            } else {
                let known = self.known(&operand);
                let value = self.held(operand, Want::Value, lead);
                let (local, ident) = self.spill(&value, "operand", known);
                operands.push(Operand::Spilled(local, ident, Want::Look));
                lead = false;
            }
        }
        let operands = operands.into_iter().map(|operand| self.settle(operand)).collect();
        with_operands(&binary.op, operands)
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
