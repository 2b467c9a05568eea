//! `impl Trait` in the declared result: what its bounds tell of the value.
//!
//! Inside of the body it is a type to be inferred. But rustc reads the arguments of a closure off the bounds that its type is
//! known to have: `|n| n + 1` for `impl Fn(u32) -> u32`. Two functions know them, one for the check and one for the machine:
//!
//! ```text
//!   fn f_output<Output0: Fn(u32) -> u32>(value: Output0) -> Output0 { value }
//!   fn f_checked<Output0: Fn(u32) -> u32>(_: impl FnOnce() -> Output0) {}
//! ```
//!
//! They stand inside of the function, and cannot speak of its generics: where bounds do, rustc is left to infer.

use super::Cx;
use super::names::ours;
use crate::syntax::Coroutine;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{GenericParam, ReturnType, Type};

/// The functions' items.
pub(super) fn items(cx: &Cx<'_>) -> Option<TokenStream> {
    let (bounds, ty) = named(cx.coroutine)?;
    let private = &cx.private;
    let (output, checked) = (&cx.names.output, &cx.names.checked);
    Some(quote! {
        fn #output<#(#bounds),*>(value: #ty) -> #ty { value }
        fn #checked<#(#bounds),*>(_: impl #private::FnOnce() -> #ty) {}
    })
}

/// Whether there are such functions.
pub(super) fn is_bounded(cx: &Cx<'_>) -> bool {
    named(cx.coroutine).is_some()
}

/// The declared result with names for what is anonymous, and the bounds of these.
fn named(coroutine: &Coroutine) -> Option<(Vec<TokenStream>, Type)> {
    if coroutine.face.yields() {
        return None;
    }
    let ReturnType::Type(_, ty) = &coroutine.sig.output else { return None };
    let mut ty = (**ty).clone();
    let mut anonymous = Anonymous(Vec::new());
    anonymous.visit_type_mut(&mut ty);
    let known: Vec<&Ident> = coroutine
        .sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Type(ty) => Some(&ty.ident),
            GenericParam::Const(value) => Some(&value.ident),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    let header = coroutine.header.iter().flat_map(|header| &header.generics.params);
    let apart = header.count() == 0 && !anonymous.0.is_empty();
    let (bounds, text) = (&anonymous.0, &ty);
    (apart && stands_alone(quote!(#(#bounds)* #text), &known)).then_some((anonymous.0, ty))
}

/// Whether the tokens name neither a lifetime nor `Self` nor a generic parameter.
fn stands_alone(tokens: TokenStream, known: &[&Ident]) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Ident(ident) => ident != "Self" && !known.contains(&&ident),
        TokenTree::Punct(punct) => !matches!(punct.as_char(), '\'' | '&'),
        TokenTree::Group(group) => stands_alone(group.stream(), known),
        TokenTree::Literal(_) => true,
    })
}

/// `Output0: bounds` for each `impl bounds`, the inner ones first.
struct Anonymous(Vec<TokenStream>);

impl VisitMut for Anonymous {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::ImplTrait(imp) = ty {
            let name = ours(&format!("Output{}", self.0.len()));
            let bounds = imp.bounds.to_token_stream();
            self.0.push(quote!(#name: #bounds));
            *ty = syn::parse_quote!(#name);
        }
    }
}
