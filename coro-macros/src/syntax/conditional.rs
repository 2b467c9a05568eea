//! `#[cfg]` inside of a function.
//!
//! An attribute sees the function before its `cfg`s are decided, and cannot decide them. So the function is expanded
//! once for each way they can come out, each under the `cfg` that says so; rustc keeps the one that holds.

use super::Function;
use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Stmt};

/// More conditions than this make too many functions.
const MOST: usize = 4;

/// The functions that a function may be, each with the condition under which it is.
pub(crate) fn variants(
    function: &Function,
    diagnostics: &mut Diagnostics,
) -> Vec<(Option<TokenStream>, Function)> {
    let mut conditions = Conditions::default();
    Strip { conditions: &mut conditions, holds: None }.function(&mut function.clone());
    let Conditions { known } = conditions;
    if known.is_empty() {
        return vec![(None, function.clone())];
    }
    if let Some((_, span)) = known.get(MOST) {
        diagnostics.error(
            *span,
            format!(
                "more than {MOST} different `#[cfg]` conditions in one coroutine: each doubles the number of functions \
                 that have to be expanded; move what depends on it into a function of its own"
            ),
        );
        return Vec::new();
    }
    (0..1_usize << known.len())
        .map(|mask| {
            let holds: Vec<bool> = (0..known.len()).map(|bit| mask >> bit & 1 == 1).collect();
            let parts = known.iter().zip(&holds).map(|((condition, _), holds)| {
                if *holds { quote!(#condition) } else { quote!(not(#condition)) }
            });
            let condition = quote!(all(#(#parts),*));
            let mut variant = function.clone();
            let mut conditions = Conditions { known: known.clone() };
            Strip { conditions: &mut conditions, holds: Some(&holds) }.function(&mut variant);
            (Some(condition), variant)
        })
        .collect()
}

#[derive(Default)]
struct Conditions {
    known: Vec<(TokenStream, proc_macro2::Span)>,
}

impl Conditions {
    fn number(&mut self, condition: &TokenStream, span: proc_macro2::Span) -> usize {
        let text = condition.to_string();
        let known = self.known.iter().position(|(known, _)| known.to_string() == text);
        known.unwrap_or_else(|| {
            self.known.push((condition.clone(), span));
            self.known.len() - 1
        })
    }
}

/// Collects the conditions; if it is known which hold, takes out what does not.
struct Strip<'a> {
    conditions: &'a mut Conditions,
    holds: Option<&'a [bool]>,
}

impl Strip<'_> {
    fn function(&mut self, function: &mut Function) {
        self.list(&mut function.sig.inputs, |input| match input {
            syn::FnArg::Receiver(receiver) => &mut receiver.attrs,
            syn::FnArg::Typed(typed) => &mut typed.attrs,
        });
        self.visit_block_mut(&mut function.body);
    }

    /// Whether something with these attributes stays.
    fn keeps(&mut self, attrs: &mut Vec<Attribute>) -> bool {
        let mut keeps = true;
        attrs.retain(|attr| {
            if !attr.path().is_ident("cfg") {
                return true;
            }
            let condition = attr.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
            let number = self.conditions.number(&condition, attr.span());
            keeps &= self.holds.is_none_or(|holds| holds[number]);
            self.holds.is_none()
        });
        keeps
    }

    fn list<T: Clone, P: Default>(
        &mut self,
        list: &mut Punctuated<T, P>,
        attrs: impl Fn(&mut T) -> &mut Vec<Attribute>,
    ) {
        let kept: Vec<T> = std::mem::take(list)
            .into_iter()
            .filter_map(|mut item| self.keeps(attrs(&mut item)).then_some(item))
            .collect();
        refill(list, kept);
    }

    fn expressions(&mut self, list: &mut Punctuated<Expr, syn::Token![,]>) {
        let kept: Vec<Expr> = std::mem::take(list)
            .into_iter()
            .filter_map(|mut expr| attrs_of(&mut expr).is_none_or(|attrs| self.keeps(attrs)).then_some(expr))
            .collect();
        refill(list, kept);
    }
}

/// With a comma behind the last one: `(a,)` is a tuple, and `..rest` may follow.
fn refill<T, P: Default>(list: &mut Punctuated<T, P>, kept: Vec<T>) {
    list.extend(kept);
    if !list.is_empty() {
        list.push_punct(P::default());
    }
}

impl VisitMut for Strip<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain_mut(|stmt| match stmt {
            Stmt::Local(local) => self.keeps(&mut local.attrs),
            Stmt::Macro(mac) => self.keeps(&mut mac.attrs),
            Stmt::Expr(expr, _) => attrs_of(expr).is_none_or(|attrs| self.keeps(attrs)),
            Stmt::Item(_) => true, // rustc sees to those
        });
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Match(branch) => branch.arms.retain_mut(|arm| self.keeps(&mut arm.attrs)),
            Expr::Struct(literal) => self.list(&mut literal.fields, |field| &mut field.attrs),
            Expr::Array(array) => self.expressions(&mut array.elems),
            Expr::Call(call) => self.expressions(&mut call.args),
            Expr::MethodCall(call) => self.expressions(&mut call.args),
            Expr::Tuple(tuple) => self.expressions(&mut tuple.elems),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_pat_struct_mut(&mut self, pat: &mut syn::PatStruct) {
        self.list(&mut pat.fields, |field| &mut field.attrs);
        visit_mut::visit_pat_struct_mut(self, pat);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The attributes of the expressions that may have one in a list or as a statement.
fn attrs_of(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expr {
        Expr::Array(expr) => Some(&mut expr.attrs),
        Expr::Assign(expr) => Some(&mut expr.attrs),
        Expr::Async(expr) => Some(&mut expr.attrs),
        Expr::Await(expr) => Some(&mut expr.attrs),
        Expr::Binary(expr) => Some(&mut expr.attrs),
        Expr::Block(expr) => Some(&mut expr.attrs),
        Expr::Break(expr) => Some(&mut expr.attrs),
        Expr::Call(expr) => Some(&mut expr.attrs),
        Expr::Cast(expr) => Some(&mut expr.attrs),
        Expr::Closure(expr) => Some(&mut expr.attrs),
        Expr::Continue(expr) => Some(&mut expr.attrs),
        Expr::Field(expr) => Some(&mut expr.attrs),
        Expr::ForLoop(expr) => Some(&mut expr.attrs),
        Expr::If(expr) => Some(&mut expr.attrs),
        Expr::Index(expr) => Some(&mut expr.attrs),
        Expr::Lit(expr) => Some(&mut expr.attrs),
        Expr::Loop(expr) => Some(&mut expr.attrs),
        Expr::Macro(expr) => Some(&mut expr.attrs),
        Expr::Match(expr) => Some(&mut expr.attrs),
        Expr::MethodCall(expr) => Some(&mut expr.attrs),
        Expr::Paren(expr) => Some(&mut expr.attrs),
        Expr::Path(expr) => Some(&mut expr.attrs),
        Expr::Reference(expr) => Some(&mut expr.attrs),
        Expr::Return(expr) => Some(&mut expr.attrs),
        Expr::Struct(expr) => Some(&mut expr.attrs),
        Expr::Try(expr) => Some(&mut expr.attrs),
        Expr::Tuple(expr) => Some(&mut expr.attrs),
        Expr::Unary(expr) => Some(&mut expr.attrs),
        Expr::Unsafe(expr) => Some(&mut expr.attrs),
        Expr::While(expr) => Some(&mut expr.attrs),
        Expr::Yield(expr) => Some(&mut expr.attrs),
        _ => None,
    }
}

/// `#[cfg(condition)] item`
pub(crate) fn under(condition: Option<&TokenStream>, item: impl ToTokens) -> TokenStream {
    match condition {
        Some(condition) => quote!(#[cfg(#condition)] #item),
        None => item.to_token_stream(),
    }
}
