//! What a body binds, and what the variables of its loops are.

use super::super::super::macros::{self, MacroCall};
use super::super::super::mentions::Mentions;
use super::of_std::{element, known_name};
use super::{Place, Uses};
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::{Expr, Pat, Type};

/// The names that the body binds, or may bind by a macro, and how often: they are other variables.
#[derive(Default)]
pub(super) struct Bound {
    pub(super) names: HashMap<String, usize>,
    /// The variables of loops, and what these go through.
    pub(super) items: Vec<(String, Expr)>,
}

impl Bound {
    fn name(&mut self, name: String) {
        *self.names.entry(name).or_default() += 1;
    }
}

impl Visit<'_> for Bound {
    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.name(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_for_loop(&mut self, around: &syn::ExprForLoop) {
        if let Pat::Ident(pat) = &*around.pat {
            self.items.push((pat.ident.to_string(), (*around.expr).clone()));
        }
        visit::visit_expr_for_loop(self, around);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        match macros::parse(mac) {
            MacroCall::Known(call) => {
                call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
            }
            _ => Mentions::of(mac.tokens.clone()).words.into_iter().for_each(|word| {
                self.name(word.clone());
                self.name(word);
            }),
        }
    }
}

impl Uses {
    /// What a loop over an iterable value is given, if those are references.
    pub(super) fn item(&self, iterable: &Expr) -> Option<Type> {
        let (place, is_exclusive) = match iterable {
            Expr::Reference(reference) => (self.place(&reference.expr)?, reference.mutability.is_some()),
            Expr::MethodCall(call) => {
                let place = self.place(&call.receiver)?.all_behind();
                let is_map =
                    known_name(&place.ty).is_some_and(|name| name == "BTreeMap" || name == "HashMap");
                match (call.method.to_string().as_str(), is_map) {
                    ("iter", false) | ("values", true) => (place, false),
                    ("iter_mut", false) | ("values_mut", true) => (place, true),
                    _ => return None,
                }
            }
            place => match self.place(place)? {
                Place { ty: Type::Reference(reference), way, is_element } => {
                    (Place { ty: *reference.elem, way, is_element }, reference.mutability.is_some())
                }
                _ => return None,
            },
        };
        let goes_through = matches!(iterable, Expr::MethodCall(_))
            || !known_name(&place.ty).is_some_and(|name| name == "BTreeMap" || name == "HashMap");
        let elem = element(&place.ty).filter(|_| goes_through)?;
        Some(if is_exclusive { syn::parse_quote!(&mut #elem) } else { syn::parse_quote!(&#elem) })
    }
}
