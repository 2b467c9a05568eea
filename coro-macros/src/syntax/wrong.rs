//! What is wrong whatever the types are: rustc says so of the function as it was written, once, and no machine stands beside it.

mod behind;
mod borrowed;
mod diverges;
pub(crate) mod hidden;
mod items;
mod patterns;
pub(crate) mod ranges;
mod results;
mod unbound;

use super::recursion;
use super::{Function, lifetimes};
use syn::visit::{self, Visit};
use syn::{Expr, FnArg, ReturnType, Signature, Type};

/// Whether a function with a declared result is certainly wrong.
pub(crate) fn is_certain(function: &Function) -> bool {
    let sig = &function.sig;
    lifetimes::is_missing(sig)
        || sig.asyncness.is_some()
            && (sig.constness.is_some()
                || sig.variadic.is_some()
                || has_unsized(sig)
                || hidden::is_certain(types(sig))
                || recursion::contains_itself(function)
                || unbound::has_unknown_lifetime(sig)
                || items::use_variables(sig.inputs.iter(), &function.body)
                || leaves_no_loop(&function.body)
                || assigns_in_condition(&function.body)
                || results::are_missing(function)
                || results::have_no_alternative(function)
                || patterns::never_match(&sig.ident, &function.body)
                || behind::is_misused(function)
                || borrowed::outlive(function)
                || unbound::has_unknown_variable(function))
}

/// Whether an argument or the result has a type without a size.
fn has_unsized(sig: &Signature) -> bool {
    types(sig).any(|ty| match ty {
        Type::TraitObject(_) | Type::Slice(_) => true,
        Type::Path(path) => path.path.is_ident("str"),
        _ => false,
    })
}

/// The types that a signature has.
fn types(sig: &Signature) -> impl Iterator<Item = &Type> {
    let inputs = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&*typed.ty),
        FnArg::Receiver(_) => None,
    });
    let output = match &sig.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    inputs.chain(output)
}

/// Whether an assignment, which comes to `()`, stands for a comparison.
fn assigns_in_condition(body: &syn::Block) -> bool {
    struct Conditions(bool);
    impl Conditions {
        fn look(&mut self, condition: &Expr) {
            match condition {
                Expr::Paren(paren) => self.look(&paren.expr),
                Expr::Assign(_) => self.0 = true,
                _ => {}
            }
        }
    }
    impl Visit<'_> for Conditions {
        fn visit_expr_if(&mut self, branch: &syn::ExprIf) {
            self.look(&branch.cond);
            visit::visit_expr_if(self, branch);
        }

        fn visit_expr_while(&mut self, around: &syn::ExprWhile) {
            self.look(&around.cond);
            visit::visit_expr_while(self, around);
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut conditions = Conditions(false);
    conditions.visit_block(body);
    conditions.0
}

/// Whether a `break` or `continue` has no loop to leave or to go on with, or a value for one that comes to none.
fn leaves_no_loop(body: &syn::Block) -> bool {
    let mut loops = Loops { around: Vec::new(), wrong: false };
    loops.visit_block(body);
    loops.wrong
}

/// What a jump may leave.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// `loop`
    Loop,
    /// `while` and `for`
    WithoutValue,
    /// `'label: { .. }`
    Block,
}

struct Loops<'a> {
    around: Vec<(Around, Option<&'a syn::Lifetime>)>,
    wrong: bool,
}

impl<'a> Loops<'a> {
    fn within(&mut self, around: Around, label: Option<&'a syn::Label>, visit: impl FnOnce(&mut Self)) {
        self.around.push((around, label.map(|label| &label.name)));
        visit(self);
        self.around.pop();
    }

    /// In a body of its own.
    fn apart(&mut self, visit: impl FnOnce(&mut Self)) {
        let around = std::mem::take(&mut self.around);
        visit(self);
        self.around = around;
    }

    fn jump(&mut self, label: Option<&syn::Lifetime>, breaks: bool, value: bool) {
        let mut inside_out = self.around.iter().rev();
        let target = match label {
            Some(label) => inside_out.find(|(_, name)| name.is_some_and(|name| name.ident == label.ident)),
            None => inside_out.next(),
        };
        self.wrong |= match target {
            // A label may come from elsewhere.
            None => label.is_none(),
            Some((Around::Loop, _)) => false,
            Some((Around::WithoutValue, _)) => value,
            Some((Around::Block, _)) => label.is_none() || !breaks,
        };
    }
}

impl<'a> Visit<'a> for Loops<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Loop(of) => self.within(Around::Loop, of.label.as_ref(), |this| this.visit_block(&of.body)),
            Expr::While(of) => self.within(Around::WithoutValue, of.label.as_ref(), |this| {
                this.visit_expr(&of.cond);
                this.visit_block(&of.body);
            }),
            Expr::ForLoop(of) => {
                self.visit_expr(&of.expr);
                self.within(Around::WithoutValue, of.label.as_ref(), |this| this.visit_block(&of.body));
            }
            Expr::Block(of) if of.label.is_some() => {
                self.within(Around::Block, of.label.as_ref(), |this| this.visit_block(&of.block));
            }
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {
                self.apart(|this| visit::visit_expr(this, expr));
            }
            Expr::Break(leave) => {
                visit::visit_expr_break(self, leave);
                self.jump(leave.label.as_ref(), true, leave.expr.is_some());
            }
            Expr::Continue(next) => self.jump(next.label.as_ref(), false, false),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}
