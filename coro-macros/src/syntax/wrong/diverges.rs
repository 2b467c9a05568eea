//! Whether control may not get behind a statement: what stands behind it then needs to come to nothing.

use super::super::outside;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt, Type};

/// Functions of the standard library that never return.
const FUNCTIONS: [&str; 5] = ["abort", "exit", "panic_any", "resume_unwind", "unreachable_unchecked"];
/// Macros of the standard library behind which control goes on.
const MACROS: [&str; 12] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "eprint",
    "eprintln",
    "format",
    "print",
    "println",
    "vec",
    "writeln",
];

/// Whether control may not get behind a statement, as far as its words and its file tell.
pub(super) fn may_diverge(stmt: &Stmt) -> bool {
    let mut search = Search(false);
    search.visit_stmt(stmt);
    search.0
}

fn expr_may_diverge(expr: &Expr) -> bool {
    let mut search = Search(false);
    search.visit_expr(expr);
    search.0
}

fn block_may_diverge(block: &syn::Block) -> bool {
    block.stmts.iter().any(may_diverge)
}

struct Search(bool);

impl Visit<'_> for Search {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Loop(_) => self.0 = true,
            Expr::Closure(_) | Expr::Async(_) => {}
            // Only if control leaves each branch does it not get behind all.
            Expr::If(branch) => {
                self.visit_expr(&branch.cond);
                let otherwise = branch.else_branch.as_ref().is_some_and(|(_, expr)| expr_may_diverge(expr));
                self.0 |= otherwise && block_may_diverge(&branch.then_branch);
            }
            Expr::Match(choice) => {
                self.visit_expr(&choice.expr);
                self.0 |= choice.arms.iter().all(|arm| expr_may_diverge(&arm.body));
            }
            Expr::While(around) => self.visit_expr(&around.cond),
            Expr::ForLoop(around) => self.visit_expr(&around.expr),
            expr => visit::visit_expr(self, expr),
        }
    }

    fn visit_local(&mut self, local: &syn::Local) {
        // What stands behind `else` leaves, whether control gets behind the statement or not.
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
        }
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        if let Expr::Path(path) = &*call.func
            && let Some(last) = path.path.segments.last()
        {
            self.0 |= FUNCTIONS.iter().any(|name| last.ident == name)
                || matches!(outside::result_of(&last.ident), Some(Type::Never(_)));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        self.0 |= !mac.path.segments.last().is_some_and(|last| MACROS.iter().any(|name| last.ident == name));
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

#[cfg(test)]
mod tests {
    fn may_diverge(stmt: &str) -> bool {
        super::may_diverge(&syn::parse_str(stmt).expect("a statement"))
    }

    #[test]
    fn control_may_not_get_behind() {
        for stmt in [
            "return 1;",
            "let x = f(return 1);",
            "if a { return 1 } else { panic!() }",
            "match a { _ => break }",
            "loop { x.await; }",
            "std::process::exit(g());",
            "bail!(x);",
            "{ f(); continue }",
        ] {
            assert!(may_diverge(stmt), "{stmt}");
        }
    }

    #[test]
    fn control_gets_behind() {
        for stmt in [
            "if a { return 1 }",
            "let Some(x) = y else { return 1 };",
            "f().await?;",
            "println!(\"{x}\");",
            "for x in y { if x { return } }",
            "match a { 0 => return 1, _ => {} }",
            "let f = || return 1;",
        ] {
            assert!(!may_diverge(stmt), "{stmt}");
        }
    }
}
