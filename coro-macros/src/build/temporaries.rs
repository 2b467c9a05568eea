//! What an expression leaves behind until the end of its statement.

use super::lower::is_lasting;
use super::macros::expanded_dbg;
use super::matching::leaves_something;
use super::parts_of_values::is_part_of_value;
use crate::syntax::edition::Edition;
use crate::syntax::macros::{self, MacroCall};
use crate::syntax::suspends::{is_comparison, is_place, is_promoted};
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, Macro, Pat, Stmt, UnOp};

/// Whether evaluating the expression leaves temporaries behind that something may borrow.
pub(super) fn makes_temporaries(expr: &Expr, edition: Edition) -> bool {
    let mut finder = Finder { found: false, edition };
    finder.visit_expr(expr);
    finder.found
}

/// Whether the arms leave something of the value that is matched.
pub(super) fn matched_leaves(branch: &syn::ExprMatch) -> bool {
    leaves(&branch.expr, branch.arms.iter().map(|arm| &arm.pat))
}

/// Whether the patterns leave something of the value that is matched. Of what a value leads to they may move parts out, and leave all of
/// it, if they are not what it is.
pub(super) fn leaves<'a>(matched: &Expr, pats: impl IntoIterator<Item = &'a Pat>) -> bool {
    if is_part_of_value(matched) {
        pats.into_iter().any(|pat| !is_literal(pat))
    } else {
        !is_place(matched) && leaves_something(pats)
    }
}

/// Whether only values that have nothing to drop can be matched against the pattern.
fn is_literal(pat: &Pat) -> bool {
    match pat {
        Pat::Lit(_) | Pat::Range(_) => true,
        Pat::Or(any) => any.cases.iter().all(is_literal),
        Pat::Paren(paren) => is_literal(&paren.pat),
        _ => false,
    }
}

struct Finder {
    found: bool,
    edition: Edition,
}

impl Finder {
    /// What is matched lives as long as its statement, and so does what is temporary in it.
    fn matched<'a>(&mut self, matched: &Expr, pats: impl IntoIterator<Item = &'a Pat>) {
        self.found |= leaves(matched, pats);
        self.visit_expr(matched);
    }

    /// What is temporary at a block's end belongs to the statement around it, before edition 2024.
    fn tail(&mut self, block: &Block) {
        if let (Some(Stmt::Expr(tail, None)), true) = (block.stmts.last(), self.edition < Edition::Since2024)
        {
            self.visit_expr(tail);
        }
    }
}

impl Visit<'_> for Finder {
    fn visit_expr(&mut self, expr: &Expr) {
        let behind = match expr {
            Expr::MethodCall(call) => Some(&*call.receiver),
            Expr::Call(call) => Some(&*call.func),
            Expr::Reference(reference) => Some(&*reference.expr),
            Expr::RawAddr(raw) => Some(&*raw.expr),
            Expr::Field(field) => Some(&*field.base),
            Expr::Index(index) => Some(&*index.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => Some(&*unary.expr),
            Expr::Struct(literal) => literal.rest.as_deref(),
            Expr::Match(branch) => return self.matched(&branch.expr, branch.arms.iter().map(|arm| &arm.pat)),
            Expr::If(branch) => {
                if let (Expr::Let(condition), true) = (&*branch.cond, self.edition < Edition::Since2024) {
                    self.matched(&condition.expr, [&*condition.pat]);
                }
                return;
            }
            // The operands of these are scopes of their own.
            Expr::Binary(binary) if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => return,
            Expr::Block(block) => return self.tail(&block.block),
            Expr::Unsafe(block) => return self.tail(&block.block),
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => return,
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => return,
            _ => None,
        };
        let mutability = if let Expr::Reference(reference) = expr { reference.mutability } else { None };
        self.found |= behind.is_some_and(|behind| !is_place(behind) && !is_promoted(behind, mutability));
        if let Expr::Binary(binary) = expr
            && is_comparison(&binary.op)
        {
            self.found |= !is_lasting(&binary.left) || !is_lasting(&binary.right);
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, mac: &Macro) {
        if let Some(expanded) = expanded_dbg(mac) {
            return self.visit_expr(&expanded);
        }
        match macros::parse(mac) {
            MacroCall::Matches { scrutinee, pattern, .. } => self.matched(&scrutinee, [&*pattern]),
            MacroCall::Known(_)
            | MacroCall::Expressions { .. }
            | MacroCall::Select(_)
            | MacroCall::Fields(_)
            | MacroCall::Constant
            | MacroCall::Soup => {}
        }
        macros::elements_of_vec(mac).iter().for_each(|element| self.visit_expr(element));
        if let Some(target) = macros::written_to(mac) {
            self.found |= !is_place(&target);
            self.visit_expr(&target);
        }
    }
}
