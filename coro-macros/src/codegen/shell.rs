//! The function around the machine: its signature, and the lifetimes of the machine's type.
//!
//! Stored borrows have lifetimes of their own, which the function's result may not name. So the frame's type in the
//! machine is tied to the frame's type in the body only up to lifetimes, and all its lifetimes are one, `'co`, that
//! everything in the signature outlives.
//!
//! - *Direct*: `'co` is the receiver's lifetime, or the only one there is, or `'static`.
//! - *Inner* (see [`inner`]): with type parameters, or several lifetimes, no such lifetime is in the signature. The
//!   machine is then made by an inner function that has one lifetime more, and its result is given free lifetimes on the
//!   way out.

use super::names::{call_at, ours};
use super::{Cx, boxed, check, frame, inner, resume};
use crate::syntax::{Coroutine, lifetimes};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::visit::Visit;
use syn::{FnArg, Signature};

/// The whole function.
pub(super) fn emit(cx: &Cx<'_>) -> TokenStream {
    let coroutine = cx.coroutine;
    let named = lifetimes::name(&coroutine.sig);
    if let Some(boxed) = coroutine.boxed {
        return boxed::emit(cx, named, boxed);
    }
    let private = &cx.private;
    let items = &cx.body.root.items;
    let attrs = coroutine.attrs.iter();
    let (vis, defaultness) = (&coroutine.vis, &coroutine.defaultness);
    let future = future_type(cx, &coroutine.output);
    if needs_inner(cx, &named) {
        let outer = signature(coroutine, &without_mut(&coroutine.sig), &future);
        let inner::Inner { item, call } = inner::emit(cx, &named);
        let (machine, ty, allow) = (ours("machine"), ours("ty"), allow());
        // SAFETY: (of the generated code) `same` ties the types, and the function's opaque result holds the caller to all
        // lifetimes of the signature.
        let relabelled = quote!(unsafe { #private::relabel(#machine, #ty) });
        return quote! {
            #(#attrs)* #vis #defaultness #outer {
                #item
                #allow
                let #machine = {
                    let #machine = #call;
                    let #ty = #private::PhantomData;
                    if false { loop {} #private::same(#ty, #machine) }
                    #relabelled
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
    let sig = signature(coroutine, sig, &future);
    let (content, machine) = (content(cx, &within), ours("machine"));
    quote!(#(#attrs)* #vis #defaultness #sig { #items #content #machine })
}

/// Whether `'co` has to come from an inner function.
fn needs_inner(cx: &Cx<'_>, named: &lifetimes::Named) -> bool {
    let sig = &cx.coroutine.sig;
    let types = sig.generics.type_params().next().is_some() || sig.inputs.iter().any(has_impl_trait);
    if let Some(header) = &cx.coroutine.header {
        let others = header.generics.lifetimes().filter(|param| !named.all.contains(&param.lifetime));
        return types
            || header.generics.type_params().next().is_some()
            || named.all.len() + others.count() > 1;
    }
    if cx.coroutine.has_receiver() || mentions_self(sig) || mentions_self_in(&cx.coroutine.body) {
        return false;
    }
    types || named.all.len() > 1
}

/// What is done to the arguments is done by the inner function.
fn without_mut(sig: &Signature) -> Signature {
    let mut sig = sig.clone();
    if let Some(FnArg::Receiver(receiver)) = sig.inputs.first_mut()
        && receiver.reference.is_none()
    {
        receiver.mutability = None;
    }
    sig
}

/// The signature, with the machine as its result.
pub(super) fn signature(coroutine: &Coroutine, sig: &Signature, future: &TokenStream) -> TokenStream {
    let Signature { unsafety, ident, generics, .. } = sig;
    let (params, bounds) = (&generics.params, &generics.where_clause);
    let params = (!params.is_empty()).then(|| quote!(<#params>));
    let inputs = sig.inputs.iter().zip(&coroutine.params).map(|(input, param)| match input {
        FnArg::Receiver(receiver) => quote!(#receiver),
        FnArg::Typed(typed) => {
            let (attrs, ident, ty) = (&typed.attrs, &param.ident, &typed.ty);
            quote!(#(#attrs)* #ident: #ty)
        }
    });
    quote!(#unsafety fn #ident #params(#(#inputs),*) -> #future #bounds)
}

/// `impl Future<Output = R>`; the span of `impl` makes it capture everything, whatever the user's edition.
pub(super) fn future_type(cx: &Cx<'_>, output: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let token = Ident::new("impl", Span::mixed_site());
    quote!(#token #private::Future<Output = #output>)
}

/// The check, the frame, and the machine: all but its return.
pub(super) fn content(cx: &Cx<'_>, within: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let check = check::emit(cx);
    let types = frame::items(cx);
    let resume = resume::closure(cx);
    let (frame, start, raw) = (ours("frame"), ours("start"), ours("raw"));
    let frame_type = frame::frame_type(cx);
    let slots = frame::project_arguments(cx);
    let arguments = cx.body.params.iter().zip(&cx.coroutine.params).map(|(local, param)| {
        let (place, ident) = (cx.names.place(*local), &param.ident);
        quote!(#private::write(#place, #ident);)
    });
    let (machine, allow) = (ours("machine"), allow());
    // What does not live long enough is reported at the function's name.
    let make =
        call_at(cx.coroutine.sig.ident.span(), quote!(#private::machine), quote!(#within, #start, #resume));
    // SAFETY: (of the generated code) the frame holds the arguments and says so; the closure treats its pointer as a pointer
    // to that frame, for `tie` and `tie_frame` give both the same type.
    quote! {
        #check
        #types
        let mut #start: #private::MaybeUninit<#frame_type> = #private::MaybeUninit::uninit();
        #allow
        let #machine = unsafe {
            let #raw: *mut () = (&raw mut #start).cast();
            let #frame = #raw.cast();
            if false { loop {} #private::tie_frame(&#start, #frame) }
            #slots
            (*#frame).state = #private::UNRESUMED;
            #(#arguments)*
            #make
        };
    }
}

/// Lints are about the user's own text, which the check holds.
pub(super) fn allow() -> TokenStream {
    quote! {
        #[allow(
            unused, unreachable_code, unused_unsafe, dangerous_implicit_autorefs, irrefutable_let_patterns, redundant_semicolons, clippy::all,
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
