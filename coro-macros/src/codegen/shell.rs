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

use super::names::{call_at, located, ours};
use super::{Cx, boxed, check, clone, frame, inner, relocate, resume};
use crate::syntax::awaiting::ends;
use crate::syntax::{Coroutine, lifetimes};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
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
    let (import, items) = (coroutine.import(), &cx.body.root.items);
    let (native, attrs) = (as_for_async(), coroutine.attrs.iter());
    let (vis, defaultness) = (&coroutine.vis, &coroutine.defaultness);
    let result = cx.result_type(&coroutine.sig, false);
    let future = result.unwrap_or_else(|| future_type(cx, &coroutine.output));
    if needs_inner(cx, &named) {
        let outer = signature(coroutine, &without_mut(&coroutine.sig), &future);
        let inner::Inner { item, call } = inner::emit(cx, &named);
        let (machine, ty, allow) = (ours("machine"), ours("ty"), allow());
        // SAFETY: (of the generated code) `same` ties the types, and the function's opaque result holds the caller to all
        // lifetimes of the signature.
        let relabelled = quote!(unsafe { #private::relabel(#machine, #ty) });
        let content = braced(
            coroutine,
            quote! {
                #import
                #item
                #allow
                let #machine = {
                    let #machine = #call;
                    let #ty = #private::PhantomData;
                    if false { loop {} #private::same(#ty, #machine) }
                    #relabelled
                };
                #machine
            },
        );
        return quote!(#native #(#attrs)* #vis #defaultness #outer #content);
    }
    let explicit = named.receiver.as_ref().filter(|_| named.all.len() > 1);
    let (sig, within) = match explicit {
        Some(receiver) => (&named.sig, quote!(#private::within::<#receiver, ()>())),
        None => (&coroutine.sig, quote!(#private::within::<()>())),
    };
    let sig = signature(coroutine, sig, &future);
    let (content, machine) = (content(cx, &within), ours("machine"));
    let content = braced(coroutine, quote!(#import #items #content #machine));
    quote!(#native #(#attrs)* #vis #defaultness #sig #content)
}

/// Lints on signatures that are silent about an `async fn`: what it returns is known to matter, and holds what it is given.
pub(super) fn as_for_async() -> TokenStream {
    quote!(#[allow(clippy::double_must_use, clippy::large_types_passed_by_value, clippy::must_use_candidate)])
}

/// In the braces of the user's body: so the function, and what stands for its body, lies where it did.
pub(super) fn braced(coroutine: &Coroutine, content: TokenStream) -> Group {
    let mut block = Group::new(Delimiter::Brace, content);
    block.set_span(coroutine.body.brace_token.span.join());
    block
}

/// Whether there can be lifetimes in the frame that are not in the signature. A machine that never suspends holds its arguments.
fn stores_borrows(cx: &Cx<'_>) -> bool {
    cx.coroutine.boxed.is_some() || cx.coroutine.face.yields() || cx.body.points.len() > 0
}

/// Whether `'co` has to come from an inner function.
fn needs_inner(cx: &Cx<'_>, named: &lifetimes::Named) -> bool {
    if !stores_borrows(cx) {
        return false;
    }
    let sig = &cx.coroutine.sig;
    let types = sig.generics.type_params().next().is_some() || sig.inputs.iter().any(has_impl_trait);
    if let Some(header) = &cx.coroutine.header {
        let others = header.generics.lifetimes().filter(|param| !named.all.contains(&param.lifetime));
        return types
            || header.generics.type_params().next().is_some()
            || named.all.len() + others.count() > 1;
    }
    let is_associated = mentions_self(sig) || mentions_self_in(&cx.coroutine.body) || borrows_header(named);
    if cx.coroutine.has_receiver() || is_associated {
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

/// The signature, with the machine as its result. What is left of it is the user's own.
pub(super) fn signature(coroutine: &Coroutine, sig: &Signature, future: &TokenStream) -> TokenStream {
    let mut sig = sig.clone();
    sig.asyncness = None;
    sig.output =
        syn::ReturnType::Type(<syn::Token![->]>::default(), Box::new(syn::Type::Verbatim(future.clone())));
    for (input, param) in sig.inputs.iter_mut().zip(&coroutine.params) {
        if let FnArg::Typed(typed) = input {
            let ident = &param.ident;
            *typed.pat = syn::parse_quote!(#ident);
        }
    }
    quote!(#sig)
}

/// `impl Future<Output = R>`; the span of `impl` makes it capture everything, whatever the user's edition.
pub(super) fn future_type(cx: &Cx<'_>, output: &TokenStream) -> TokenStream {
    let private = &cx.coroutine.library();
    // What is promised of the result, and does not hold, is reported at the declared result. The signature ends where it does
    // for the user: lints on functions are not for what macros write.
    let sig = &cx.coroutine.sig;
    let declared = match &sig.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => ends(quote!(#ty)),
    };
    let (span, end) = declared.unwrap_or((sig.ident.span(), sig.paren_token.span.close()));
    let end = syn::Token![>](end);
    let token = Ident::new("impl", Span::mixed_site().located_at(span));
    let future = located(quote!(#private::Future), span);
    quote_spanned!(Span::mixed_site().located_at(span)=> #token #future<Output = #output #end)
}

/// The check, the frame, and the machine: all but its return.
pub(super) fn content(cx: &Cx<'_>, within: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let check = check::emit(cx);
    let relocate = relocate::emit(cx);
    let types = frame::items(cx);
    let resume = resume::closure(cx);
    let arguments = cx.coroutine.params.iter().map(|param| &param.ident);
    let arguments = quote!((#(#arguments,)*));
    let clone = clone::closure(cx).map(|clone| quote!(, #clone));
    let (machine, allow) = (ours("machine"), allow());
    // What does not live long enough is reported at the function's name.
    let make = if stores_borrows(cx) {
        let name = cx.coroutine.sig.ident.span();
        call_at(name, cx.maker(), quote!(#within, #arguments, #resume #clone))
    } else {
        quote!(#private::unsuspended(#arguments, #resume))
    };
    let checks = quote!(#check #relocate);
    // SAFETY: (of the generated code) the closure treats its pointer as a pointer to the frame, and its slots as the
    // arguments', for `tied` and `given` give them the same types.
    quote! {
        #checks
        #types
        #allow
        let #machine = unsafe { #make };
    }
}

/// Lints are about the user's own text, which the check holds.
pub(super) fn allow() -> TokenStream {
    quote! {
        #[allow(
            unused, unreachable_code, unused_unsafe, dangerous_implicit_autorefs, irrefutable_let_patterns, redundant_semicolons,
            non_shorthand_field_patterns, clippy::all,
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

/// Whether there is a lifetime that only a block's header can have declared.
fn borrows_header(named: &lifetimes::Named) -> bool {
    let declared: Vec<_> = named.sig.generics.lifetimes().map(|param| &param.lifetime).collect();
    named.all.iter().any(|lifetime| !declared.contains(&lifetime))
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
