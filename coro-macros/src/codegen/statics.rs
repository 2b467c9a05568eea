//! What rustc makes a static of, and the machine does not.
//!
//! `&{ note(); 1 }` may lead to a static, and be used for ever: the block's value is a constant, whatever runs before. The machine has a
//! static only of what is nothing but a constant (`build/lasting.rs`). It holds any other value as the temporary that it is in the text; so the
//! check must not take that for a static. It is given by a function there (`machine/lasting.rs`), of whose result rustc makes none.

use crate::syntax::macros::{self, MacroCall};
use crate::syntax::suspends::{is_constructor, is_promoted};
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, Macro, Pat, Stmt, UnOp};

/// If rustc may make a static of what is behind `&`, and the machine does not: changes what comes out of blocks and macros there. (Not all
/// that is there: to the parts of a literal their types are told by what is expected of it.)
pub(super) fn change_unseen(referent: &mut Expr, change: &mut impl FnMut(&mut Expr)) {
    match referent {
        Expr::Field(_) | Expr::Index(_) => value_of(referent, false).into_iter().for_each(change),
        Expr::Paren(paren) => change_unseen(&mut paren.expr, change),
        Expr::Group(group) => change_unseen(&mut group.expr, change),
        value if may_be_static(value) && !is_plain(value) => change_leaves(value, change),
        _ => {}
    }
}

fn change_leaves(value: &mut Expr, change: &mut impl FnMut(&mut Expr)) {
    match value {
        value if is_plain(value) || !may_be_static(value) => {}
        Expr::Block(block) if block.label.is_none() => change_tail(&mut block.block, change),
        Expr::Unsafe(block) => change_tail(&mut block.block, change),
        Expr::If(branch) => {
            change_tail(&mut branch.then_branch, change);
            branch.else_branch.iter_mut().for_each(|(_, otherwise)| change_leaves(otherwise, change));
        }
        Expr::Match(branch) => {
            branch.arms.iter_mut().for_each(|arm| change_value(&mut arm.body, change));
        }
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {}
        Expr::Call(call) => call.args.iter_mut().for_each(|part| change_leaves(part, change)),
        Expr::Unary(unary) => change_leaves(&mut unary.expr, change),
        Expr::Binary(binary) => {
            change_leaves(&mut binary.left, change);
            change_leaves(&mut binary.right, change);
        }
        Expr::Paren(paren) => change_leaves(&mut paren.expr, change),
        Expr::Group(group) => change_leaves(&mut group.expr, change),
        Expr::Cast(cast) => change_leaves(&mut cast.expr, change),
        Expr::Reference(reference) => change_leaves(&mut reference.expr, change),
        Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|part| change_leaves(part, change)),
        Expr::Array(array) => array.elems.iter_mut().for_each(|part| change_leaves(part, change)),
        Expr::Repeat(repeat) => change_leaves(&mut repeat.expr, change),
        Expr::Struct(literal) => {
            literal.fields.iter_mut().for_each(|field| change_leaves(&mut field.expr, change));
            literal.rest.iter_mut().for_each(|rest| change_leaves(rest, change));
        }
        // As a whole: loops, macros, ranges and parts of values.
        value => change(value),
    }
}

/// What a block comes to, if that is anything: a `()` may lie anywhere.
fn change_tail(block: &mut Block, change: &mut impl FnMut(&mut Expr)) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(value, None)) => change_value(value, change),
        Some(tail @ Stmt::Macro(_)) => {
            if let Stmt::Macro(syn::StmtMacro { attrs, mac, semi_token: None }) = tail {
                let mut value = Expr::Macro(syn::ExprMacro { attrs: attrs.clone(), mac: mac.clone() });
                change_leaves(&mut value, change);
                *tail = Stmt::Expr(value, None);
            }
        }
        _ => {}
    }
}

/// Also a constant, if it is the value of a block; but for a closure, which has no bytes if rustc makes a static of it.
fn change_value(value: &mut Expr, change: &mut impl FnMut(&mut Expr)) {
    match value {
        Expr::Closure(_) => {}
        value if is_plain(value) => change(value),
        value => change_leaves(value, change),
    }
}

/// The value that a method is called on, which may borrow it, if rustc may make a static of it and the machine does not. While arguments
/// wait, that holds constants as well.
pub(super) fn unseen_receiver(receiver: &mut Expr, waits: bool) -> Option<&mut Expr> {
    value_of(receiver, waits)
}

/// The same of what is matched against patterns, if they refer to it by `ref`.
pub(super) fn matched_unseen<'a, 'p>(
    matched: &'a mut Expr,
    pats: impl IntoIterator<Item = &'p Pat>,
) -> Option<&'a mut Expr> {
    (pats.into_iter().any(refers) && !is_promoted(matched, None)).then(|| value_of(matched, true))?
}

/// What the expression is or is a part of, if rustc may make a static of it that the machine does not; or `any` static.
fn value_of(expr: &mut Expr, any: bool) -> Option<&mut Expr> {
    match expr {
        Expr::Paren(paren) => value_of(&mut paren.expr, any),
        Expr::Group(group) => value_of(&mut group.expr, any),
        // Of a part of a value with a closure the machine holds the value.
        Expr::Field(field) => {
            let any = any || has_closure(&field.base);
            value_of(&mut field.base, any)
        }
        Expr::Index(index) => {
            let is_plain = matches!(*index.index, Expr::Lit(_));
            let any = any || !is_plain || has_closure(&index.expr);
            value_of(&mut index.expr, any)
        }
        Expr::Path(_) => None,
        value => (may_be_static(value) && (any || !is_plain(value))).then_some(value),
    }
}

/// Whether rustc may make a static of the value, as far as the text tells: whatever is part of it is a constant or comes out of a block
/// or a macro.
fn may_be_static(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Path(_) | Expr::Const(_) | Expr::Closure(_) | Expr::Async(_) => true,
        // It gives `()` or what a `break` has; or leaves, and another way gives the value.
        Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => true,
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(block) => block.label.is_some() || block_may_be_static(&block.block),
        Expr::Unsafe(block) => block_may_be_static(&block.block),
        // The value of one way, where the others are none.
        Expr::If(branch) => {
            let otherwise = branch.else_branch.as_ref();
            block_may_be_static(&branch.then_branch)
                || otherwise.is_none_or(|(_, otherwise)| may_be_static(otherwise))
        }
        Expr::Match(branch) => branch.arms.iter().any(|arm| may_be_static(&arm.body)),
        Expr::Macro(call) => macro_may_be_static(&call.mac),
        // Of a few functions of the standard library rustc makes a static, if it does of what they are given.
        Expr::Call(call) => {
            let is_known = is_constructor(&call.func) || !call.args.is_empty();
            is_known && call.args.iter().all(may_be_static)
        }
        Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && may_be_static(&unary.expr),
        Expr::Binary(binary) => {
            let is_lazy = matches!(binary.op, BinOp::And(_) | BinOp::Or(_));
            !is_lazy && may_be_static(&binary.left) && may_be_static(&binary.right)
        }
        other => parts(other).is_some_and(|parts| parts.into_iter().all(may_be_static)),
    }
}

/// Whether the value is a constant and nothing else, as the machine sees as well.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Path(_) | Expr::Const(_) | Expr::Closure(_) => true,
        Expr::Call(call) => call.args.iter().all(is_plain),
        Expr::Unary(unary) => is_plain(&unary.expr),
        Expr::Binary(binary) => is_plain(&binary.left) && is_plain(&binary.right),
        other => parts(other).is_some_and(|parts| parts.into_iter().all(is_plain)),
    }
}

fn has_closure(value: &Expr) -> bool {
    matches!(value, Expr::Closure(_)) || parts(value).is_some_and(|parts| parts.into_iter().any(has_closure))
}

/// What a value is made of, or is part of.
fn parts(expr: &Expr) -> Option<Vec<&Expr>> {
    Some(match expr {
        Expr::Paren(paren) => vec![&paren.expr],
        Expr::Group(group) => vec![&group.expr],
        Expr::Cast(cast) => vec![&cast.expr],
        Expr::Field(field) => vec![&field.base],
        Expr::Reference(reference) => vec![&reference.expr],
        Expr::Index(index) => vec![&index.expr, &index.index],
        Expr::Tuple(tuple) => tuple.elems.iter().collect(),
        Expr::Array(array) => array.elems.iter().collect(),
        Expr::Repeat(repeat) => vec![&repeat.expr],
        Expr::Struct(literal) => {
            literal.fields.iter().map(|field| &field.expr).chain(literal.rest.as_deref()).collect()
        }
        Expr::Range(range) => [&range.start, &range.end].into_iter().flatten().map(AsRef::as_ref).collect(),
        _ => return None,
    })
}

/// The same of the value of a block.
fn block_may_be_static(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(value, None)) => may_be_static(value),
        Some(Stmt::Macro(call)) if call.semi_token.is_none() => macro_may_be_static(&call.mac),
        _ => true,
    }
}

fn macro_may_be_static(mac: &Macro) -> bool {
    match macros::parse(mac) {
        MacroCall::Constant | MacroCall::Expressions { by_value: false, .. } | MacroCall::Soup => {
            !macros::is_pin(mac)
        }
        MacroCall::Known(_)
        | MacroCall::Matches { .. }
        | MacroCall::Expressions { by_value: true, .. }
        | MacroCall::Select(_)
        | MacroCall::Fields(_) => false,
    }
}

/// Whether a name is bound by `ref`.
fn refers(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            self.0 |= pat.by_ref.is_some();
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    finder.0
}
