//! Values that are of the same type each time that they are written, as those that closures are part of are not.

use super::has_word;
use crate::syntax::macros::{self, MacroCall};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Macro, Token};

/// Methods of the standard library whose result is of the same type whatever closure they are given.
const ASKS: [&str; 22] = [
    "all",
    "and_then",
    "any",
    "find",
    "find_map",
    "fold",
    "for_each",
    "is_none_or",
    "is_ok_and",
    "is_some_and",
    "map_err",
    "map_or",
    "map_or_else",
    "max_by_key",
    "min_by_key",
    "ok_or_else",
    "or_else",
    "or_insert_with",
    "position",
    "then",
    "try_for_each",
    "unwrap_or_else",
];

/// And those whose result is so whatever they are called on.
const COMES_TO: [&str; 8] = ["collect", "count", "is_empty", "join", "len", "product", "sum", "to_string"];

/// Methods that put what they are given into what they are called on.
const KEEPS: [&str; 6] = ["extend", "insert", "push", "push_back", "push_front", "replace"];

/// The call, for beside its expansion: where that puts something of a type of its own into a variable, the call puts nothing there.
/// There would be two types.
pub(super) fn without_kept(call: &Macro) -> Macro {
    struct Kept(bool);
    impl VisitMut for Kept {
        fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
            visit_mut::visit_expr_method_call_mut(self, call);
            if KEEPS.iter().any(|name| call.method == name) {
                for value in call.args.iter_mut().filter(|value| !is_of_one_type(value)) {
                    *value = syn::parse_quote!(loop {});
                    self.0 = true;
                }
            }
        }
    }
    let mut call = call.clone();
    if let Ok(mut arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
        let mut kept = Kept(false);
        arguments.iter_mut().for_each(|argument| kept.visit_expr_mut(argument));
        if kept.0 {
            call.tokens = arguments.into_token_stream();
        }
    }
    call
}

/// Whether what the expression comes to is of the same type wherever it is written.
pub(super) fn is_of_one_type(expr: &Expr) -> bool {
    struct OneType(bool);
    impl Visit<'_> for OneType {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Closure(_) | Expr::Async(_) => self.0 = false,
                Expr::MethodCall(call) if COMES_TO.iter().any(|name| call.method == name) => {}
                Expr::MethodCall(call) if ASKS.iter().any(|name| call.method == name) => {
                    self.visit_expr(&call.receiver);
                    let values = call.args.iter().filter(|value| !matches!(value, Expr::Closure(_)));
                    values.for_each(|value| self.visit_expr(value));
                }
                // What they give is the variable's.
                Expr::MethodCall(call) if KEEPS.iter().any(|name| call.method == name) => {
                    self.visit_expr(&call.receiver);
                }
                // What a future comes to, and no part of it.
                Expr::Await(_) => {}
                _ => visit::visit_expr(self, expr),
            }
        }

        fn visit_macro(&mut self, mac: &Macro) {
            let is_constant = matches!(macros::parse(mac), MacroCall::Constant);
            self.0 &= is_constant || !has_word(&mac.tokens, "async") && !mac.tokens.to_string().contains('|');
        }
    }
    let mut one = OneType(true);
    one.visit_expr(expr);
    one.0
}
