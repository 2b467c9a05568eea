//! What a call uses up: arguments that are `FnOnce`, and say so in the signature; and what methods of a known name are called on.

use super::Builder;
use super::passing::name_of;
use crate::ir::LocalId;
use crate::syntax::outside;
use crate::syntax::uses::consumes;
use proc_macro2::TokenStream;
use syn::{Expr, GenericParam, Generics, Type, TypeParamBound, WherePredicate};

/// Whether a type says that it can be called once: `impl FnOnce(..)`, or a type parameter with such a bound.
pub(super) fn is_called_once(ty: &Type, generics: &Generics) -> bool {
    match ty {
        Type::ImplTrait(ty) => ty.bounds.iter().any(says_once),
        Type::Path(path) => path.path.get_ident().is_some_and(|name| {
            let declared = generics.params.iter().any(|param| match param {
                GenericParam::Type(param) => param.ident == *name && param.bounds.iter().any(says_once),
                GenericParam::Lifetime(_) | GenericParam::Const(_) => false,
            });
            let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
            let mut clauses = clauses.filter_map(|predicate| match predicate {
                WherePredicate::Type(bounded) => Some(bounded),
                _ => None,
            });
            let is_same = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident(name));
            declared
                || clauses.any(|clause| is_same(&clause.bounded_ty) && clause.bounds.iter().any(says_once))
        }),
        _ => false,
    }
}

fn says_once(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.path.segments.last().is_some_and(|last| {
        last.ident == "FnOnce" || last.ident == "AsyncFnOnce"
    }))
}

impl Builder<'_> {
    /// Whether what is called is such an argument.
    pub(super) fn is_called_once(&self, function: &Expr) -> bool {
        self.local_of(function).is_some_and(|(local, _)| self.is_once(local))
    }

    fn is_once(&self, local: LocalId) -> bool {
        let declared = self.locals[local].origin.declared(local);
        self.locals[declared].once
    }

    /// Whether a call is known to use up the local that it is made on, unless that is `Copy`.
    pub(super) fn is_known_to_consume(&self, local: LocalId, method: &TokenStream) -> bool {
        match name_of(method) {
            Some(name) => consumes(&name.to_string()) || outside::takes_self(&name),
            // A closure may be one that uses up what it captures.
            None => self.is_once(local) || self.locals[local].captures,
        }
    }
}
