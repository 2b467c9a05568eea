//! `impl Trait` in the declared result: what its bounds tell of the value.
//!
//! Inside of the body it is a type to be inferred. But rustc reads the arguments of a closure off the bounds that its type is
//! known to have: `|n| n + 1` for `impl Fn(u32) -> u32`. Two functions know them, one for the check and one for the machine:
//!
//! ```text
//!   fn f_output<Output0: Fn(u32) -> u32>(value: Output0) -> Output0 { value }
//!   fn f_checked<Output0: Fn(u32) -> u32>(body: impl FnOnce() -> Output0) -> Output0 { check(body) }
//! ```
//!
//! They stand inside of the function, and have generics of their own: where the bounds speak of the function's, these are told
//! again, with what is said of them, and given to them: `f_output::<T, _>(value)`. Where they speak of a block's, rustc is left to infer.

use super::Cx;
use super::names::item_name;
use crate::syntax::Coroutine;
use crate::syntax::mentions::Mentions;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::visit_mut::{self, VisitMut};
use syn::{GenericParam, Generics, ReturnType, Type, TypeParamBound, WherePredicate};

/// What the two functions are made of.
pub(super) struct Bounded {
    /// The generics that the bounds mention, and what is said of them.
    generics: Vec<GenericParam>,
    predicates: Vec<WherePredicate>,
    /// `Output0: bounds` for each `impl bounds`.
    outputs: Vec<TokenStream>,
    /// The declared result, with these names.
    ty: Type,
}

impl Bounded {
    /// Nothing, if there is no `impl Trait`, or its bounds speak of what no function inside can name.
    pub(super) fn of(coroutine: &Coroutine) -> Option<Self> {
        let ReturnType::Type(_, ty) = &coroutine.sig.output else { return None };
        let header = coroutine.header.iter().flat_map(|header| &header.generics.params);
        let (outputs, named) = with_names((**ty).clone());
        if coroutine.face.yields() || outputs.is_empty() || header.count() > 0 {
            return None;
        }
        let mut unborrowed = (**ty).clone();
        OwnLifetimes.visit_type_mut(&mut unborrowed);
        let (words, text) = with_names(unborrowed);
        let text = quote!(#(#words)* #text);
        let (generics, predicates) = mentioned(&coroutine.sig.generics, text.clone());
        let names: Vec<&Ident> = generics.iter().filter_map(name_of).collect();
        let told = generics.iter().all(|param| can_be_told(&quote!(#param), &names))
            && predicates.iter().all(|predicate| can_be_told(&quote!(#predicate), &names));
        (told && stands_alone(text, &names)).then_some(Bounded { generics, predicates, outputs, ty: named })
    }

    /// The functions.
    pub(super) fn items(&self, cx: &Cx<'_>) -> TokenStream {
        let (private, output, checked) = (&cx.private, &cx.names.output, &cx.names.checked);
        let Bounded { generics, predicates, outputs, ty } = self;
        let rule = (!predicates.is_empty()).then(|| quote!(where #(#predicates),*));
        quote! {
            fn #output<#(#generics,)* #(#outputs),*>(value: #ty) -> #ty #rule { value }
            fn #checked<#(#generics,)* #(#outputs),*>(body: impl #private::FnOnce() -> #ty) -> #ty #rule {
                #private::check(body)
            }
        }
    }

    /// One of them, as it is called.
    pub(super) fn called(&self, function: &Ident) -> TokenStream {
        let given: Vec<&Ident> = self.generics.iter().filter_map(name_of).collect();
        let unknown = self.outputs.iter().map(|_| quote!(_));
        if given.is_empty() { quote!(#function) } else { quote!(#function::<#(#given,)* #(#unknown),*>) }
    }
}

/// The generics that a text mentions, or what is said of these; and what is said.
fn mentioned(generics: &Generics, text: TokenStream) -> (Vec<GenericParam>, Vec<WherePredicate>) {
    let of_clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let all: Vec<(&WherePredicate, Mentions)> =
        of_clause.map(|predicate| (predicate, Mentions::of(predicate.to_token_stream()))).collect();
    let mut words = Mentions::of(text).words;
    let is_meant = |param: &&GenericParam, words: &HashSet<String>| {
        name_of(param).is_some_and(|name| words.contains(&name.to_string()))
    };
    loop {
        let known = words.len();
        let params: Vec<&GenericParam> =
            generics.params.iter().filter(|param| is_meant(param, &words)).collect();
        let names: Vec<String> =
            params.iter().filter_map(|param| name_of(param)).map(Ident::to_string).collect();
        let of_these = |said: &Mentions| names.iter().any(|name| said.words.contains(name));
        let said: Vec<&(&WherePredicate, Mentions)> = all.iter().filter(|(_, said)| of_these(said)).collect();
        words.extend(params.iter().flat_map(|param| Mentions::of(param.to_token_stream()).words));
        words.extend(said.iter().flat_map(|(_, said)| said.words.iter().cloned()));
        if words.len() == known {
            let params = params.into_iter().cloned().map(without_default).collect();
            return (params, said.into_iter().map(|(predicate, _)| (*predicate).clone()).collect());
        }
    }
}

/// The name of a type, or of a constant.
fn name_of(param: &GenericParam) -> Option<&Ident> {
    match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        GenericParam::Lifetime(_) => None,
    }
}

fn without_default(mut param: GenericParam) -> GenericParam {
    match &mut param {
        GenericParam::Type(param) => (param.eq_token, param.default) = (None, None),
        GenericParam::Const(param) => (param.eq_token, param.default) = (None, None),
        GenericParam::Lifetime(_) => {}
    }
    param
}

fn with_names(mut ty: Type) -> (Vec<TokenStream>, Type) {
    let mut anonymous = Anonymous(Vec::new());
    anonymous.visit_type_mut(&mut ty);
    (anonymous.0, ty)
}

/// Leaves out the `&`s in `Fn(&T)`: their lifetimes are no others'.
struct OwnLifetimes;

impl VisitMut for OwnLifetimes {
    fn visit_parenthesized_generic_arguments_mut(&mut self, given: &mut syn::ParenthesizedGenericArguments) {
        given.inputs.iter_mut().for_each(|ty| Unborrowed.visit_type_mut(ty));
        self.visit_return_type_mut(&mut given.output);
    }
}

/// Puts in the place of each `&T` the `T`.
struct Unborrowed;

impl VisitMut for Unborrowed {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        while let Type::Reference(syn::TypeReference { lifetime: None, elem, .. }) = ty {
            *ty = (**elem).clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// Whether the tokens name neither a lifetime nor `Self` nor a generic parameter but the function's own. (A block's are not seen; they
/// mostly have one letter.)
fn stands_alone(tokens: TokenStream, own: &[&Ident]) -> bool {
    let generic = |ident: &Ident| ident.to_string().len() == 1 && !own.contains(&ident);
    tokens.into_iter().all(|token| match token {
        TokenTree::Ident(ident) => ident != "Self" && !generic(&ident),
        TokenTree::Punct(punct) => !matches!(punct.as_char(), '\'' | '&'),
        TokenTree::Group(group) => stands_alone(group.stream(), own),
        TokenTree::Literal(_) => true,
    })
}

/// The same of what is said of a generic parameter, where each `&` is a bound's own.
fn can_be_told(said: &TokenStream, own: &[&Ident]) -> bool {
    fn unborrowed(tokens: TokenStream) -> TokenStream {
        let mut kept = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '&' => {}
                TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                    let of_static =
                        |next: &TokenTree| matches!(next, TokenTree::Ident(name) if name == "static");
                    if tokens.next_if(of_static).is_none() {
                        kept.extend([TokenTree::from(punct)]);
                    }
                }
                TokenTree::Group(group) => {
                    let inner = unborrowed(group.stream());
                    kept.extend([TokenTree::from(Group::new(group.delimiter(), inner))]);
                }
                other => kept.extend([other]),
            }
        }
        kept
    }
    stands_alone(unborrowed(said.clone()), own)
}

/// `Output0: bounds` for each `impl bounds`, the inner ones first.
struct Anonymous(Vec<TokenStream>);

impl VisitMut for Anonymous {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::ImplTrait(imp) = ty {
            let name = item_name(&format!("Output{}", self.0.len()));
            // What the result captures is no bound of a parameter.
            let bounds =
                imp.bounds.iter().filter(|bound| !matches!(bound, TypeParamBound::PreciseCapture(_)));
            self.0.push(quote!(#name: #(#bounds)+*));
            *ty = syn::parse_quote!(#name);
        }
    }
}
