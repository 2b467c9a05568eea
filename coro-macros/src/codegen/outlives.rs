//! Bounds on lifetimes, said by a witness's type.
//!
//! A bound such as `T: 'a` would have to hold for the lifetimes of the relabelled machine as well, about which nothing is
//! known. As an implied bound of an argument it is asked of the caller only.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{GenericParam, Generics, Lifetime, Token, TypeParamBound, WherePredicate};

/// Takes out the bounds that name lifetimes, and gives types that are well-formed only if they hold.
pub(super) fn imply(generics: &mut Generics, private: &syn::Path) -> Vec<TokenStream> {
    let mut implied = Vec::new();
    let of_type = |ty: TokenStream, lifetime: &Lifetime| quote!(#private::PhantomData<&#lifetime #private::PhantomData<#ty>>);
    for param in &mut generics.params {
        match param {
            GenericParam::Type(param) => {
                let ident = &param.ident;
                let lifetimes = take(&mut param.bounds);
                implied.extend(lifetimes.iter().map(|lifetime| of_type(quote!(#ident), lifetime)));
            }
            GenericParam::Lifetime(param) => {
                let longer = &param.lifetime;
                implied.extend(param.bounds.iter().map(|lifetime| quote!(&#lifetime &#longer ())));
                param.bounds = Punctuated::new();
                param.colon_token = None;
            }
            GenericParam::Const(_) => {}
        }
    }
    if let Some(bounds) = &mut generics.where_clause {
        for predicate in &mut bounds.predicates {
            match predicate {
                WherePredicate::Type(predicate) if predicate.lifetimes.is_none() => {
                    let ty = &predicate.bounded_ty;
                    let lifetimes = take(&mut predicate.bounds);
                    implied.extend(lifetimes.iter().map(|lifetime| of_type(quote!(#ty), lifetime)));
                }
                WherePredicate::Lifetime(predicate) => {
                    let longer = &predicate.lifetime;
                    implied.extend(predicate.bounds.iter().map(|lifetime| quote!(&#lifetime &#longer ())));
                    predicate.bounds = Punctuated::new();
                }
                _ => {}
            }
        }
    }
    implied
}

/// The lifetimes among the bounds. What a bound of `'static` says depends on no lifetime: it stays.
fn take(bounds: &mut Punctuated<TypeParamBound, Token![+]>) -> Vec<Lifetime> {
    let mut lifetimes = Vec::new();
    let rest = std::mem::take(bounds).into_iter().filter(|bound| match bound {
        TypeParamBound::Lifetime(lifetime) if lifetime.ident != "static" => {
            lifetimes.push(lifetime.clone());
            false
        }
        _ => true,
    });
    *bounds = rest.collect();
    lifetimes
}
