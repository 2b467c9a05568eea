//! Names that nothing has: a variable that nobody declares (E0425), and a lifetime (E0261). rustc suggests what is called alike, and finds other
//! things in the machine than in the check.

use super::super::formats::inline_captures;
use super::super::macros::{self, Argument, MacroCall};
use super::super::mentions::{Mentions, names_in_block, names_of_argument, names_of_items};
use super::super::{Function, outside};
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, GenericParam, Lifetime, Signature};

/// Whether the body uses a variable that neither the function nor the file has.
pub(super) fn has_unknown_variable(function: &Function) -> bool {
    let mut names = Names::default();
    names.visit_block(&function.body);
    if names.used.is_empty() {
        return false;
    }
    let arguments = function.sig.inputs.iter().flat_map(names_of_argument);
    let constants = function.sig.generics.const_params().map(|constant| constant.ident.clone());
    let bound = arguments.chain(constants).chain(names_in_block(&function.body));
    names.hidden.extend(bound.map(|name| name.to_string()));
    names.used.iter().any(|name| {
        !names.hidden.contains(&name.to_string()) && is_small(name) && outside::has_no_value(name)
    })
}

/// Names of variables begin with a small letter, and more than one: so the text of one is not often elsewhere.
fn is_small(name: &Ident) -> bool {
    name.to_string().starts_with(|first: char| first.is_lowercase()) && name != "self" && name != "super"
}

/// What is used as a value, and what may be bound where patterns do not tell.
#[derive(Default)]
struct Names {
    used: Vec<Ident>,
    hidden: HashSet<String>,
}

impl Visit<'_> for Names {
    fn visit_block(&mut self, block: &syn::Block) {
        self.hidden.extend(names_of_items(block).iter().map(ToString::to_string));
        visit::visit_block(self, block);
    }

    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(path) => self.used.extend(path.path.get_ident().cloned()),
            _ => visit::visit_expr(self, expr),
        }
    }

    // A function that is not there is told of alike.
    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        if !matches!(*call.func, Expr::Path(_)) {
            self.visit_expr(&call.func);
        }
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        match macros::parse(mac) {
            MacroCall::Known(call) => {
                call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
                let format = call.name.format_at().and_then(|at| call.arguments.get(at));
                let shown = |format: &Argument| {
                    let at = format.expr.span();
                    let names = inline_captures(&format.expr).into_iter();
                    names.filter(|name| !name.starts_with("r#")).map(move |name| Ident::new(&name, at))
                };
                let named = call.arguments.iter().filter_map(|argument| argument.name.as_ref());
                self.hidden.extend(named.map(ToString::to_string));
                self.used.extend(format.into_iter().flat_map(shown));
            }
            MacroCall::Constant => {}
            _ => self.hidden.extend(Mentions::of(mac.tokens.clone()).words),
        }
    }

    // They have scopes of their own.
    fn visit_item(&mut self, _: &syn::Item) {}

    // Names of types stand there as well.
    fn visit_generic_argument(&mut self, _: &syn::GenericArgument) {}
}

/// Whether a signature outside of impl blocks and traits has a lifetime that it does not declare.
pub(super) fn has_unknown_lifetime(sig: &Signature) -> bool {
    struct Lifetimes<'a> {
        declared: HashSet<&'a Lifetime>,
        wrong: bool,
    }
    impl<'a> Visit<'a> for Lifetimes<'a> {
        fn visit_lifetime(&mut self, lifetime: &'a Lifetime) {
            self.wrong |=
                lifetime.ident != "static" && lifetime.ident != "_" && !self.declared.contains(lifetime);
        }

        fn visit_bound_lifetimes(&mut self, bound: &'a syn::BoundLifetimes) {
            self.declare(&bound.lifetimes);
        }
    }
    impl<'a> Lifetimes<'a> {
        fn declare(&mut self, params: impl IntoIterator<Item = &'a GenericParam>) {
            self.declared.extend(params.into_iter().filter_map(|param| match param {
                GenericParam::Lifetime(param) => Some(&param.lifetime),
                GenericParam::Type(_) | GenericParam::Const(_) => None,
            }));
        }
    }
    let mut lifetimes = Lifetimes { declared: HashSet::new(), wrong: false };
    lifetimes.declare(&sig.generics.params);
    sig.inputs.iter().for_each(|input| lifetimes.visit_fn_arg(input));
    lifetimes.visit_return_type(&sig.output);
    lifetimes.wrong && outside::is_free(&sig.ident)
}
