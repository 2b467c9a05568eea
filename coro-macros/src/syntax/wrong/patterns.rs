//! `Some(..)` and `Ok(..)` for the awaited result of a function of the file that gives no `Option`, or no `Result` (E0308).

use super::super::mentions::names_of;
use super::super::outside;
use super::behind::known_name;
use super::hidden::is_everywhere;
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Pat, Type};

/// Whether such a pattern is in the body of a function.
pub(super) fn never_match(function: &Ident, body: &Block) -> bool {
    let mut patterns = Patterns { function, bound: HashSet::new(), found: Vec::new() };
    patterns.visit_block(body);
    let Patterns { bound, found, .. } = patterns;
    found.iter().any(|(called, named)| {
        let is_other = |ty: Type| match known_name(&ty) {
            Some(name) => name != *named,
            None => is_everywhere(&ty),
        };
        !bound.contains(&called.to_string()) && outside::result_of(called).is_some_and(is_other)
    })
}

struct Patterns<'a> {
    function: &'a Ident,
    /// What the body binds: a call may be one of that.
    bound: HashSet<String>,
    /// The functions whose results are matched, and the types that the patterns are of.
    found: Vec<(Ident, &'static str)>,
}

impl Patterns<'_> {
    fn matched(&mut self, value: &Expr, pat: &Pat) {
        if let (Some(called), Some(ty)) = (awaited(self.function, value), type_of(pat)) {
            self.found.push((called.clone(), ty));
        }
    }
}

/// The `async fn` whose call is awaited in a function.
pub(super) fn awaited<'e>(function: &Ident, value: &'e Expr) -> Option<&'e Ident> {
    let Expr::Await(wait) = value else { return None };
    match &*wait.base {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.get_ident().filter(|name| outside::is_async(name)),
            _ => None,
        },
        Expr::MethodCall(call) => {
            let is_own = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
            Some(&call.method).filter(|name| is_own && outside::is_async_beside(name, function))
        }
        _ => None,
    }
}

/// The function whose call is awaited, in whatever it may be called.
pub(super) fn awaited_function(value: &Expr) -> Option<&Ident> {
    let Expr::Await(wait) = value else { return None };
    let Expr::Call(call) = &*wait.base else { return None };
    match &*call.func {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

impl Visit<'_> for Patterns<'_> {
    fn visit_expr_let(&mut self, test: &syn::ExprLet) {
        self.matched(&test.expr, &test.pat);
        visit::visit_expr_let(self, test);
    }

    fn visit_expr_match(&mut self, choice: &syn::ExprMatch) {
        choice.arms.iter().for_each(|arm| self.matched(&choice.expr, &arm.pat));
        visit::visit_expr_match(self, choice);
    }

    fn visit_local(&mut self, local: &syn::Local) {
        if let Some(init) = &local.init {
            self.matched(&init.expr, &local.pat);
        }
        visit::visit_local(self, local);
    }

    fn visit_pat(&mut self, pat: &Pat) {
        self.bound.extend(names_of(pat).iter().map(ToString::to_string));
        visit::visit_pat(self, pat);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// The type that the pattern is of.
fn type_of(pat: &Pat) -> Option<&'static str> {
    let name = match pat {
        Pat::TupleStruct(pat) => pat.path.get_ident()?,
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => &pat.ident,
        Pat::Paren(pat) => return type_of(&pat.pat),
        Pat::Or(pat) => return pat.cases.first().and_then(type_of),
        _ => return None,
    };
    match name.to_string().as_str() {
        "Some" | "None" => Some("Option"),
        "Ok" | "Err" => Some("Result"),
        _ => None,
    }
}
