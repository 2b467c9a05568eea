//! Results that borrow what ends with the body.

use super::super::super::macros::{self, MacroCall};
use super::super::behind::{arguments, known_name};
use super::super::diverges::may_diverge;
use super::lent::{Origin, Shape};
use super::{Variables, name};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Stmt, Type};

/// Types whose values closures capture by reference, unless they say `move`.
const COPIED: [&str; 15] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize",
    "u128",
];
/// Methods of the standard library's containers, and of strings, that look at them.
const LOOKS: [&str; 12] = [
    "as_str",
    "chars",
    "clone",
    "contains",
    "contains_key",
    "first",
    "get",
    "is_empty",
    "iter",
    "len",
    "starts_with",
    "trim",
];

impl Variables<'_> {
    /// Whether what a block comes to borrows what ends with the body, and the declared type would have it live on.
    pub(super) fn ends_with_borrow(&self, block: &Block, declared: &Type) -> bool {
        let Some((Stmt::Expr(last, semi), before)) = block.stmts.split_last() else { return false };
        let is_borrow = match (last, semi) {
            (Expr::Return(leave), _) => {
                leave.expr.as_ref().is_some_and(|value| self.is_borrow(value, declared))
            }
            (value, None) => self.is_borrow(value, declared),
            (_, Some(_)) => false,
        };
        is_borrow && !before.iter().any(may_diverge)
    }

    fn is_borrow(&self, value: &Expr, declared: &Type) -> bool {
        match value {
            Expr::Block(block) if block.label.is_none() => self.ends_with_borrow(&block.block, declared),
            Expr::If(branch) => {
                (self.ends_with_borrow(&branch.then_branch, declared)
                    || branch.else_branch.iter().any(|(_, value)| self.is_borrow(value, declared)))
                    && !may_diverge(&Stmt::Expr((*branch.cond).clone(), None))
            }
            Expr::Call(call) => match (name(&call.func).as_deref(), call.args.first(), kind(declared)) {
                (Some("Some" | "Ok"), Some(value), Kind::Within(inside)) => self.is_borrow(value, inside),
                (_, Some(value), Kind::Box) if is_box_new(&call.func) => self.holds_closure(value),
                _ => false,
            },
            // A guard, or a reference to what it guards, is not of that type: what is behind a guard is.
            Expr::Reference(of) if matches!(self.borrow(&of.expr), Some((Shape::Guard(_), _))) => {
                matches!(kind(declared), Kind::Borrow)
            }
            value => match kind(declared) {
                Kind::Within(_) | Kind::Borrow => {
                    let collected = match value {
                        Expr::MethodCall(call) if call.method == "collect" && call.turbofish.is_none() => {
                            matches!(self.borrow(&call.receiver), Some((Shape::Iter(true), origin)) if origin != Origin::Outside)
                                && is_list_of_borrows(declared)
                        }
                        _ => false,
                    };
                    collected || matches!(self.borrow(value), Some((_, origin)) if origin != Origin::Outside)
                }
                Kind::Opaque => self.holds_closure(value),
                Kind::Box | Kind::Other => false,
            },
        }
    }

    /// Whether a value is a closure or a block that borrows a variable, or an iterator with such a closure in it.
    fn holds_closure(&self, value: &Expr) -> bool {
        const LAZY: [&str; 7] =
            ["filter", "filter_map", "flat_map", "inspect", "map", "skip_while", "take_while"];
        match value {
            Expr::Paren(paren) => self.holds_closure(&paren.expr),
            Expr::Closure(closure) if closure.capture.is_none() => self.borrows_variable(|search| {
                search.visit_expr(&closure.body);
            }),
            Expr::Async(block) if block.capture.is_none() => self.borrows_variable(|search| {
                search.visit_block(&block.block);
            }),
            Expr::MethodCall(call) => {
                matches!(&*call.receiver, Expr::MethodCall(inner) if inner.method == "iter")
                    && LAZY.iter().any(|lazy| call.method == lazy)
                    && matches!(call.args.first(), Some(closure @ Expr::Closure(_)) if self.holds_closure(closure))
            }
            _ => false,
        }
    }

    fn borrows_variable(&self, look: impl Fn(&mut Captures<'_>)) -> bool {
        let types = self.types.borrow();
        let variables: HashSet<String> = self.inits.keys().chain(types.keys()).cloned().collect();
        drop(types);
        variables.iter().any(|variable| {
            let Some(ty) = self.type_of_variable(variable) else { return false };
            let is_number = COPIED.iter().any(|name| matches!(&ty, Type::Path(ty) if ty.path.is_ident(name)));
            let mut captures = Captures { variable, is_number, looks: 0, others: 0 };
            look(&mut captures);
            (is_number || known_name(&ty).is_some()) && captures.looks > 0 && captures.others == 0
        })
    }
}

/// What code in a closure does with a variable.
struct Captures<'a> {
    variable: &'a str,
    is_number: bool,
    looks: usize,
    others: usize,
}

impl Captures<'_> {
    fn is(&self, expr: &Expr) -> bool {
        name(expr).is_some_and(|name| name == self.variable)
    }
}

impl Visit<'_> for Captures<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::MethodCall(call)
                if self.is(&call.receiver) && LOOKS.iter().any(|looks| call.method == looks) =>
            {
                self.looks += 1;
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Reference(reference) if self.is(&reference.expr) => self.looks += 1,
            Expr::Path(_) if self.is(expr) && self.is_number => self.looks += 1,
            Expr::Path(_) if self.is(expr) => self.others += 1,
            // A closure within may have a copy.
            Expr::Closure(_) | Expr::Async(_) => {
                let before = self.looks;
                visit::visit_expr(self, expr);
                self.others += usize::from(self.looks > before);
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        if let MacroCall::Known(call) = macros::parse(mac) {
            call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// A declared result.
enum Kind<'a> {
    /// A reference.
    Borrow,
    /// A type of the standard library's that has one in it.
    Within(&'a Type),
    /// `Box<dyn Trait>`
    Box,
    /// `impl Trait`
    Opaque,
    Other,
}

fn kind(declared: &Type) -> Kind<'_> {
    match declared {
        Type::Reference(_) => Kind::Borrow,
        Type::ImplTrait(_) => Kind::Opaque,
        ty => match (known_name(ty).map(ToString::to_string).as_deref(), arguments(ty).next()) {
            (Some("Box"), Some(Type::TraitObject(_))) => Kind::Box,
            (Some("Option" | "Result" | "Vec"), Some(inside)) if has_reference(inside) => {
                Kind::Within(inside)
            }
            _ => Kind::Other,
        },
    }
}

fn has_reference(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) => true,
        ty => known_name(ty).is_some() && arguments(ty).next().is_some_and(has_reference),
    }
}

fn is_list_of_borrows(ty: &Type) -> bool {
    known_name(ty).is_some_and(|name| name == "Vec")
        && matches!(arguments(ty).next(), Some(Type::Reference(_)))
}

fn is_box_new(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let words: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    matches!(words.as_slice(), [.., ty, new] if ty == "Box" && new == "new")
}
