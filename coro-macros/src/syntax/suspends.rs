//! Questions about what the user wrote, asked before anything is lowered.

use super::block::CoBlock;
use super::macros::{self, MacroCall};
use super::outside::primitives::primitive;
use super::outside::{definition_of_alias, definition_of_type, is_variable_in_capitals};
use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Expr, UnOp};

/// The name of a macro that stands in a block which is taken apart as if it suspended.
pub(crate) const APART: &str = "__coro_apart";

/// Whether evaluating the expression may suspend the function it stands in.
pub(crate) fn suspends(expr: &Expr) -> bool {
    let mut finder = Finder { found: false };
    finder.visit_expr(expr);
    finder.found
}

/// The same for a block.
pub(crate) fn block_suspends(block: &syn::Block) -> bool {
    statements_suspend(&block.stmts)
}

/// The same for statements.
pub(crate) fn statements_suspend(stmts: &[syn::Stmt]) -> bool {
    let mut finder = Finder { found: false };
    stmts.iter().any(|stmt| {
        finder.visit_stmt(stmt);
        finder.found
    })
}

struct Finder {
    found: bool,
}

impl Visit<'_> for Finder {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            _ if self.found => {}
            Expr::Await(_) | Expr::Yield(_) => self.found = true,
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        if CoBlock::of(mac).is_some() {
            return;
        }
        self.found |= mac.path.is_ident(APART);
        match macros::parse(mac) {
            MacroCall::Known(call) => {
                call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
            }
            MacroCall::Matches { scrutinee, guard, .. } => {
                self.visit_expr(&scrutinee);
                guard.iter().for_each(|guard| self.visit_expr(guard));
            }
            MacroCall::Expressions { list, .. } => list.iter().for_each(|expr| self.visit_expr(expr)),
            MacroCall::Select(_) | MacroCall::Fields(_) | MacroCall::Constant | MacroCall::Soup => {}
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Whether the expression names a place, so that using it as one makes no temporary.
pub(crate) fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => !is_unit_struct(path) && !is_variant(path),
        Expr::Index(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)),
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Group(group) => is_place(&group.expr),
        _ => false,
    }
}

/// Whether rustc makes a static of what is behind `&` or `&mut`.
pub(crate) fn is_promoted(referent: &Expr, mutability: Option<syn::Token![mut]>) -> bool {
    match referent {
        Expr::Array(array) if array.elems.is_empty() => true,
        referent => mutability.is_none() && is_promotable(referent),
    }
}

/// Whether a shared reference to the expression's value is promoted to a static by rustc.
pub(crate) fn is_promotable(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Path(path) => is_constant(path) || is_variant(path),
        Expr::Paren(paren) => is_promotable(&paren.expr),
        Expr::Group(group) => is_promotable(&group.expr),
        Expr::Reference(reference) => is_promoted(&reference.expr, reference.mutability),
        Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && is_promotable(&unary.expr),
        Expr::Binary(binary) => {
            let safe = match binary.op {
                // What is behind these is not always evaluated.
                syn::BinOp::And(_) | syn::BinOp::Or(_) => false,
                syn::BinOp::Div(_) | syn::BinOp::Rem(_) => is_nonzero(&binary.right),
                _ => true,
            };
            safe && is_promotable(&binary.left) && is_promotable(&binary.right)
        }
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_promotable),
        Expr::Array(array) => array.elems.iter().all(is_promotable),
        Expr::Repeat(repeat) => matches!(*repeat.expr, Expr::Lit(_)) && is_counted(&repeat.len),
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if is_variant(path)) && call.args.iter().all(is_promotable)
        }
        _ => false,
    }
}

/// Whether it is a number that is there before the program runs, by its name or its words.
fn is_counted(len: &Expr) -> bool {
    matches!(len, Expr::Lit(_)) || matches!(len, Expr::Path(path) if is_constant(path))
}

/// Whether it is a literal that may be divided by.
fn is_nonzero(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => {
            number.base10_parse::<u128>().is_ok_and(|number| number != 0)
        }
        _ => false,
    }
}

/// Whether the path is the value of a struct without fields, by its name.
fn is_unit_struct(path: &syn::ExprPath) -> bool {
    let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    starts_upper(&name) && !is_constant(path) && !is_variant(path) && !is_variable(path)
}

/// Whether the path is a constant's, by its name.
pub(crate) fn is_constant(path: &syn::ExprPath) -> bool {
    let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    starts_upper(&name) && !name.chars().any(char::is_lowercase) && !is_variable(path)
}

/// Whether the path is a variable's, though its name begins with a capital letter.
fn is_variable(path: &syn::ExprPath) -> bool {
    path.path.get_ident().is_some_and(is_variable_in_capitals)
}

/// Whether the path is an enum's variant, by its name. What is called like a struct may have something to drop: such a value is
/// not promoted.
fn is_variant(path: &syn::ExprPath) -> bool {
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let last = names.next().unwrap_or_default();
    let of_an_enum = names.next().is_some_and(|parent| starts_upper(&parent));
    matches!(&*last, "None" | "Some" | "Ok" | "Err") || starts_upper(&last) && of_an_enum
}

/// Whether an array is borrowed by one of its own methods.
pub(crate) fn borrows_array(call: &syn::ExprMethodCall) -> bool {
    const BORROWS: [&str; 8] = ["iter", "first", "last", "get", "windows", "chunks", "as_slice", "as_ref"];
    matches!(*call.receiver, Expr::Array(_) | Expr::Repeat(_))
        && BORROWS.iter().any(|name| call.method == name)
}

/// Whether a call of it makes a value of a tuple struct or variant.
pub(crate) fn is_constructor(func: &Expr) -> bool {
    matches!(func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| starts_upper(&last.ident.to_string())))
}

/// Whether evaluating the expression has no effect and borrows nothing: its time does not matter.
pub(crate) fn is_pure(expr: &Expr, is_local: impl Fn(&syn::Ident) -> bool) -> bool {
    match expr {
        Expr::Lit(_) => true,
        // `-1`: it may be too large for its type, which is an error.
        Expr::Unary(unary) => matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))),
        // A unit struct may have something to drop.
        Expr::Path(path) => !path.path.get_ident().is_some_and(is_local) && !is_unit_struct(path),
        Expr::Paren(paren) => is_pure(&paren.expr, is_local),
        Expr::Reference(reference) => is_promoted(&reference.expr, reference.mutability),
        Expr::Const(constant) => is_computed(&constant.block),
        _ => false,
    }
}

/// Whether the value of a constant's block is what an operator of the language gives: a number, or a `bool`.
fn is_computed(block: &syn::Block) -> bool {
    match block.stmts.as_slice() {
        [syn::Stmt::Expr(value, None)] => {
            matches!(value, Expr::Lit(_) | Expr::Binary(_) | Expr::Unary(_) | Expr::Cast(_))
        }
        _ => false,
    }
}

/// Whether the callee of a call is a function by its name, or what [`is_pure`] takes.
pub(crate) fn is_pure_callee(expr: &Expr, is_local: impl Fn(&syn::Ident) -> bool) -> bool {
    is_constructor(expr) || is_pure(expr, is_local)
}

/// Whether the value is known to have nothing to drop, from how it is written.
pub(crate) fn is_inert(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Reference(_) | Expr::RawAddr(_) => true,
        Expr::Binary(binary) => {
            // An operator of references may give anything.
            is_comparison(&binary.op) || is_number(&binary.left) && is_number(&binary.right)
        }
        Expr::Unary(unary) => is_number(&unary.expr),
        Expr::Cast(cast) => is_inert_type(&cast.ty),
        Expr::Paren(paren) => is_inert(&paren.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_inert),
        Expr::Array(array) => array.elems.iter().all(is_inert),
        Expr::Repeat(repeat) => is_inert(&repeat.expr),
        _ => false,
    }
}

/// Whether the expression is made of literals and casts only.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Cast(cast) => is_inert_type(&cast.ty),
        Expr::Paren(paren) => is_number(&paren.expr),
        Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && is_number(&unary.expr),
        Expr::Binary(binary) => is_number(&binary.left) && is_number(&binary.right),
        _ => false,
    }
}

/// Whether values of the type are known to have nothing to drop.
pub(crate) fn is_inert_type(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(_) | syn::Type::Ptr(_) | syn::Type::BareFn(_) => true,
        syn::Type::Path(path) => path.qself.is_none() && primitive(&path.path).is_some(),
        syn::Type::Tuple(tuple) => tuple.elems.iter().all(is_inert_type),
        syn::Type::Array(array) => is_inert_type(&array.elem),
        syn::Type::Paren(paren) => is_inert_type(&paren.elem),
        syn::Type::Group(group) => is_inert_type(&group.elem),
        _ => false,
    }
}

/// Whether values of the type hold their fields themselves: a struct or tuple, as far as its name tells.
pub(crate) fn is_aggregate_type(ty: &syn::Type) -> bool {
    is_aggregate(unaliased(ty).as_ref().unwrap_or(ty))
}

/// What the name of a type is another one for in its file. (What that one is called there as well is not looked for.)
fn unaliased(ty: &syn::Type) -> Option<syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let last = &path.path.segments.last()?.ident;
    Some(*definition_of_alias(&last.to_string(), last.span())?.ty)
}

fn is_aggregate(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Tuple(_) => true,
        syn::Type::Path(path) => {
            let Some(syn::PathSegment { ident, .. }) = path.path.segments.last() else { return false };
            let last = ident.to_string();
            // A single letter is a type parameter, as a rule.
            (last.len() > 1 || definition_of_type(&last, ident.span()).is_some()) && !is_pointer_name(&last)
        }
        syn::Type::Paren(paren) => is_aggregate(&paren.elem),
        syn::Type::Group(group) => is_aggregate(&group.elem),
        _ => false,
    }
}

/// Whether a type is called as those are that lead to what they give access to.
pub(crate) fn is_pointer_name(name: &str) -> bool {
    const POINTERS: [&str; 14] = [
        "Box",
        "Rc",
        "Arc",
        "Ref",
        "RefMut",
        "MutexGuard",
        "RwLockReadGuard",
        "RwLockWriteGuard",
        "Pin",
        "Cow",
        "ManuallyDrop",
        "LazyLock",
        "LazyCell",
        "Guard",
    ];
    POINTERS.iter().any(|pointer| name.ends_with(pointer))
}

/// Whether the expression makes a value that holds its fields itself: `(a, b)`, `Type { a, b }`, `Type(a)`. All branches make one of the
/// same type.
pub(crate) fn makes_aggregate(expr: &Expr) -> bool {
    let comes_to = |block: &syn::Block| matches!(block.stmts.last(), Some(syn::Stmt::Expr(value, None)) if makes_aggregate(value));
    match expr {
        Expr::Struct(_) | Expr::Tuple(_) => true,
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
                last.arguments.is_none() && last.ident.to_string().starts_with(char::is_uppercase)
            }),
            _ => false,
        },
        Expr::If(branch) => {
            let otherwise = branch.else_branch.as_ref();
            comes_to(&branch.then_branch) || otherwise.is_some_and(|(_, value)| makes_aggregate(value))
        }
        Expr::Match(branch) => branch.arms.iter().any(|arm| makes_aggregate(&arm.body)),
        Expr::Block(block) => comes_to(&block.block),
        Expr::Unsafe(block) => comes_to(&block.block),
        Expr::Paren(paren) => makes_aggregate(&paren.expr),
        Expr::Group(group) => makes_aggregate(&group.expr),
        _ => false,
    }
}

/// Operators that borrow both operands and give a `bool`.
pub(crate) fn is_comparison(op: &syn::BinOp) -> bool {
    use syn::BinOp::{Eq, Ge, Gt, Le, Lt, Ne};
    matches!(op, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_))
}

/// Operators that change their left operand.
pub(crate) fn is_compound(op: &syn::BinOp) -> bool {
    use syn::BinOp as B;
    matches!(
        op,
        B::AddAssign(_)
            | B::SubAssign(_)
            | B::MulAssign(_)
            | B::DivAssign(_)
            | B::RemAssign(_)
            | B::BitXorAssign(_)
            | B::BitAndAssign(_)
            | B::BitOrAssign(_)
            | B::ShlAssign(_)
            | B::ShrAssign(_)
    )
}

/// Whether an identifier pattern of this name is a constant, a unit struct or a variant rather than a binding.
pub(crate) fn is_constant_name(name: &Ident) -> bool {
    starts_upper(&name.to_string()) && !is_variable_in_capitals(name)
}

pub(crate) fn starts_upper(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// The place that is assigned to, if the expression does that.
pub(crate) fn assigned(expr: &mut Expr) -> Option<(&Expr, &mut Vec<syn::Attribute>)> {
    match expr {
        Expr::Assign(assign) => Some((&assign.left, &mut assign.attrs)),
        Expr::Binary(assign) if is_compound(&assign.op) => Some((&assign.left, &mut assign.attrs)),
        _ => None,
    }
}

/// Whether it is (part of) a field of `self`.
pub(crate) fn is_field_of_self(place: &Expr) -> bool {
    match place {
        Expr::Field(field) => {
            matches!(&*field.base, Expr::Path(base) if base.path.is_ident("self"))
                || is_field_of_self(&field.base)
        }
        _ => false,
    }
}
