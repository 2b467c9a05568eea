//! What tells the type of a plain number, `let mut n = 0`: how the variable is used.
//!
//! Names are taken at their word, without scopes; what is found is held to rustc's own opinion, as all types are.

use super::types::{is_plain_number, is_whole, unparenthesized};
use crate::syntax::Coroutine;
use crate::syntax::face::Face;
use crate::syntax::lifetimes;
use proc_macro2::Ident;
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Pat, Type, UnOp};

/// The types of variables that are known to be numbers, by their names.
pub(super) struct Evidence {
    /// `None`: of several types.
    known: HashMap<String, Option<Type>>,
    /// What an elided lifetime means: the only one that there is in the signature.
    only_lifetime: Option<syn::Lifetime>,
}

impl Evidence {
    pub(super) fn of(coroutine: &Coroutine) -> Self {
        let mut reader = Reader {
            known: HashMap::new(),
            item: coroutine.face.yielded().cloned(),
            result: result_of(coroutine),
        };
        for param in &coroutine.params {
            if let (Pat::Ident(name), true) = (&param.pat, number_of(&param.ty)) {
                reader.known.insert(name.ident.to_string(), Some(param.ty.clone()));
            }
        }
        // What is known of one variable tells of those that it is compared with.
        for _ in 0..3 {
            reader.visit_block(&coroutine.body);
            if let Some(syn::Stmt::Expr(tail, None)) = coroutine.body.stmts.last() {
                reader.learn(tail, reader.result.clone());
            }
        }
        let mut lifetimes = coroutine.sig.generics.lifetimes();
        let only = lifetimes.next().filter(|_| lifetimes.next().is_none());
        Evidence { known: reader.known, only_lifetime: only.map(|only| only.lifetime.clone()) }
    }

    /// A type that was written, if all of it was.
    pub(super) fn whole(&self, ty: &Type) -> Option<Type> {
        let mut ty = ty.clone();
        if let Some(only) = &self.only_lifetime {
            lifetimes::fill(&mut ty, only);
        }
        is_whole(&ty).then_some(ty)
    }

    /// The type of a number in a variable of the name.
    pub(super) fn of_name(&self, name: &Ident) -> Option<Type> {
        self.known.get(&name.to_string()).cloned().flatten()
    }
}

struct Reader {
    known: HashMap<String, Option<Type>>,
    item: Option<Type>,
    result: Option<Type>,
}

/// What the function gives in the end.
fn result_of(coroutine: &Coroutine) -> Option<Type> {
    match (&coroutine.face, &coroutine.sig.output) {
        (Face::Future, syn::ReturnType::Type(_, ty)) => Some((**ty).clone()),
        (Face::Coroutine { returns, .. }, _) => Some(returns.clone()),
        (Face::Future | Face::Iterator { .. } | Face::Stream { .. }, _) => None,
    }
}

impl Reader {
    fn learn(&mut self, expr: &Expr, ty: Option<Type>) {
        if let (Some(name), Some(ty)) = (variable(expr), ty.filter(number_of)) {
            self.learn_name(name, ty);
        }
    }

    fn learn_name(&mut self, name: &Ident, ty: Type) {
        let known = self.known.entry(name.to_string()).or_insert_with(|| Some(ty.clone()));
        if known.as_ref() != Some(&ty) {
            *known = None;
        }
    }

    /// The type of an expression, as far as its words tell.
    fn tells(&self, expr: &Expr) -> Option<Type> {
        match unparenthesized(expr) {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. }) if !int.suffix().is_empty() => {
                syn::parse_str(int.suffix()).ok()
            }
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Float(float), .. }) if !float.suffix().is_empty() => {
                syn::parse_str(float.suffix()).ok()
            }
            Expr::Cast(cast) => Some((*cast.ty).clone()),
            Expr::MethodCall(call) if call.method == "len" || call.method == "count" => {
                Some(syn::parse_quote!(usize))
            }
            other => self.known.get(&variable(other)?.to_string()).cloned().flatten(),
        }
    }

    fn same(&mut self, left: &Expr, right: &Expr) {
        let (left_type, right_type) = (self.tells(left), self.tells(right));
        self.learn(left, right_type);
        self.learn(right, left_type);
    }
}

impl Visit<'_> for Reader {
    fn visit_expr_yield(&mut self, wait: &syn::ExprYield) {
        if let Some(value) = &wait.expr {
            self.learn(value, self.item.clone());
        }
        visit::visit_expr_yield(self, wait);
    }

    fn visit_expr_return(&mut self, leave: &syn::ExprReturn) {
        if let Some(value) = &leave.expr {
            self.learn(value, self.result.clone());
        }
        visit::visit_expr_return(self, leave);
    }

    fn visit_expr_binary(&mut self, binary: &syn::ExprBinary) {
        if !matches!(
            binary.op,
            BinOp::Shl(_)
                | BinOp::Shr(_)
                | BinOp::ShlAssign(_)
                | BinOp::ShrAssign(_)
                | BinOp::And(_)
                | BinOp::Or(_)
        ) {
            self.same(&binary.left, &binary.right);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
        self.same(&assign.left, &assign.right);
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_range(&mut self, range: &syn::ExprRange) {
        if let (Some(start), Some(end)) = (&range.start, &range.end) {
            self.same(start, end);
        }
        visit::visit_expr_range(self, range);
    }

    fn visit_expr_index(&mut self, index: &syn::ExprIndex) {
        self.learn(&index.index, Some(syn::parse_quote!(usize)));
        visit::visit_expr_index(self, index);
    }

    fn visit_expr_for_loop(&mut self, repeat: &syn::ExprForLoop) {
        if let (Pat::Ident(name), Expr::Range(range)) = (&*repeat.pat, unparenthesized(&repeat.expr)) {
            for end in [&range.start, &range.end].into_iter().flatten() {
                if let Some(ty) = self.tells(end).filter(number_of) {
                    self.learn_name(&name.ident, ty);
                }
            }
        }
        visit::visit_expr_for_loop(self, repeat);
    }

    fn visit_local(&mut self, local: &syn::Local) {
        match (&local.pat, &local.init) {
            (Pat::Type(typed), init) if number_of(&typed.ty) => {
                if let Pat::Ident(name) = &*typed.pat {
                    self.learn_name(&name.ident, (*typed.ty).clone());
                }
                init.iter().for_each(|init| self.learn(&init.expr, Some((*typed.ty).clone())));
            }
            (Pat::Ident(name), Some(init)) => {
                if let Some(ty) = self.tells(&init.expr).filter(number_of) {
                    self.learn_name(&name.ident, ty);
                }
                if let Some(ty) = self.known.get(&name.ident.to_string()).cloned().flatten() {
                    self.learn(&init.expr, Some(ty));
                }
            }
            _ => {}
        }
        visit::visit_local(self, local);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// The variable whose type an expression has: `n`, `n + 1`, `-n`.
fn variable(expr: &Expr) -> Option<&Ident> {
    match unparenthesized(expr) {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_) | UnOp::Not(_)) => variable(&unary.expr),
        Expr::Binary(binary) if is_arithmetic(&binary.op) => {
            let left = if is_plain_number(&binary.left) { &binary.right } else { &binary.left };
            variable(left)
        }
        _ => None,
    }
}

/// Whether the operator gives what numbers of one type are taken to.
pub(super) fn is_arithmetic(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::BitXor(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_)
    )
}

/// Whether a type is one of the numbers.
pub(super) fn number_of(ty: &Type) -> bool {
    const NUMBERS: [&str; 14] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
    ];
    matches!(ty, Type::Path(path) if NUMBERS.iter().any(|name| path.path.is_ident(name)))
}
