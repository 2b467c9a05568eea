//! Patterns: what they bind.

use super::names::Meaning;
use super::Builder;
use crate::ir::{Binding, LocalId, Origin};
use crate::syntax::suspends::is_constant_name;
use proc_macro2::Ident;
use syn::Pat;
use syn::visit::{self, Visit};

/// The names that a pattern binds, in order, each once.
pub(super) fn bindings(pat: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            let plain = pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none();
            let constant = plain && is_constant_name(&pat.ident.to_string());
            if !constant && !self.0.contains(&pat.ident) {
                self.0.push(pat.ident.clone());
            }
            visit::visit_pat_ident(self, pat);
        }

        fn visit_expr(&mut self, _: &syn::Expr) {}
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}

/// The one name that the whole pattern is, if it is no more than that.
pub(super) fn simple_name(pat: &Pat) -> Option<(&Ident, bool)> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            let constant = pat.mutability.is_none() && is_constant_name(&pat.ident.to_string());
            (!constant).then_some((&pat.ident, pat.mutability.is_some()))
        }
        Pat::Paren(paren) => simple_name(&paren.pat),
        Pat::Type(typed) => simple_name(&typed.pat),
        _ => None,
    }
}

impl Builder<'_> {
    /// The names stay what they are in the code at hand.
    pub(super) fn declare_inner(&mut self, pat: &Pat) {
        for name in bindings(pat) {
            self.names.declare(&name.to_string(), Meaning::Inner);
        }
    }

    /// The names become locals.
    pub(super) fn declare_bindings(&mut self, pat: &Pat) -> Vec<Binding> {
        bindings(pat).into_iter().map(|ident| Binding { local: self.declare_user(&ident, None), ident }).collect()
    }

    pub(super) fn declare_user(&mut self, ident: &Ident, from: Option<LocalId>) -> LocalId {
        let name = ident.to_string();
        let local = self.new_local(super::names::plain(&name), ident.span(), Origin::User(from));
        self.names.declare(&name, Meaning::Local(local));
        local
    }
}
