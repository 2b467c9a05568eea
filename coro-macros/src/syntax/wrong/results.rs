//! Bodies that come to no value of the declared type (E0308): `Ok(())` is missing, or the `Ok(..)` around what `?` gives. Or they leave
//! without one (E0069).

use super::super::outside;
use super::Function;
use super::behind::is_std_name;
use super::diverges::may_diverge;
use super::hidden::is_everywhere;
use super::patterns::awaited;
use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Block, Expr, GenericArgument, PathArguments, ReturnType, Stmt, Type};

/// Whether what the body comes to is certainly not what is declared.
pub(super) fn are_missing(function: &Function) -> bool {
    let ReturnType::Type(_, declared) = &function.sig.output else { return false };
    is_no_unit(declared)
        && (ends_without_value(&function.body)
            || ends_with_part(function, declared)
            || leaves_without_value(&function.body))
}

/// Whether an `if` without `else` comes to what a function of the file gives, which is no `()` (E0317, E0308), or the `else` of a `let` to its end.
pub(super) fn have_no_alternative(function: &Function) -> bool {
    struct Branches<'a>(&'a Ident, bool);
    impl Visit<'_> for Branches<'_> {
        fn visit_expr_if(&mut self, branch: &syn::ExprIf) {
            if let (None, Some(Stmt::Expr(value, None))) =
                (&branch.else_branch, branch.then_branch.stmts.last())
            {
                let ty = awaited(self.0, value).and_then(outside::result_of);
                self.1 |= ty.is_some_and(|ty| is_no_unit(&ty));
            }
            visit::visit_expr_if(self, branch);
        }

        fn visit_local(&mut self, local: &syn::Local) {
            let otherwise = local.init.as_ref().and_then(|init| init.diverge.as_ref());
            if let Some((_, otherwise)) = otherwise
                && let Expr::Block(block) = &**otherwise
            {
                self.1 |= block.label.is_none() && block.block.stmts.iter().all(|stmt| goes_on(self.0, stmt));
            }
            visit::visit_local(self, local);
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut branches = Branches(&function.sig.ident, false);
    branches.visit_block(&function.body);
    branches.1
}

/// Whether control certainly gets behind a statement.
fn goes_on(function: &Ident, stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr @ Expr::Await(_), _) => awaited(function, expr)
            .is_some_and(|called| !matches!(outside::result_of(called), Some(Type::Never(_)))),
        Stmt::Expr(Expr::Lit(_) | Expr::Path(_), _) => true,
        Stmt::Macro(_) => !may_diverge(stmt),
        Stmt::Expr(..) | Stmt::Local(_) | Stmt::Item(_) => false,
    }
}

/// Whether there is a `return;` in the function's own body.
fn leaves_without_value(body: &Block) -> bool {
    struct Returns(bool);
    impl Visit<'_> for Returns {
        fn visit_expr_return(&mut self, leave: &syn::ExprReturn) {
            self.0 |= leave.expr.is_none();
            visit::visit_expr_return(self, leave);
        }

        fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {}
        fn visit_expr_async(&mut self, _: &syn::ExprAsync) {}
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut returns = Returns(false);
    returns.visit_block(body);
    returns.0
}

/// Whether a type is not `()`, whatever its name may stand for.
fn is_no_unit(ty: &Type) -> bool {
    is_everywhere(ty) || last_name(ty).is_some_and(is_std_name)
}

fn last_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}

/// Whether control comes to the end of a block, and no value does. What is called may never return.
fn ends_without_value(block: &Block) -> bool {
    let comes_to_nothing = match block.stmts.last() {
        None | Some(Stmt::Local(_)) => true,
        Some(Stmt::Expr(expr, None)) => gives_nothing(expr),
        Some(Stmt::Expr(expr, Some(_))) => matches!(expr, Expr::Try(_) | Expr::Assign(_)),
        Some(Stmt::Item(_) | Stmt::Macro(_)) => false,
    };
    comes_to_nothing && !block.stmts.iter().any(may_diverge)
}

/// The same of an expression, or of one of its branches.
fn gives_nothing(expr: &Expr) -> bool {
    match expr {
        Expr::ForLoop(_) | Expr::While(_) => true,
        Expr::Block(block) => block.label.is_none() && ends_without_value(&block.block),
        Expr::Unsafe(block) => ends_without_value(&block.block),
        Expr::If(branch) => match &branch.else_branch {
            Some((_, otherwise)) => ends_without_value(&branch.then_branch) || gives_nothing(otherwise),
            None => true,
        },
        Expr::Match(choice) => choice.arms.iter().any(|arm| gives_nothing(&arm.body)),
        _ => false,
    }
}

/// Whether the body ends with `call?`, of a function of the file that gives another type within its `Result` or `Option`.
fn ends_with_part(function: &Function, declared: &Type) -> bool {
    let Some(Stmt::Expr(Expr::Try(question), None)) = function.body.stmts.last() else { return false };
    let called = match &*question.expr {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.get_ident().filter(|name| !outside::is_async(name)),
            _ => None,
        },
        value => awaited(&function.sig.ident, value),
    };
    let is_other = |given: Type| {
        part_of(&given).is_some_and(|part| match part {
            Type::Tuple(tuple) => tuple.elems.is_empty(),
            part => is_no_unit(part) && last_name(part) != last_name(declared),
        })
    };
    called.and_then(outside::result_of).is_some_and(is_other)
}

/// What `?` gives of a `Result` or an `Option`.
fn part_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Result" || last.ident == "Option")?;
    let PathArguments::AngleBracketed(given) = &last.arguments else { return None };
    match given.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}
