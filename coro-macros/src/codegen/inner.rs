//! The inner function: the one that knows a lifetime, `'co`, that everything in the signature outlives.
//!
//! It has the generics and arguments of the user's function, every lifetime named, and one argument more: a witness whose
//! type is well-formed only if everything outlives `'co`. So rustc assumes that it does, and no bound makes a lifetime
//! early-bound.
//!
//! ```text
//!   fn f<T>(list: &[T]) -> impl Future {            impl<T> Service for Echo<T> {
//!       fn f_machine<'co, 'a, T>(                       fn call(&self) -> impl Future {
//!           list: &'a [T],                                  trait CallMachine<T>: Service {
//!           within: Within<'co, (&'a (), T)>,                   fn call_machine<'co, 'a>(&'a self, within: ..)
//!       ) -> impl Future { .. }                             }
//!                                                           impl<T> CallMachine<T> for Echo<T> { .. }
//!       f_machine::<T>(list, witness)                       <Self as CallMachine<T>>::call_machine(self, witness)
//!   }                                                   }
//! ```
//!
//! A method's inner function is a method as well, because its body is the user's: `self` and `Self` mean in it what they
//! mean in the block. A trait inside of the method makes it one in every kind of block, adds nothing to the block and is
//! seen by nobody. The block's trait is its supertrait, so that `Self::Item` keeps its meaning.

use super::names::ours;
use super::shell::{content, future_type};
use super::{Cx, outlives};
use crate::syntax::header::Header;
use crate::syntax::lifetimes::Named;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, GenericParam, Generics, Signature, Token, Type};

/// The inner function's item, and the call of it.
pub(super) struct Inner {
    pub(super) item: TokenStream,
    pub(super) call: TokenStream,
}

/// Makes the inner function.
pub(super) fn emit(cx: &Cx<'_>, named: &Named) -> Inner {
    let private = &cx.private;
    let mut sig = named.sig.clone();
    let types = call_types(&mut sig);
    let types = (!types.is_empty()).then(|| quote!(::<#(#types),*>));
    let (items, content) = (&cx.body.root.items, content(cx, &ours("within").to_token_stream()));
    let machine = ours("machine");
    let (name, head) = (&cx.names.inner, head(cx, &sig));
    let import = cx.coroutine.header.as_ref().and_then(|header| import(header));
    let function = quote!(#[allow(clippy::future_not_send)] #head { #import #items #content #machine });
    let (item, path) = match &cx.coroutine.header {
        None => (function, quote!(#name)),
        Some(header) => (method(cx, header, &sig, &function), method_path(cx, header)),
    };
    let idents = cx.coroutine.params.iter().map(|param| &param.ident);
    let call = quote!(#path #types(#(#idents,)* #private::PhantomData));
    // SAFETY: (of the generated code) what the function asks of its caller, the inner function asks of it.
    let call = if sig.unsafety.is_some() { quote!(unsafe { #call }) } else { call };
    Inner { item, call }
}

/// `fn f_machine<'co, ..>(.., within: Within<'co, (..)>) -> impl Future<Output = R> where ..`
fn head(cx: &Cx<'_>, sig: &Signature) -> TokenStream {
    let private = &cx.private;
    let mut generics = sig.generics.clone();
    let mut implied = outlives::imply(&mut generics, private);
    if let Some(header) = &cx.coroutine.header {
        implied.extend(outlives::imply(&mut header.generics.clone(), private));
    }
    let (name, co, witness) =
        (&cx.names.inner, syn::Lifetime::new("'co", Span::mixed_site()), ours("within"));
    let header = cx.coroutine.header.iter().flat_map(|header| &header.generics.params);
    let everything = header.chain(&sig.generics.params).filter_map(|param| match param {
        GenericParam::Lifetime(lifetime) => {
            let lifetime = &lifetime.lifetime;
            Some(quote!(&#lifetime ()))
        }
        GenericParam::Type(ty) => {
            let ty = &ty.ident;
            Some(quote!(#private::PhantomData<#ty>))
        }
        GenericParam::Const(_) => None,
    });
    let receiver = receiver_type(cx, sig).map(|ty| quote!(#private::PhantomData<#ty>,));
    let within = quote!(#private::Within<#co, (#receiver #(#everything,)* #(#implied,)*)>);
    let output = cx.coroutine.output_of(sig);
    let future = cx.result_type(sig, true).unwrap_or_else(|| future_type(cx, &output));
    let inputs = sig.inputs.iter().zip(&cx.coroutine.params).map(|(input, param)| match input {
        FnArg::Receiver(receiver) => quote!(#receiver),
        FnArg::Typed(typed) => {
            let (ident, ty) = (&param.ident, &typed.ty);
            quote!(#ident: #ty)
        }
    });
    let (unsafety, params, bounds) = (&sig.unsafety, &generics.params, &generics.where_clause);
    let params = without_defaults(params);
    quote!(#unsafety fn #name<#co, #params>(#(#inputs,)* #witness: #within) -> #future #bounds)
}

/// The type of the receiver without `Self`, of which the trait does not know what it holds: `&'a Echo<T>` says that `T`
/// outlives `'a`.
fn receiver_type(cx: &Cx<'_>, sig: &Signature) -> Option<Type> {
    let (header, receiver) = (cx.coroutine.header.as_ref()?, sig.receiver()?);
    let mut ty = (*receiver.ty).clone();
    header.speller().visit_type_mut(&mut ty);
    Some(ty)
}

/// The trait around a method's inner function, and its implementation.
fn method(cx: &Cx<'_>, header: &Header, sig: &Signature, function: &TokenStream) -> TokenStream {
    let (name, self_type) = (&cx.names.inner_trait, &header.self_type);
    let arguments = arguments(&header.generics, |lifetime| quote!(#lifetime));
    let mut generics = header.generics.clone();
    let mut supertrait = header.trait_path.as_ref();
    if !outlives::imply(&mut generics, &cx.private).is_empty() && supertrait.is_some() {
        // Without its bounds, the header may not imply the trait any more.
        if mentions_items_of_self(quote!(#sig #function)) {
            generics = header.generics.clone();
        } else {
            supertrait = None;
        }
    }
    let supertrait = supertrait.map(|path| quote!(: #path));
    let (params, bounds) = (generics.params.clone(), generics.where_clause.clone());
    // A trait's `Self` is not known to be what it is in the block.
    let mut declared = sig.clone();
    header.speller().visit_generics_mut(&mut declared.generics);
    header.speller().visit_return_type_mut(&mut declared.output);
    for input in &mut declared.inputs {
        match input {
            FnArg::Receiver(receiver) if receiver.reference.is_none() => receiver.mutability = None,
            FnArg::Receiver(_) => {}
            FnArg::Typed(typed) => header.speller().visit_type_mut(&mut typed.ty),
        }
    }
    header.speller().visit_generics_mut(&mut generics);
    let (declared, declared_params, declared_bounds) =
        (head(cx, &declared), &generics.params, &generics.where_clause);
    quote! {
        #[allow(clippy::all, clippy::pedantic, clippy::restriction, single_use_lifetimes, unused)]
        trait #name<#declared_params> #supertrait #declared_bounds { #declared; }
        impl<#params> #name<#arguments> for #self_type #bounds { #function }
    }
}

/// Whether `Self::` is somewhere in it.
fn mentions_items_of_self(tokens: TokenStream) -> bool {
    let mut after_self = false;
    tokens.into_iter().any(|token| {
        let colon = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
        let found = after_self && colon;
        after_self = matches!(&token, TokenTree::Ident(ident) if ident == "Self");
        found || matches!(token, TokenTree::Group(group) if mentions_items_of_self(group.stream()))
    })
}

/// In the block of a trait, the trait is in scope even if nothing imports it.
fn import(header: &Header) -> Option<TokenStream> {
    let mut path = header.trait_path.clone().filter(|path| path.segments.len() > 1)?;
    path.segments.iter_mut().for_each(|segment| segment.arguments = syn::PathArguments::None);
    Some(quote!(#[allow(unused_imports, clippy::pedantic)] use #path as _;))
}

/// `<Self as CallMachine<'_, T>>::call_machine`
fn method_path(cx: &Cx<'_>, header: &Header) -> TokenStream {
    let (name, function) = (&cx.names.inner_trait, &cx.names.inner);
    let arguments = arguments(&header.generics, |_| quote!('_));
    quote!(<Self as #name<#arguments>>::#function)
}

/// What the header's generics are given for themselves.
fn arguments(generics: &Generics, lifetime: impl Fn(&syn::Lifetime) -> TokenStream) -> TokenStream {
    let arguments = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => lifetime(&param.lifetime),
        GenericParam::Type(ty) => ty.ident.to_token_stream(),
        GenericParam::Const(value) => value.ident.to_token_stream(),
    });
    quote!(#(#arguments),*)
}

fn without_defaults(params: &Punctuated<GenericParam, Token![,]>) -> TokenStream {
    let params = params.iter().map(|param| {
        let mut param = param.clone();
        match &mut param {
            GenericParam::Type(ty) => {
                ty.default = None;
                ty.eq_token = None;
            }
            GenericParam::Const(value) => {
                value.default = None;
                value.eq_token = None;
            }
            GenericParam::Lifetime(_) => {}
        }
        param.to_token_stream()
    });
    quote!(#(#params),*)
}

/// Gives `impl Trait` arguments a name, and says what the inner function is called with.
fn call_types(sig: &mut Signature) -> Vec<TokenStream> {
    let params = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
        GenericParam::Const(value) => Some(value.ident.to_token_stream()),
    });
    let mut types: Vec<TokenStream> = params.collect();
    let mut named = ImplTraits(Vec::new());
    for input in &mut sig.inputs {
        if let FnArg::Typed(typed) = input {
            named.visit_type_mut(&mut typed.ty);
        }
    }
    for (name, bounds) in named.0 {
        sig.generics.params.push(syn::parse_quote!(#name: #bounds));
        types.push(quote!(_));
    }
    types
}

struct ImplTraits(Vec<(Ident, TokenStream)>);

impl VisitMut for ImplTraits {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if let Type::ImplTrait(imp) = ty {
            let name = ours(&format!("ImplArgument{}", self.0.len()));
            self.0.push((name.clone(), imp.bounds.to_token_stream()));
            *ty = syn::parse_quote!(#name);
        }
    }
}
