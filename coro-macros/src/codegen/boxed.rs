//! The function around a machine that is returned in a box: `Pin<Box<dyn Future<Output = R> + Send + 'lifetime>>`.
//!
//! Everything in the signature is declared to outlive the lifetime; and the machine, which knows the types of the arguments, is
//! held to it by rustc. Which lifetime it is:
//!
//! ```text
//!   async fn f(&self, n: u32)                          the only one there is: `'receiver`
//!   async fn f<'a>(&'a self, text: &'a str)            the same: `'a`
//!   async fn f(n: u32)                                 `'static`
//!   async fn f<T>(one: &str, other: T)                 a new one, `'future`, with `'arg0: 'future, T: 'future`
//!   async fn f<'a, 'b, 'c>(one: &'a str, other: &'b str) where 'a: 'c, 'b: 'c
//!                                                      the one that all others are declared to outlive: `'c`
//! ```

use super::Cx;
use super::names::{located, ours};
use super::shell::{as_for_async, braced, content, signature};
use crate::syntax::Coroutine;
use crate::syntax::attribute::Boxed;
use crate::syntax::face::{Container, Declared};
use crate::syntax::lifetimes::{self, Named};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{GenericParam, Generics, Lifetime, Signature, TypeParamBound, WherePredicate};

/// The function.
pub(super) fn emit(cx: &Cx<'_>, boxed: Boxed) -> TokenStream {
    let private = &cx.private;
    let (import, items) = (cx.coroutine.import(), cx.shared_items());
    let (head, _) = head(cx.coroutine, lifetimes::name(&cx.coroutine.sig), boxed);
    let machine = ours("machine");
    // What does not live long enough, or is not `Send`, is reported at the function's name.
    let maker = container(cx.coroutine).maker(&quote!(#private));
    let boxed = located(quote!(#maker(#machine)), cx.coroutine.sig.ident.span());
    let content = content(cx);
    let content = braced(cx.coroutine, quote!(#import #items #content #boxed));
    quote!(#head #content)
}

/// The function without a body, for a trait that declares it.
pub(super) fn declare(coroutine: &Coroutine, boxed: Boxed) -> TokenStream {
    let (head, _) = head(coroutine, lifetimes::name(&coroutine.sig), boxed);
    quote!(#head;)
}

/// The signature, and the lifetime of the box.
fn head(coroutine: &Coroutine, named: Named, boxed: Boxed) -> (TokenStream, Lifetime) {
    let Named { mut sig, all, .. } = named;
    let lifetime = declared_lifetime(coroutine, &sig).unwrap_or_else(|| lifetime(coroutine, &mut sig, &all));
    let private = coroutine.library();
    let send = match boxed {
        Boxed::Send => quote!(+ #private::Send),
        Boxed::Local => TokenStream::new(),
    };
    let bounds = bounds(coroutine, &sig);
    let object = quote!(#private::Box<dyn #bounds #send + #lifetime>);
    let result = match container(coroutine) {
        Container::PinnedBox => quote!(#private::Pin<#object>),
        Container::Nothing | Container::Box => object,
    };
    let Coroutine { attrs, vis, defaultness, .. } = coroutine;
    let (native, signature) = (as_for_async(coroutine), signature(coroutine, &sig, &result));
    // What outlives the box is said beside the user's own bounds.
    let native = quote!(#native #[allow(clippy::multiple_bound_locations)]);
    (quote!(#native #(#attrs)* #vis #defaultness #signature), lifetime)
}

/// What the machine is put in.
fn container(coroutine: &Coroutine) -> Container {
    if coroutine.face.is_movable() { Container::Box } else { Container::PinnedBox }
}

/// The trait of what is in the box: of a machine that yields, what its result is declared to be.
fn bounds(coroutine: &Coroutine, sig: &Signature) -> TokenStream {
    let library = coroutine.library();
    match Declared::of(&sig.output).filter(|_| coroutine.face.yields()) {
        Some(declared) => {
            let bounds = declared.bounds.iter().filter(|bound| match bound {
                TypeParamBound::Trait(bound) => !bound.path.is_ident("Send"),
                _ => false,
            });
            quote!(#(#bounds)+*)
        }
        None => {
            let output = coroutine.output_of(sig);
            quote!(#library::Future<Output = #output>)
        }
    }
}

/// The lifetime that the result of a machine that yields is declared to outlive.
fn declared_lifetime(coroutine: &Coroutine, sig: &Signature) -> Option<Lifetime> {
    let declared = Declared::of(&sig.output).filter(|_| coroutine.face.yields())?;
    declared.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Lifetime(lifetime) => Some(lifetime.clone()),
        _ => None,
    })
}

/// The lifetime of the box. If there is none that everything outlives, the signature gets one.
fn lifetime(coroutine: &Coroutine, sig: &mut Signature, all: &[Lifetime]) -> Lifetime {
    let declared = || sig.generics.lifetimes().map(|param| &param.lifetime);
    if let Some(shortest) = declared().find(|lifetime| is_shortest(sig, lifetime)) {
        return shortest.clone();
    }
    let block = by_value_in(coroutine);
    if declared().next().is_none() && !has_types(sig) && block.is_none() {
        match all {
            [] => return Lifetime::new("'static", Span::mixed_site()),
            [only] => return only.clone(),
            _ => {}
        }
    }
    let shortest = Lifetime::new("'future", Span::mixed_site().located_at(sig.ident.span()));
    let longer = all.iter().chain(sig.generics.lifetimes().map(|param| &param.lifetime));
    let mut bounds: Vec<WherePredicate> =
        longer.map(|longer| syn::parse_quote!(#longer: #shortest)).collect();
    for generics in [Some(&sig.generics), block].into_iter().flatten() {
        bounds.extend(generics.params.iter().filter_map(|param| -> Option<WherePredicate> {
            match param {
                GenericParam::Type(ty) => {
                    let ty = &ty.ident;
                    Some(syn::parse_quote!(#ty: #shortest))
                }
                GenericParam::Lifetime(longer) => {
                    let longer = &longer.lifetime;
                    Some(syn::parse_quote!(#longer: #shortest))
                }
                GenericParam::Const(_) => None,
            }
        }));
    }
    for input in &mut sig.inputs {
        Anonymous(&shortest).visit_fn_arg_mut(input);
    }
    sig.generics.make_where_clause().predicates.extend(bounds);
    lifetimes::declare(std::slice::from_ref(&shortest), &mut sig.generics);
    shortest
}

/// The generics of an inherent block, if a function in it may take something of theirs without a reference to it.
fn by_value_in(coroutine: &Coroutine) -> Option<&Generics> {
    let header = coroutine.header.as_ref().filter(|header| header.trait_path.is_none())?;
    let borrows = coroutine.sig.receiver().is_some_and(|receiver| receiver.reference.is_some());
    let any = header.generics.lifetimes().next().is_some() || header.generics.type_params().next().is_some();
    (any && !borrows).then_some(&header.generics)
}

/// Whether everything else in the function's own generics is declared to outlive the lifetime.
fn is_shortest(sig: &Signature, shortest: &Lifetime) -> bool {
    let is_it = |bound: &Lifetime| bound == shortest;
    let has_it = |bound: &TypeParamBound| matches!(bound, TypeParamBound::Lifetime(bound) if is_it(bound));
    let wheres = sig.generics.where_clause.iter().flat_map(|bounds| &bounds.predicates);
    let told = |of: &dyn Fn(&WherePredicate) -> bool| wheres.clone().any(of);
    let params = sig.generics.params.iter().all(|param| match param {
        GenericParam::Const(_) => true,
        GenericParam::Lifetime(longer) => {
            longer.lifetime == *shortest
                || longer.bounds.iter().any(is_it)
                || told(&|bound| match bound {
                    WherePredicate::Lifetime(bound) => {
                        bound.lifetime == longer.lifetime && bound.bounds.iter().any(is_it)
                    }
                    _ => false,
                })
        }
        GenericParam::Type(ty) => {
            ty.bounds.iter().any(has_it)
                || told(&|bound| match bound {
                    WherePredicate::Type(bound) => {
                        matches!(&bound.bounded_ty, syn::Type::Path(path) if path.path.is_ident(&ty.ident))
                            && bound.bounds.iter().any(has_it)
                    }
                    _ => false,
                })
        }
    });
    params && anonymous(sig).iter().all(|bounds| bounds.iter().any(has_it))
}

fn has_types(sig: &Signature) -> bool {
    sig.generics.type_params().next().is_some() || !anonymous(sig).is_empty()
}

type Bounds = syn::punctuated::Punctuated<TypeParamBound, syn::Token![+]>;

/// The bounds of each `impl Trait` among the arguments.
fn anonymous(sig: &Signature) -> Vec<&Bounds> {
    struct Finder<'a>(Vec<&'a Bounds>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type_impl_trait(&mut self, ty: &'a syn::TypeImplTrait) {
            self.0.push(&ty.bounds);
            syn::visit::visit_type_impl_trait(self, ty);
        }
    }
    let mut finder = Finder(Vec::new());
    for input in &sig.inputs {
        finder.visit_fn_arg(input);
    }
    finder.0
}

/// Lets each `impl Trait` outlive a lifetime.
struct Anonymous<'a>(&'a Lifetime);

impl VisitMut for Anonymous<'_> {
    fn visit_type_impl_trait_mut(&mut self, ty: &mut syn::TypeImplTrait) {
        ty.bounds.push(TypeParamBound::Lifetime(self.0.clone()));
        visit_mut::visit_type_impl_trait_mut(self, ty);
    }
}
