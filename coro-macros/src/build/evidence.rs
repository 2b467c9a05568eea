//! What tells the type of a plain number, `let mut n = 0`: how the variable is used. The elements of a list, `vec![0; n]`, are a
//! variable in this, `list[]`.
//!
//! Names are taken at their word, without scopes; what is found is held to rustc's own opinion, as all types are.

use super::fallback;
use super::std_types::{element_of, keeps_number};
use super::types::{is_plain_number, is_whole, unparenthesized};
use crate::syntax::Coroutine;
use crate::syntax::face::Face;
use crate::syntax::lifetimes;
use crate::syntax::macros::{self, Known, KnownCall, MacroCall};
use crate::syntax::outside::Definitions;
use crate::syntax::outside::primitives::is_number;
use proc_macro2::Ident;
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Pat, Type, UnOp};

/// The types of variables that are known to be numbers, by their names.
pub(super) struct Evidence {
    /// `None`: of several types.
    known: HashMap<String, Option<Type>>,
    /// The variables whose types nothing tells.
    free: HashSet<String>,
    /// What an elided lifetime means: the only one that there is in the signature.
    only_lifetime: Option<syn::Lifetime>,
    /// The function's type parameters.
    params: Vec<Ident>,
    pub(super) definitions: Definitions,
}

impl Evidence {
    pub(super) fn of(coroutine: &Coroutine) -> Self {
        let mut reader = Reader {
            known: HashMap::new(),
            item: coroutine.face.yielded().cloned(),
            result: result_of(coroutine),
        };
        for param in &coroutine.params {
            if let (Pat::Ident(name), true) = (&param.pat, is_number(&param.ty)) {
                reader.known.insert(name.ident.to_string(), Some(param.ty.clone()));
            }
        }
        // What is known of one variable tells of those that it is compared with.
        for _ in 0..3 {
            reader.visit_block(&coroutine.body);
            if let Some(syn::Stmt::Expr(tail, None)) = coroutine.body.stmts.last() {
                let result = reader.result.clone();
                reader.learn(tail, result.as_ref());
            }
        }
        let mut lifetimes = coroutine.sig.generics.lifetimes();
        let only = lifetimes.next().filter(|_| lifetimes.next().is_none());
        let free = fallback::numbers(&coroutine.body, |name| !reader.known.contains_key(name));
        Evidence {
            known: reader.known,
            free,
            only_lifetime: only.map(|only| only.lifetime.clone()),
            params: coroutine.sig.generics.type_params().map(|param| param.ident.clone()).collect(),
            definitions: Definitions::new(coroutine.sig.ident.span()),
        }
    }

    /// Whether a name is one of the function's type parameters.
    pub(super) fn is_param(&self, name: &Ident) -> bool {
        self.params.contains(name)
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

    /// The type of a variable that begins as a plain number.
    pub(super) fn of_number(&self, name: &Ident, number: &Expr) -> Option<Type> {
        let free = || self.free.contains(&name.to_string()).then(|| fallback::of_number(number));
        self.of_name(name).or_else(free)
    }

    /// The type of the elements of a list in a variable of the name.
    pub(super) fn of_elements(&self, name: &Ident) -> Option<Type> {
        self.known.get(&elements(name)).cloned().flatten()
    }
}

/// What stands for the elements of a list.
fn elements(list: &Ident) -> String {
    format!("{list}[]")
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
    /// The expression is of the type.
    fn learn(&mut self, expr: &Expr, ty: Option<&Type>) {
        match (unparenthesized(expr), ty) {
            (Expr::Tuple(values), Some(Type::Tuple(types))) => {
                values.elems.iter().zip(&types.elems).for_each(|(value, ty)| self.learn(value, Some(ty)));
            }
            (Expr::Array(values), Some(Type::Array(array))) => {
                values.elems.iter().for_each(|value| self.learn(value, Some(&array.elem)));
            }
            (Expr::Call(call), Some(Type::Path(path))) => {
                if let (Expr::Path(variant), Some(value)) = (&*call.func, call.args.first()) {
                    self.learn(value, payload_of(path, &variant.path).as_ref());
                }
            }
            (expr, ty) => {
                if let (Some(name), Some(ty)) = (variable(expr), ty.filter(|ty| is_number(ty))) {
                    self.learn_name(name, ty.clone());
                }
            }
        }
    }

    fn learn_name(&mut self, name: String, ty: Type) {
        let known = self.known.entry(name).or_insert_with(|| Some(ty.clone()));
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
            Expr::MethodCall(call) if keeps_number(&call.method.to_string()) => self.tells(&call.receiver),
            other => self.known.get(&variable(other)?).cloned().flatten(),
        }
    }

    fn same(&mut self, left: &Expr, right: &Expr) {
        let (left_type, right_type) = (self.tells(left), self.tells(right));
        self.learn(left, right_type.as_ref());
        self.learn(right, left_type.as_ref());
    }
}

impl Visit<'_> for Reader {
    fn visit_expr_yield(&mut self, wait: &syn::ExprYield) {
        if let Some(value) = &wait.expr {
            let item = self.item.clone();
            self.learn(value, item.as_ref());
        }
        visit::visit_expr_yield(self, wait);
    }

    fn visit_expr_return(&mut self, leave: &syn::ExprReturn) {
        if let Some(value) = &leave.expr {
            let result = self.result.clone();
            self.learn(value, result.as_ref());
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
        let number = syn::parse_quote!(usize);
        match unparenthesized(&index.index) {
            Expr::Range(range) => {
                [&range.start, &range.end]
                    .into_iter()
                    .flatten()
                    .for_each(|end| self.learn(end, Some(&number)));
            }
            index => self.learn(index, Some(&number)),
        }
        visit::visit_expr_index(self, index);
    }

    fn visit_expr_for_loop(&mut self, repeat: &syn::ExprForLoop) {
        if let (Pat::Ident(name), Expr::Range(range)) = (&*repeat.pat, unparenthesized(&repeat.expr)) {
            for end in [&range.start, &range.end].into_iter().flatten() {
                if let Some(ty) = self.tells(end).filter(is_number) {
                    self.learn_name(name.ident.to_string(), ty);
                }
                let item = self.known.get(&name.ident.to_string()).cloned().flatten();
                self.learn(end, item.as_ref());
            }
        }
        visit::visit_expr_for_loop(self, repeat);
    }

    fn visit_local(&mut self, local: &syn::Local) {
        match (&local.pat, &local.init) {
            (Pat::Type(typed), init) if is_number(&typed.ty) => {
                if let Pat::Ident(name) = &*typed.pat {
                    self.learn_name(name.ident.to_string(), (*typed.ty).clone());
                }
                init.iter().for_each(|init| self.learn(&init.expr, Some(&typed.ty)));
            }
            (Pat::Ident(name), Some(init)) => {
                if let Some(ty) = self.tells(&init.expr).filter(is_number) {
                    self.learn_name(name.ident.to_string(), ty);
                }
                if let Some(ty) = self.known.get(&name.ident.to_string()).cloned().flatten() {
                    self.learn(&init.expr, Some(&ty));
                }
            }
            _ => {}
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        if let (true, Some(other)) = (keeps_number(&call.method.to_string()), call.args.first()) {
            self.same(&call.receiver, other);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        if let MacroCall::Known(KnownCall { name, arguments, .. }) = macros::parse(mac) {
            if let (Known::AssertTwo, [left, right, ..]) = (name, arguments.as_slice()) {
                self.same(&left.expr, &right.expr);
            }
            arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// The type of what is in `Some(..)` and `Ok(..)`, if the whole is of the type.
fn payload_of(ty: &syn::TypePath, variant: &syn::Path) -> Option<Type> {
    match variant.get_ident()?.to_string().as_str() {
        "Some" => element_of(ty, "Option"),
        "Ok" => element_of(ty, "Result"),
        _ => None,
    }
}

/// The variable whose type an expression has: `n`, `n + 1`, `-n`; and the list whose elements do, `list[n]`.
fn variable(expr: &Expr) -> Option<String> {
    match unparenthesized(expr) {
        Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
        Expr::Index(index) => match (&*index.expr, unparenthesized(&index.index)) {
            (_, Expr::Range(_)) => None,
            (Expr::Path(list), _) => list.path.get_ident().map(elements),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_) | UnOp::Not(_)) => variable(&unary.expr),
        Expr::Binary(binary) if is_arithmetic(&binary.op) => {
            let left = if is_plain_number(&binary.left) { &binary.right } else { &binary.left };
            variable(left)
        }
        Expr::MethodCall(call) if keeps_number(&call.method.to_string()) => variable(&call.receiver),
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
