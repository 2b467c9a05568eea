//! Where control does not go on: statements that leave, and calls that never return, as their names tell.

use super::Builder;
use super::types::unparenthesized;
use crate::syntax::macros;
use crate::syntax::suspends::statements_suspend;
use syn::{Expr, Path, Stmt};

const FUNCTIONS: [&str; 5] = ["abort", "exit", "panic_any", "resume_unwind", "unreachable_unchecked"];
const MACROS: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// Whether control most likely does not get beyond a call of a function.
pub(super) fn never_returns(call: &Expr) -> bool {
    matches!(call, Expr::Call(call) if matches!(&*call.func, Expr::Path(path) if is_one(&path.path, &FUNCTIONS)))
}

/// Whether control most likely does not get beyond a call of a macro.
pub(super) fn macro_never_returns(name: &Path) -> bool {
    is_one(name, &MACROS)
}

/// Whether a statement leaves its block, and what is behind it would suspend: the machine could go on from there, so rustc would not
/// see that nothing gets there, and would ask for the block's value. The check has all statements.
pub(super) fn leaves_before(stmt: &Stmt, behind: &[Stmt]) -> bool {
    // Asked of each statement: what looks at one comes before what looks at all behind it.
    statement_leaves(stmt) && statements_suspend(behind)
}

/// The call that a statement is, without attributes, of a macro that most likely panics.
fn panicking(stmt: &Stmt) -> Option<&syn::Macro> {
    let (attributes, call) = match stmt {
        Stmt::Macro(call) => (&call.attrs, &call.mac),
        Stmt::Expr(expr, _) => match unparenthesized(expr) {
            Expr::Macro(call) => (&call.attrs, &call.mac),
            _ => return None,
        },
        Stmt::Local(_) | Stmt::Item(_) => return None,
    };
    (attributes.is_empty() && macro_never_returns(&call.path)).then_some(call)
}

/// Whether control never gets behind a statement, whatever its values are.
fn statement_leaves(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr, _) => leaves(expr),
        Stmt::Local(local) => local.init.as_ref().is_some_and(|init| leaves(&init.expr)),
        Stmt::Item(_) | Stmt::Macro(_) => false,
    }
}

fn leaves(expr: &Expr) -> bool {
    match unparenthesized(expr) {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Assign(assign) => leaves(&assign.right),
        Expr::Block(syn::ExprBlock { label: None, block, .. })
        | Expr::Unsafe(syn::ExprUnsafe { block, .. }) => block.stmts.iter().any(statement_leaves),
        Expr::If(branch) => {
            let otherwise = branch.else_branch.as_ref().is_some_and(|(_, otherwise)| leaves(otherwise));
            otherwise && branch.then_branch.stmts.iter().any(statement_leaves)
        }
        Expr::Match(branch) => branch.arms.iter().all(|arm| leaves(&arm.body)),
        _ => false,
    }
}

fn is_one(path: &Path, names: &[&str]) -> bool {
    path.segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name))
}

impl Builder<'_> {
    /// What stands for a macro that panics, if what is behind it would suspend: nothing does then ([`leaves_before`]), and rustc is asked
    /// whether it panics.
    pub(super) fn ends_before(&self, stmt: &Stmt, behind: &[Stmt]) -> Option<Stmt> {
        let call = panicking(stmt).filter(|_| statements_suspend(behind))?;
        let private = &self.private;
        Some(syn::parse_quote!(#private::no_way(#call);))
    }

    /// Whether control certainly does not get beyond a call of a macro: it is the standard library's, by its name, of which rustc is asked
    /// ([`Self::no_way_behind`]). What is behind a call in a closure is behind that of the closure.
    pub(super) fn surely_ends(&self, call: &syn::ExprMacro) -> bool {
        let is_std = || !macros::may_be_foreign(&call.mac);
        call.attrs.is_empty() && macro_never_returns(&call.mac.path) && self.capture.is_none() && is_std()
    }

    /// A call behind which nothing is: an error if rustc thinks otherwise.
    pub(super) fn no_way_behind(&mut self, call: &Expr) -> Expr {
        self.diverge();
        let private = &self.private;
        syn::parse_quote!(#private::no_way(#call))
    }

    /// Behind a call that never returns: control gets here only if it is one of another function. Then rustc has seen that
    /// nothing that is used here is consumed before; so what is used only here may be.
    pub(super) fn doubt_if(&mut self, ends: bool) {
        if ends {
            let behind = self.new_flow();
            self.go(behind);
            self.flow.blocks[behind].doubtful = true;
        }
    }
}
