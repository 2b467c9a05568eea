//! Machines with a name, `#[coroutine(type = Name)]`: a struct beside the function, which the function returns.
//!
//! ```text
//!   struct Name<..> { machine: Generator<__NameBody<..>> }     the function's generics and visibility
//!   impl Iterator for Name<..>                                 as the result was declared
//!   struct __NameBody<..>                                      what stands for the resume closure: it has a name as well
//!
//!   fn f(..) -> Name<..> {
//!       check, second check                                    with the types of the slots
//!       struct Frame<..>                                       as ever, with type parameters
//!       impl GeneratorBody for __NameBody<..> {                in the function: it sees the items of the body
//!           type Frame = Frame<u32, String>;                   the types of the slots
//!           fn resume(..)                                      as the closure of a machine without a name
//!       }
//!       Name { machine: generator(start, __NameBody) }
//!   }
//! ```
//!
//! The types of the slots are those that the second check gives to its variables, with all lifetimes: what a slot holds has the type
//! that the struct is said to hold, and so the struct's auto traits, and what its own traits do with the values, are about that type.

use super::names::ours;
use super::shell::{as_for_async, braced, content, signature};
use super::{Cx, clone, describe, frame, resume, snapshot};
use crate::syntax::face::Face;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericParam, Type};

/// The struct, its traits, and the function.
pub(super) fn emit(cx: &Cx<'_>, name: &Ident) -> TokenStream {
    let coroutine = cx.coroutine;
    let (structs, traits) = (structs(cx, name), traits(cx, name));
    let (import, items) = (coroutine.import(), &cx.body.root.items);
    let (native, attrs, vis) = (as_for_async(coroutine), coroutine.attrs.iter(), &coroutine.vis);
    let (_, arguments, _) = coroutine.sig.generics.split_for_impl();
    let sig = signature(coroutine, &coroutine.sig, &quote!(#name #arguments));
    let (machine, promised) = (ours("machine"), promised(cx, name));
    let content = content(cx);
    let content = braced(coroutine, quote!(#import #items #promised #content #name { machine: #machine }));
    // What the function is there for if a condition holds, the struct is there for then as well.
    let conditions: Vec<&syn::Attribute> =
        coroutine.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).collect();
    let structs = structs.iter().map(|item| quote!(#(#conditions)* #item));
    quote!(#(#structs)* #(#conditions)* #traits #native #(#attrs)* #vis #sig #content)
}

/// What stands for the resume closure.
fn body_name(name: &Ident) -> Ident {
    Ident::new(&format!("__{name}Body"), name.span().resolved_at(Span::mixed_site()))
}

fn structs(cx: &Cx<'_>, name: &Ident) -> [TokenStream; 2] {
    let (library, coroutine, body) = (cx.coroutine.library(), cx.coroutine, body_name(name));
    let (vis, generics) = (&coroutine.vis, &coroutine.sig.generics);
    let bounds = &generics.where_clause;
    let machine = machine_type(cx, &body);
    let doc = format!(" The machine that [`{}`] returns.", coroutine.sig.ident);
    // The types of the arguments tell what outlives what.
    let types = coroutine.params.iter().map(|param| &param.ty);
    let lifetimes = generics.lifetimes().map(|param| &param.lifetime);
    let params = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) => Some(&ty.ident),
        GenericParam::Lifetime(_) | GenericParam::Const(_) => None,
    });
    let named = quote! {
        #[doc = #doc]
        #[must_use = "a machine does nothing unless it is resumed"]
        #vis struct #name #generics #bounds { machine: #machine }
    };
    let body = quote! {
        #[doc(hidden)]
        struct #body #generics (
            #library::PhantomData<(fn(#(#types),*), #(&#lifetimes (),)* #(*const #params,)*)>
        ) #bounds;
    };
    [named, body]
}

/// What stands for the resume closure can be copied, as that can.
fn copied(cx: &Cx<'_>, name: &Ident) -> TokenStream {
    let (library, body) = (cx.coroutine.library(), body_name(name));
    let (impls, arguments, bounds) = cx.coroutine.sig.generics.split_for_impl();
    quote! {
        impl #impls #library::Clone for #body #arguments #bounds {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl #impls #library::Copy for #body #arguments #bounds {}
    }
}

/// The machine inside.
fn machine_type(cx: &Cx<'_>, body: &Ident) -> TokenStream {
    let library = cx.coroutine.library();
    let (_, arguments, _) = cx.coroutine.sig.generics.split_for_impl();
    let body = quote!(#body #arguments);
    let clone = if cx.coroutine.face.is_clone() { body.clone() } else { quote!(()) };
    match &cx.coroutine.face {
        Face::Future => quote!(#library::Machine<#body>),
        Face::Iterator { .. } => quote!(#library::Generator<#body, #clone>),
        Face::Stream { .. } => quote!(#library::StreamOf<#body>),
        Face::Coroutine { movable: false, .. } => quote!(#library::Resumable<#body>),
        Face::Coroutine { movable: true, .. } => quote!(#library::Resumable<#body, (), #clone>),
    }
}

/// An impl of a trait for the struct.
fn declared(cx: &Cx<'_>, name: &Ident, of: TokenStream, content: TokenStream) -> TokenStream {
    let (impls, arguments, bounds) = cx.coroutine.sig.generics.split_for_impl();
    quote!(impl #impls #of for #name #arguments #bounds { #content })
}

/// The machine inside, pinned.
///
/// SAFETY: (of the generated code) it is pinned as the struct is: nothing moves it out of there, for the struct is `Unpin` only if the
/// machine is, and its `Drop` does nothing.
fn pinned_machine() -> TokenStream {
    quote!(unsafe { self.map_unchecked_mut(|__this| &mut __this.machine) })
}

/// The traits of the struct.
fn traits(cx: &Cx<'_>, name: &Ident) -> TokenStream {
    let own = match &cx.coroutine.face {
        Face::Future => future(cx, name),
        Face::Iterator { item, .. } => iterator(cx, name, item),
        Face::Stream { item } => stream(cx, name, item),
        Face::Coroutine { resume, yields, returns, .. } => coroutine(cx, name, [resume, yields, returns]),
    };
    let library = cx.coroutine.library();
    let stated = quote! {
        fn state(&self) -> #library::State {
            #library::Stated::state(&self.machine)
        }
    };
    let stated = declared(cx, name, quote!(#library::Stated), stated);
    let text = name.to_string();
    let debug = quote! {
        fn fmt(&self, __f: &mut #library::Formatter<'_>) -> #library::Formatted {
            #library::describe(&self.machine, #text, __f)
        }
    };
    let debug = declared(cx, name, quote!(#library::Debug), debug);
    let clone = cx.coroutine.face.is_clone().then(|| {
        let clone = quote! {
            fn clone(&self) -> Self {
                #name { machine: #library::Clone::clone(&self.machine) }
            }
        };
        declared(cx, name, quote!(#library::Clone), clone)
    });
    let (pinned, copied, allow) = (pinned(cx, name), copied(cx, name), cx.allow());
    let snapshot = snapshot::impls(cx, name, &body_name(name));
    quote!(#allow const _: () = { #own #stated #debug #clone #pinned #copied #snapshot };)
}

fn future(cx: &Cx<'_>, name: &Ident) -> TokenStream {
    let (library, output, machine) = (cx.coroutine.library(), &cx.coroutine.output, pinned_machine());
    let content = quote! {
        type Output = #output;
        #[inline]
        fn poll(self: #library::Pin<&mut Self>, __cx: &mut #library::Context<'_>) -> #library::Poll<#output> {
            #library::Future::poll(#machine, __cx)
        }
    };
    declared(cx, name, quote!(#library::Future), content)
}

fn iterator(cx: &Cx<'_>, name: &Ident, item: &Type) -> TokenStream {
    let library = cx.coroutine.library();
    let content = quote! {
        type Item = #item;
        #[inline]
        fn next(&mut self) -> #library::Option<#item> {
            #library::Iterator::next(&mut self.machine)
        }
        #[inline]
        fn size_hint(&self) -> (#library::usize, #library::Option<#library::usize>) {
            #library::Iterator::size_hint(&self.machine)
        }
        #[inline]
        fn fold<__B, __F: FnMut(__B, #item) -> __B>(self, __init: __B, __f: __F) -> __B {
            #library::folded(self, __init, __f)
        }
    };
    let iterator = declared(cx, name, quote!(#library::Iterator), content);
    let fused = declared(cx, name, quote!(#library::FusedIterator), TokenStream::new());
    quote!(#iterator #fused)
}

fn stream(cx: &Cx<'_>, name: &Ident, item: &Type) -> TokenStream {
    let (library, machine) = (cx.coroutine.library(), pinned_machine());
    let content = quote! {
        type Item = #item;
        #[inline]
        fn poll_next(
            self: #library::Pin<&mut Self>,
            __cx: &mut #library::Context<'_>,
        ) -> #library::Poll<#library::Option<#item>> {
            #library::Stream::poll_next(#machine, __cx)
        }
        #[inline]
        fn size_hint(&self) -> (#library::usize, #library::Option<#library::usize>) {
            #library::Stream::size_hint(&self.machine)
        }
    };
    let stream = declared(cx, name, quote!(#library::Stream), content);
    let content = quote! {
        fn is_terminated(&self) -> bool {
            #library::FusedStream::is_terminated(&self.machine)
        }
    };
    let fused = declared(cx, name, quote!(#library::FusedStream), content);
    quote!(#stream #fused)
}

fn coroutine(cx: &Cx<'_>, name: &Ident, [resume, yields, returns]: [&Type; 3]) -> TokenStream {
    let (library, machine) = (cx.coroutine.library(), pinned_machine());
    let state = quote!(#library::CoroutineState<#yields, #returns>);
    let content = quote! {
        type Yield = #yields;
        type Return = #returns;
        #[inline]
        fn start(self: #library::Pin<&mut Self>) -> #state {
            #library::Coroutine::start(#machine)
        }
        #[inline]
        fn resume(self: #library::Pin<&mut Self>, __value: #resume) -> #state {
            #library::Coroutine::resume(#machine, __value)
        }
    };
    declared(cx, name, quote!(#library::Coroutine<#resume>), content)
}

/// What is pinned stays where it is: nobody else says that the struct may be moved, or moves it when it is dropped.
fn pinned(cx: &Cx<'_>, name: &Ident) -> TokenStream {
    if cx.coroutine.face.is_movable() {
        return TokenStream::new();
    }
    let library = cx.coroutine.library();
    let generics = &cx.coroutine.sig.generics;
    let (impls, arguments, bounds) = generics.split_for_impl();
    let predicates = generics.where_clause.iter().flat_map(|bounds| &bounds.predicates);
    quote! {
        impl #impls #library::Unpin for #name #arguments
        where
            #(#predicates,)*
            for<'never> #library::PhantomPinned: #library::Unpin,
        {}
        impl #impls #library::Drop for #name #arguments #bounds {
            #[inline]
            fn drop(&mut self) {}
        }
    }
}

/// What the signature says of its result holds for the struct.
fn promised(cx: &Cx<'_>, name: &Ident) -> Option<TokenStream> {
    let syn::ReturnType::Type(_, result) = &cx.coroutine.sig.output else { return None };
    let (impls, arguments, bounds) = cx.coroutine.sig.generics.split_for_impl();
    cx.coroutine.face.yields().then(|| {
        quote! {
            #[allow(unused, refining_impl_trait, clippy::all, clippy::pedantic)]
            fn promised #impls (__machine: #name #arguments) -> #result #bounds { __machine }
        }
    })
}

/// The trait of the machine's body, for what stands for the resume closure, and that itself.
pub(super) fn body(cx: &Cx<'_>, name: &Ident) -> (Option<TokenStream>, TokenStream) {
    let (private, body, allow) = (&cx.private, body_name(name), cx.allow());
    let (impls, arguments, bounds) = cx.coroutine.sig.generics.split_for_impl();
    let (frame, resume) = (frame::frame_type(cx), resume(cx));
    let (of, types) = match &cx.coroutine.face {
        Face::Future => {
            let output = cx.coroutine.output.clone();
            (quote!(Body), quote!(type Output = #output;))
        }
        Face::Iterator { item, .. } => (quote!(GeneratorBody), quote!(type Item = #item;)),
        Face::Stream { item } => (quote!(StreamBody), quote!(type Item = #item;)),
        Face::Coroutine { resume, yields, returns, .. } => (
            quote!(ResumableBody),
            quote!(type Resume = #resume; type Yield = #yields; type Return = #returns;),
        ),
    };
    let describe = describe::method(cx);
    let clone = cx.coroutine.face.is_clone().then(|| {
        let method = clone::method(cx);
        quote!(#allow #[allow(non_local_definitions)] impl #impls #private::CloneBody for #body #arguments #bounds { #method })
    });
    let snapshot = snapshot::of_body(cx, &body)
        .map(|impls| quote!(#allow #[allow(non_local_definitions)] const _: () = { #impls };));
    let stated = quote! {
        #allow
        #[allow(non_local_definitions)]
        impl #impls #private::#of for #body #arguments #bounds {
            type Frame = #frame;
            #types
            #resume
        }
        #allow
        #[allow(non_local_definitions)]
        impl #impls #private::Describe for #body #arguments #bounds { #describe }
        #clone
        #snapshot
    };
    (Some(stated), quote!(#body(#private::PhantomData)).into_token_stream())
}

/// What the closure of a machine without a name does, as a method; the frame's type is known.
fn resume(cx: &Cx<'_>) -> TokenStream {
    let [raw, frame, poll] = ["raw", "frame", "poll"].map(ours);
    let (slots, frame_type) = (frame::project_slots(cx), frame::frame_type(cx));
    let (given, step, steps) = (cx.given(), cx.step_type(), resume::steps(cx));
    let inline = cx.inline();
    // SAFETY of the emitted block: as that of the closure's.
    quote! {
        #inline
        unsafe fn resume(&mut self, #raw: *mut (), #given) -> #step { unsafe {
            let #frame: *mut #frame_type = #raw.cast();
            #slots
            #steps
            #poll
        }}
    }
}
