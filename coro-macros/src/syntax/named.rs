//! Functions whose machine has a type with a name, `#[coroutine(type = Name)]`: what their signatures cannot say.

use super::Function;
use super::face::{Container, Face};
use crate::diagnostics::Diagnostics;
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Type, TypeImplTrait};

/// Reports what cannot stand in the fields of a struct, and in the items of its traits.
pub(super) fn check(name: &Ident, function: &Function, face: &Face, diagnostics: &mut Diagnostics) {
    let sig = &function.sig;
    if sig.receiver().is_some() || function.header.is_some() || function.in_trait {
        diagnostics.error(
            name.span(),
            "a named machine is a struct beside its function, and a block has no room for one: write a function outside of the \
             block that takes what `self` is, and call it in the method",
        );
    }
    if face.yields() && Container::of(&sig.output) != Container::Nothing {
        diagnostics.error(
            sig.output.span(),
            "`type` gives the machine's type a name, and in a box it has another one; return `impl Trait`, or remove `type`",
        );
    }
    for input in &sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            opaque(&typed.ty).into_iter().for_each(|opaque| {
                diagnostics.error(
                    opaque.span(),
                    "a named machine has to name the types of its arguments: write a type parameter, `fn f<T: Trait>(argument: T)`",
                );
            });
        }
    }
    let results: Vec<&Type> = match (face, &sig.output) {
        (Face::Future, syn::ReturnType::Type(_, ty)) => vec![ty],
        (Face::Future, syn::ReturnType::Default) => Vec::new(),
        (Face::Iterator { item, .. } | Face::Stream { item }, _) => vec![item],
        (Face::Coroutine { resume, yields, returns, .. }, _) => vec![resume, yields, returns],
    };
    for opaque in results.into_iter().flat_map(opaque) {
        diagnostics.error(
            opaque.span(),
            "a named machine has to name the types of what it gives: write the type, or a box of what implements the trait",
        );
    }
}

/// The `impl Trait`s in a type.
fn opaque(ty: &Type) -> Vec<&TypeImplTrait> {
    struct Finder<'a>(Vec<&'a TypeImplTrait>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type_impl_trait(&mut self, ty: &'a TypeImplTrait) {
            self.0.push(ty);
        }
    }
    let mut finder = Finder(Vec::new());
    finder.visit_type(ty);
    finder.0
}
