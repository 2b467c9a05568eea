//! Values that are of the same type each time that they are written, as those that closures are part of are not.

use super::has_word;
use syn::visit::{self, Visit};
use syn::{Expr, Macro, Stmt};

/// Methods of the standard library whose result is of the same type whatever closure they are given.
const ASKS: [&str; 22] = [
    "all",
    "and_then",
    "any",
    "find",
    "find_map",
    "fold",
    "for_each",
    "is_none_or",
    "is_ok_and",
    "is_some_and",
    "map_err",
    "map_or",
    "map_or_else",
    "max_by_key",
    "min_by_key",
    "ok_or_else",
    "or_else",
    "or_insert_with",
    "position",
    "then",
    "try_for_each",
    "unwrap_or_else",
];

/// And those whose result is so whatever they are called on.
const COMES_TO: [&str; 8] = ["collect", "count", "is_empty", "join", "len", "product", "sum", "to_string"];

/// Methods that put what they are given into what they are called on.
const KEEPS: [&str; 6] = ["extend", "insert", "push", "push_back", "push_front", "replace"];

/// Whether a variable would come to hold both of what is written twice: they are not of one type.
pub(super) fn is_kept(expr: &Expr) -> bool {
    keeps(|kept| kept.visit_expr(expr))
}

/// The same for statements.
pub(in super::super) fn are_kept(stmts: &[Stmt]) -> bool {
    keeps(|kept| stmts.iter().for_each(|stmt| kept.visit_stmt(stmt)))
}

/// Whether something of a type of its own is put into something else.
struct Kept(bool);

impl Visit<'_> for Kept {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        let keeps = KEEPS.iter().any(|name| call.method == name);
        self.0 |= keeps && call.args.iter().any(|value| !is_of_one_type(value));
        visit::visit_expr_method_call(self, call);
    }
}

fn keeps(visit: impl FnOnce(&mut Kept)) -> bool {
    let mut kept = Kept(false);
    visit(&mut kept);
    kept.0
}

/// Whether what the expression comes to is of the same type wherever it is written.
pub(super) fn is_of_one_type(expr: &Expr) -> bool {
    struct OneType(bool);
    impl Visit<'_> for OneType {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Closure(_) | Expr::Async(_) => self.0 = false,
                Expr::MethodCall(call) if COMES_TO.iter().any(|name| call.method == name) => {}
                Expr::MethodCall(call) if ASKS.iter().any(|name| call.method == name) => {
                    self.visit_expr(&call.receiver);
                    let values = call.args.iter().filter(|value| !matches!(value, Expr::Closure(_)));
                    values.for_each(|value| self.visit_expr(value));
                }
                // What a future comes to, and no part of it.
                Expr::Await(_) => {}
                _ => visit::visit_expr(self, expr),
            }
        }

        fn visit_macro(&mut self, mac: &Macro) {
            self.0 &= !has_word(&mac.tokens, "async") && !mac.tokens.to_string().contains('|');
        }
    }
    let mut one = OneType(true);
    one.visit_expr(expr);
    one.0
}
