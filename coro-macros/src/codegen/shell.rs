//! The function around the machine: its signature, and the lifetimes of the machine's type.
//!
//! Stored borrows have lifetimes of their own, which the function's result may not name. So the frame's type in the
//! machine is tied to the frame's type in the body only up to lifetimes, and all its lifetimes are one, `'co`, that
//! everything in the signature outlives.
//!
//! - *Direct*: `'co` is the receiver's lifetime, or the only one there is, or `'static`.
//! - *Inner*: with type parameters, or several lifetimes, no such lifetime is in the signature. The machine is then made
//!   by an inner function with one lifetime more, `PhantomData<&'co (everything)>`, whose implied bounds say that
//!   everything outlives `'co`; and its result is given free lifetimes on the way out.

use super::names::ours;
use super::{Cx, check, frame, resume};
use crate::syntax::lifetimes;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{FnArg, GenericParam, Signature, Type};

/// The whole function.
pub(super) fn emit(cx: &Cx<'_>) -> TokenStream {
    let coroutine = cx.coroutine;
    let named = lifetimes::name(&coroutine.sig);
    let private = &cx.private;
    let items = &cx.body.root.items;
    let attrs = coroutine.attrs.iter();
    let (vis, defaultness) = (&coroutine.vis, &coroutine.defaultness);
    let future = future_type(cx, &coroutine.output);
    if needs_inner(cx, &named) {
        let outer = signature(cx, &coroutine.sig, &future);
        let (inner, call) = inner(cx, &named);
        let (machine, ty, allow) = (ours("machine"), ours("ty"), allow());
        return quote! {
            #(#attrs)* #vis #defaultness #outer {
                #items
                #inner
                #allow
                let #machine = {
                    let #machine = #call;
                    let #ty = #private::PhantomData;
                    if false { loop {} #private::same(#ty, #machine) }
                    unsafe { #private::relabel(#machine, #ty) }
                };
                #machine
            }
        };
    }
    let explicit = named.receiver.as_ref().filter(|_| named.all.len() > 1);
    let (sig, within) = match explicit {
        Some(receiver) => (&named.sig, quote!(#private::within::<#receiver, ()>())),
        None => (&coroutine.sig, quote!(#private::within::<()>())),
    };
    let sig = signature(cx, sig, &future);
    let content = content(cx, &within);
    quote!(#(#attrs)* #vis #defaultness #sig { #items #content })
}

/// Whether `'co` has to come from an inner function.
fn needs_inner(cx: &Cx<'_>, named: &lifetimes::Named) -> bool {
    let sig = &cx.coroutine.sig;
    if cx.coroutine.has_receiver() || mentions_self(sig) || mentions_self_in(&cx.coroutine.body) {
        return false;
    }
    let types = sig.generics.type_params().next().is_some() || sig.inputs.iter().any(has_impl_trait);
    types || named.all.len() > 1
}

/// The signature, with the machine as its result.
fn signature(cx: &Cx<'_>, sig: &Signature, future: &TokenStream) -> TokenStream {
    let Signature { unsafety, ident, generics, .. } = sig;
    let (params, bounds) = (&generics.params, &generics.where_clause);
    let params = (!params.is_empty()).then(|| quote!(<#params>));
    let inputs = sig.inputs.iter().zip(&cx.coroutine.params).map(|(input, param)| match input {
        FnArg::Receiver(receiver) => {
            let mut receiver = receiver.clone();
            if receiver.reference.is_none() {
                receiver.mutability = receiver.mutability.filter(|_| true);
            }
            quote!(#receiver)
        }
        FnArg::Typed(typed) => {
            let (attrs, ident, ty) = (&typed.attrs, &param.ident, &typed.ty);
            quote!(#(#attrs)* #ident: #ty)
        }
    });
    quote!(#unsafety fn #ident #params(#(#inputs),*) -> #future #bounds)
}

/// `impl Future<Output = R>`; the span of `impl` makes it capture everything, whatever the user's edition.
fn future_type(cx: &Cx<'_>, output: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let token = Ident::new("impl", Span::mixed_site());
    quote!(#token #private::Future<Output = #output>)
}

/// The inner function, and the call of it.
fn inner(cx: &Cx<'_>, named: &lifetimes::Named) -> (TokenStream, TokenStream) {
    let private = &cx.private;
    let (name, co) = (&cx.names.inner, syn::Lifetime::new("'co", Span::mixed_site()));
    let mut sig = named.sig.clone();
    let call_types = call_types(&mut sig);
    let everything = sig.generics.params.iter().filter_map(|param| match param {
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
    let within = quote!(#private::Within<#co, (#(#everything,)*)>);
    let output = match &sig.output {
        syn::ReturnType::Default => quote!(()),
        syn::ReturnType::Type(_, ty) => quote!(#ty),
    };
    let future = future_type(cx, &output);
    let inputs: Vec<TokenStream> = sig
        .inputs
        .iter()
        .zip(&cx.coroutine.params)
        .filter_map(|(input, param)| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => {
                let (ident, ty) = (&param.ident, &typed.ty);
                Some(quote!(#ident: #ty))
            }
        })
        .collect();
    let idents: Vec<&Ident> = cx.coroutine.params.iter().map(|param| &param.ident).collect();
    let (unsafety, params, bounds) = (&sig.unsafety, &sig.generics.params, &sig.generics.where_clause);
    let params = without_defaults(params);
    let witness = ours("within");
    let content = content(cx, &quote!(#witness));
    let function = quote! {
        #unsafety fn #name<#co, #params>(#(#inputs,)* #witness: #within) -> #future #bounds { #content }
    };
    let types = (!call_types.is_empty()).then(|| quote!(::<#(#call_types),*>));
    let call = quote!(#name #types(#(#idents,)* #private::PhantomData));
    let call = if unsafety.is_some() { quote!(unsafe { #call }) } else { call };
    (function, call)
}

fn without_defaults(params: &syn::punctuated::Punctuated<GenericParam, syn::Token![,]>) -> TokenStream {
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
    let mut types: Vec<TokenStream> = sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
            GenericParam::Const(value) => Some(value.ident.to_token_stream()),
        })
        .collect();
    let mut named = Vec::new();
    for input in &mut sig.inputs {
        if let FnArg::Typed(typed) = input {
            ImplTraits(&mut named).replace(&mut typed.ty);
        }
    }
    for (name, bounds) in named {
        sig.generics.params.push(syn::parse_quote!(#name: #bounds));
        types.push(quote!(_));
    }
    types
}

struct ImplTraits<'a>(&'a mut Vec<(Ident, TokenStream)>);

impl ImplTraits<'_> {
    fn replace(&mut self, ty: &mut Type) {
        syn::visit_mut::VisitMut::visit_type_mut(self, ty);
    }
}

impl syn::visit_mut::VisitMut for ImplTraits<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(imp) = ty {
            let name = ours(&format!("ImplArgument{}", self.0.len()));
            self.0.push((name.clone(), imp.bounds.to_token_stream()));
            *ty = syn::parse_quote!(#name);
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// The check, the frame, and the machine.
fn content(cx: &Cx<'_>, within: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let check = check::emit(cx);
    let types = frame::items(cx);
    let resume = resume::closure(cx);
    let (frame, start, raw) = (ours("frame"), ours("start"), ours("raw"));
    let frame_type = frame::frame_type(cx);
    let slots = frame::project_slots(cx, |local| cx.body.params.contains(&local));
    let slots = if cx.body.params.is_empty() { TokenStream::new() } else { slots };
    let arguments = cx.body.params.iter().zip(&cx.coroutine.params).map(|(local, param)| {
        let (place, ident) = (cx.names.place(*local), &param.ident);
        quote!(#private::write(#place, #ident);)
    });
    let (machine, allow) = (ours("machine"), allow());
    quote! {
        #check
        #types
        let mut #start = #private::MaybeUninit::uninit();
        #allow
        let #machine = unsafe {
            let #raw: *mut () = (&raw mut #start).cast();
            let #frame: *mut #frame_type = #raw.cast();
            if false { loop {} #private::tie_frame(&#start, #frame) }
            #slots
            (*#frame).state = #private::UNRESUMED;
            #(#arguments)*
            #private::machine(#within, #start, #resume)
        };
        #machine
    }
}

/// Lints are about the user's own text, which the check holds.
fn allow() -> TokenStream {
    quote! {
        #[allow(
            unused, unreachable_code, unused_unsafe, dangerous_implicit_autorefs, redundant_semicolons, clippy::all,
            clippy::pedantic
        )]
    }
}

fn has_impl_trait(input: &FnArg) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_fn_arg(input);
    finder.0
}

struct SelfFinder(bool);

impl Visit<'_> for SelfFinder {
    fn visit_ident(&mut self, ident: &Ident) {
        self.0 |= ident == "Self";
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        fn find(tokens: TokenStream) -> bool {
            tokens.into_iter().any(|token| match token {
                proc_macro2::TokenTree::Ident(ident) => ident == "Self",
                proc_macro2::TokenTree::Group(group) => find(group.stream()),
                proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => false,
            })
        }
        self.0 |= find(mac.tokens.clone());
    }
}

fn mentions_self(sig: &Signature) -> bool {
    let mut finder = SelfFinder(false);
    finder.visit_signature(sig);
    finder.0
}

fn mentions_self_in(body: &syn::Block) -> bool {
    let mut finder = SelfFinder(false);
    finder.visit_block(body);
    finder.0
}
