//! The fields of variables that a closure uses, and which of them it takes.

use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Member};

/// `x.a.b`: a variable, and fields of fields of it.
pub(super) struct FieldPath {
    pub(super) root: String,
    pub(super) members: Vec<String>,
    /// Used as a value: moved, or copied.
    value: bool,
}

/// The paths in a closure, by the names of their variables.
pub(super) fn of(closure: &Expr) -> Vec<FieldPath> {
    let mut finder = Finder { found: Vec::new() };
    finder.visit_expr(closure);
    finder.found
}

/// The path that an expression is.
pub(super) fn field_path(expr: &Expr) -> Option<FieldPath> {
    match expr {
        Expr::Field(field) => {
            let mut path = match &*field.base {
                Expr::Path(root) => {
                    FieldPath { root: root.path.get_ident()?.to_string(), members: Vec::new(), value: true }
                }
                base => field_path(base)?,
            };
            path.members.push(match &field.member {
                Member::Named(name) => name.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            });
            Some(path)
        }
        Expr::Paren(paren) => field_path(&paren.expr),
        _ => None,
    }
}

/// The part of a path that a closure takes: the shortest path that leads there and is taken; a `move` closure takes all.
pub(super) fn taken(paths: &[FieldPath], path: &FieldPath, moves: bool) -> Option<Vec<String>> {
    let leads_there =
        paths.iter().filter(|known| known.root == path.root && path.members.starts_with(&known.members));
    let taken = leads_there.filter(|known| moves || known.value).map(|known| &known.members);
    taken.min_by_key(|members| members.len()).cloned()
}

struct Finder {
    found: Vec<FieldPath>,
}

impl Finder {
    /// A path that is used as a place.
    fn place(&mut self, expr: &Expr) {
        match field_path(expr) {
            Some(path) => self.found.push(FieldPath { value: false, ..path }),
            None => self.visit_expr(expr),
        }
    }
}

impl Visit<'_> for Finder {
    fn visit_expr(&mut self, expr: &Expr) {
        if let Some(path) = field_path(expr) {
            self.found.push(path);
            return;
        }
        match expr {
            Expr::Reference(reference) => self.place(&reference.expr),
            Expr::RawAddr(raw) => self.place(&raw.expr),
            Expr::Field(field) => self.place(&field.base),
            Expr::MethodCall(call) => {
                self.place(&call.receiver);
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Call(call) => {
                self.place(&call.func);
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Index(index) => {
                self.place(&index.expr);
                self.visit_expr(&index.index);
            }
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.place(&unary.expr),
            Expr::Assign(assign) => {
                self.place(&assign.left);
                self.visit_expr(&assign.right);
            }
            Expr::Binary(binary) if is_by_place(&binary.op) => {
                self.place(&binary.left);
                self.visit_expr(&binary.right);
            }
            Expr::Match(branch) => {
                self.place(&branch.expr);
                branch.arms.iter().for_each(|arm| self.visit_arm(arm));
            }
            Expr::Let(condition) => self.place(&condition.expr),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        use crate::syntax::macros::{MacroCall, parse};
        match parse(mac) {
            MacroCall::Known(call) => {
                let by_value = call.name.arguments_by_value();
                for (number, argument) in call.arguments.iter().enumerate() {
                    if by_value.contains(&number) {
                        self.visit_expr(&argument.expr);
                    } else {
                        self.place(&argument.expr);
                    }
                }
            }
            MacroCall::Matches { scrutinee, .. } => self.place(&scrutinee),
            MacroCall::Expressions { list, .. } => list.iter().for_each(|expr| self.place(expr)),
            MacroCall::Select(_) | MacroCall::Fields { .. } | MacroCall::Constant | MacroCall::Soup => {}
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Operators that look at their left operand, or change it.
fn is_by_place(op: &BinOp) -> bool {
    crate::syntax::suspends::is_comparison(op) || crate::syntax::suspends::is_compound(op)
}
