//! Elided lifetimes, given names: the machine's maker has to speak of them.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, Generics, Lifetime, ReturnType, Signature, Type};

/// A signature in which every lifetime that can be seen has a name.
pub(crate) struct Named {
    pub(crate) sig: Signature,
    /// All lifetimes of the arguments.
    pub(crate) all: Vec<Lifetime>,
}

/// Names the elided lifetimes of the arguments.
pub(crate) fn name(sig: &Signature) -> Named {
    let mut sig = sig.clone();
    let mut namer = Namer::new("arg");
    let mut receiver = None;
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(this) => {
                if let Some((and, lifetime)) = &mut this.reference {
                    let own = lifetime.get_or_insert_with(|| namer.fresh("receiver", and.spans[0]));
                    if own.ident == "_" {
                        *own = namer.fresh("receiver", own.span());
                    }
                }
                if this.reference.is_some() {
                    set_reference(this);
                } else {
                    namer.visit_type_mut(&mut this.ty);
                }
                receiver = first_lifetime(&this.ty);
            }
            FnArg::Typed(typed) => namer.visit_type_mut(&mut typed.ty),
        }
    }
    let elided = receiver.clone().or_else(|| namer.single());
    if let (Some(elided), ReturnType::Type(_, ty)) = (&elided, &mut sig.output) {
        Elided(elided).visit_type_mut(ty);
    }
    declare(&namer.new, &mut sig.generics);
    Named { sig, all: namer.seen }
}

/// Names the elided lifetimes in an argument's `impl Trait`, where only an `async fn` may leave them out.
pub(crate) fn name_in_bounds(sig: &mut Signature) {
    struct Bounds(Namer);
    impl VisitMut for Bounds {
        fn visit_type_impl_trait_mut(&mut self, imp: &mut syn::TypeImplTrait) {
            self.0.visit_type_impl_trait_mut(imp);
        }
    }
    let mut bounds = Bounds(Namer::new("bound"));
    for input in &mut sig.inputs {
        if let FnArg::Typed(typed) = input {
            bounds.visit_type_mut(&mut typed.ty);
        }
    }
    declare(&bounds.0.new, &mut sig.generics);
}

/// Whether the result leaves out a lifetime that the arguments do not tell. rustc has words for that.
pub(crate) fn is_missing(sig: &Signature) -> bool {
    let nowhere = Lifetime::new("'nowhere", Span::mixed_site());
    let mut sig = name(sig).sig;
    let before = sig.output.clone();
    if let ReturnType::Type(_, ty) = &mut sig.output {
        Elided(&nowhere).visit_type_mut(ty);
    }
    before != sig.output
}

/// Names the elided lifetimes of an impl block's header: `impl Trait<'_> for &Type`.
pub(crate) fn name_header(generics: &mut Generics, ty: &mut Type, path: Option<&mut syn::Path>) {
    let mut namer = Namer::new("header");
    namer.visit_type_mut(ty);
    if let Some(path) = path {
        namer.visit_path_mut(path);
    }
    declare(&namer.new, generics);
}

/// Whether a lifetime is elided in a type.
pub(crate) fn elides(ty: &Type) -> bool {
    let mut filled = ty.clone();
    fill(&mut filled, &Lifetime::new("'nowhere", Span::mixed_site()));
    filled != *ty
}

/// Puts the lifetime where one is elided.
pub(crate) fn fill(ty: &mut Type, lifetime: &Lifetime) {
    Elided(lifetime).visit_type_mut(ty);
}

/// Puts lifetimes in front of the other parameters.
pub(crate) fn declare(lifetimes: &[Lifetime], generics: &mut Generics) {
    for lifetime in lifetimes.iter().rev() {
        generics.params.insert(0, syn::parse_quote!(#lifetime));
    }
    if generics.lt_token.is_none() && !generics.params.is_empty() {
        generics.lt_token = Some(syn::token::Lt::default());
        generics.gt_token = Some(syn::token::Gt::default());
    }
}

/// `&'a mut self` says its type twice.
fn set_reference(receiver: &mut syn::Receiver) {
    if let (Some((_, lifetime)), Type::Reference(ty)) = (&receiver.reference, &mut *receiver.ty) {
        ty.lifetime.clone_from(lifetime);
    }
}

fn first_lifetime(ty: &Type) -> Option<Lifetime> {
    use syn::visit::Visit;
    struct First(Option<Lifetime>);
    impl Visit<'_> for First {
        fn visit_lifetime(&mut self, lifetime: &Lifetime) {
            self.0.get_or_insert_with(|| lifetime.clone());
        }
    }
    let mut first = First(None);
    first.visit_type(ty);
    first.0
}

struct Namer {
    /// What the new names begin with.
    prefix: &'static str,
    new: Vec<Lifetime>,
    seen: Vec<Lifetime>,
    has_static: bool,
}

impl Namer {
    fn new(prefix: &'static str) -> Self {
        Namer { prefix, new: Vec::new(), seen: Vec::new(), has_static: false }
    }

    /// The only lifetime there is.
    fn single(&self) -> Option<Lifetime> {
        match self.seen.as_slice() {
            [only] if !self.has_static => Some(only.clone()),
            [] if self.has_static => Some(Lifetime::new("'static", Span::mixed_site())),
            _ => None,
        }
    }

    fn fresh(&mut self, name: &str, span: Span) -> Lifetime {
        let lifetime = Lifetime::new(&format!("'{name}"), Span::mixed_site().located_at(span));
        self.new.push(lifetime.clone());
        self.see(&lifetime);
        lifetime
    }

    fn see(&mut self, lifetime: &Lifetime) {
        if lifetime.ident == "static" {
            self.has_static = true;
        } else if !self.seen.contains(lifetime) {
            self.seen.push(lifetime.clone());
        }
    }

    fn fresh_argument(&mut self, span: Span) -> Lifetime {
        let name = format!("{}{}", self.prefix, self.new.len());
        self.fresh(&name, span)
    }
}

impl VisitMut for Namer {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.fresh_argument(reference.and_token.span));
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.fresh_argument(lifetime.span());
        } else {
            self.see(&lifetime.clone());
        }
    }

    // Their elided lifetimes are their own.
    fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut syn::ParenthesizedGenericArguments) {}
    fn visit_bound_lifetimes_mut(&mut self, _: &mut syn::BoundLifetimes) {}
    fn visit_trait_bound_mut(&mut self, bound: &mut syn::TraitBound) {
        if bound.lifetimes.is_none() {
            visit_mut::visit_trait_bound_mut(self, bound);
        }
    }
}

/// Puts the lifetime that elision means where it is elided.
struct Elided<'a>(&'a Lifetime);

impl VisitMut for Elided<'_> {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime.get_or_insert_with(|| self.0.clone());
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.0.clone();
        }
    }

    fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut syn::ParenthesizedGenericArguments) {}
}
