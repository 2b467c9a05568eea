//! Lifetimes that are hidden in the name of a type (`guard: MutexGuard<u32>`), which an `async fn` may not do (E0726), and any other
//! function may. Where the file shows them, the function is wrong for certain; of other names rustc is asked, by the header of an
//! impl block: there they may not be hidden either.

use super::super::mentions::Mentions;
use super::super::{Coroutine, outside};
use super::types;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{GenericArgument, Ident, Path, PathArguments, Stmt, Type};

/// Types of the standard library that have a lifetime, which mostly is left out.
const BORROWING: [&str; 8] =
    ["Chars", "Context", "Formatter", "MutexGuard", "Ref", "RefMut", "RwLockReadGuard", "RwLockWriteGuard"];

/// Types that are in scope everywhere, and take nothing that may be a parameter of the function's.
const EVERYWHERE: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32",
    "u64", "usize", "String",
];

/// Whether one of the types is known to hide a lifetime.
pub(super) fn is_certain<'a>(types: impl Iterator<Item = &'a Type>) -> bool {
    paths(types).into_iter().any(hides_one)
}

/// Items that have rustc look at the types of which nothing is known: `impl Hides<path> for () {}`.
pub(crate) fn question(coroutine: &Coroutine) -> Option<TokenStream> {
    // What an item of the body is called may be something else in the signature.
    let has_items = coroutine.body.stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(_)));
    if coroutine.sig.asyncness.is_none() || has_items {
        return None;
    }
    let headers = coroutine.header.iter().map(|header| &header.generics);
    let parameters = headers.chain([&coroutine.sig.generics]).flat_map(|generics| generics.type_params());
    let mut parameters: HashSet<String> = parameters.map(|param| param.ident.to_string()).collect();
    if coroutine.header.is_none() {
        parameters.extend(outside::parameters_around(&coroutine.sig.ident));
    }
    let is_free = |path: &Path| {
        let words = Mentions::of(quote!(#path)).words;
        !parameters.iter().any(|name| words.contains(name))
    };
    let mut asked: Vec<&Path> = Vec::new();
    for path in paths(types(&coroutine.sig)) {
        let is_open = !says(path) && !may_be_constant(path) && is_elsewhere(path) && is_whole(path);
        if is_open && is_free(path) && !asked.contains(&path) {
            asked.push(path);
        }
    }
    if asked.is_empty() {
        return None;
    }
    let mut name = String::from("Hides");
    while coroutine.words.contains(&name) {
        name.push('_');
    }
    let name = Ident::new(&name, Span::mixed_site());
    // A type of its own for each, since two paths may lead to one.
    let types = std::iter::successors(Some(quote!(())), |ty| Some(quote!((#ty,))));
    Some(quote!(trait #name<T: ?::core::marker::Sized> {} #(impl #name<#asked> for #types {})*))
}

/// The paths of types.
fn paths<'a>(types: impl Iterator<Item = &'a Type>) -> Vec<&'a Path> {
    struct Paths<'a>(Vec<&'a Path>);
    impl<'a> Visit<'a> for Paths<'a> {
        fn visit_type_path(&mut self, ty: &'a syn::TypePath) {
            if ty.qself.is_none() {
                self.0.push(&ty.path);
            }
            visit::visit_type_path(self, ty);
        }

        // In what follows, lifetimes are left out by other rules.
        fn visit_parenthesized_generic_arguments(&mut self, _: &'a syn::ParenthesizedGenericArguments) {}

        fn visit_type_param_bound(&mut self, _: &'a syn::TypeParamBound) {}

        fn visit_type_bare_fn(&mut self, _: &'a syn::TypeBareFn) {}

        fn visit_type_macro(&mut self, _: &'a syn::TypeMacro) {}
    }
    let mut paths = Paths(Vec::new());
    types.for_each(|ty| paths.visit_type(ty));
    paths.0
}

/// Whether it is one of those types.
pub(super) fn is_everywhere(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.get_ident().is_some_and(|name| EVERYWHERE.iter().any(|known| name == known)))
}

/// Whether the name may be that of a constant: among the arguments of a type, nothing tells.
fn may_be_constant(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| !last.ident.to_string().contains(char::is_lowercase))
}

/// Whether the lifetimes are said, if there are any.
fn says(path: &Path) -> bool {
    path.segments.last().is_none_or(|last| match &last.arguments {
        PathArguments::None => false,
        PathArguments::AngleBracketed(all) => {
            all.args.iter().any(|argument| matches!(argument, GenericArgument::Lifetime(_)))
        }
        PathArguments::Parenthesized(_) => true,
    })
}

fn hides_one(path: &Path) -> bool {
    let Some(last) = path.segments.last() else { return false };
    !says(path)
        && (borrows_in_std(path, &last.ident)
            || path.segments.len() == 1 && outside::type_borrows(&last.ident))
}

fn borrows_in_std(path: &Path, name: &Ident) -> bool {
    BORROWING.iter().any(|known| name == known)
        && if path.segments.len() > 1 {
            outside::is_of_std(path)
        } else {
            ["std::", "core::"].iter().any(|krate| outside::is_imported_from(name, krate))
        }
}

/// Whether a path leads to a type that neither the function, nor the standard library, nor the file defines: a parameter, or a trait's
/// type, is not called like a module.
fn is_elsewhere(path: &Path) -> bool {
    match path.segments.first() {
        Some(first) if path.segments.len() > 1 => {
            !outside::is_of_std(path)
                && first.ident.to_string().starts_with(|c: char| c.is_lowercase() || c == '_')
        }
        Some(first) => outside::is_imported(&first.ident),
        None => false,
    }
}

/// Whether nothing in it is a parameter of the function, or of the block that it is in.
fn is_whole(path: &Path) -> bool {
    path.segments.iter().all(|segment| match &segment.arguments {
        PathArguments::None => true,
        PathArguments::Parenthesized(_) => false,
        PathArguments::AngleBracketed(all) => all.args.iter().all(|argument| match argument {
            GenericArgument::Type(Type::Path(ty)) => {
                let is_known =
                    ty.path.get_ident().is_some_and(|name| EVERYWHERE.iter().any(|known| name == known));
                ty.qself.is_none() && (is_known || is_elsewhere(&ty.path) && is_whole(&ty.path))
            }
            GenericArgument::Type(Type::Tuple(unit)) => unit.elems.is_empty(),
            _ => false,
        }),
    })
}
