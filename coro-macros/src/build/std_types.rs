//! What methods of the standard library's types give, and what its lists and iterators go through: for machines with a name.
//!
//! Names are taken at their word: what is another type is an error of rustc's.

use super::types::is_text;
use crate::syntax::outside::primitives::is_number;
use syn::{GenericArgument, PathArguments, Type, TypePath, TypeReference};

/// What a method gives, called on a value of the type.
pub(super) fn of_method(ty: &Type, method: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let option = |ty: Option<Type>| ty.map(|ty| syn::parse_quote!(::core::option::Option<#ty>));
    match (last_name(path).as_str(), method) {
        (_, "clone") => Some(ty.clone()),
        ("Option", "take" | "or") => Some(ty.clone()),
        ("Option", "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default") => element_of(path, "Option"),
        ("Vec", "pop") => option(element_of(path, "Vec")),
        ("Vec", "remove" | "swap_remove") => element_of(path, "Vec"),
        ("VecDeque", "pop_front" | "pop_back") => option(element_of(path, "VecDeque")),
        ("Option", "copied" | "cloned") => match element_of(path, "Option")? {
            Type::Reference(reference) => option(Some(*reference.elem)),
            _ => None,
        },
        _ if is_iterator(ty) => of_iterator(ty, method),
        _ if is_number(ty) && (keeps_number(method) || method == "pow") => Some(ty.clone()),
        _ => None,
    }
}

/// Methods of numbers that give one of the same type, and take such a one, if they take any.
pub(super) fn keeps_number(method: &str) -> bool {
    matches!(method, "min" | "max" | "abs" | "rem_euclid" | "div_euclid" | "isqrt")
        || ["wrapping_", "saturating_"].iter().any(|prefix| {
            let operation = method.strip_prefix(prefix);
            operation.is_some_and(|operation| matches!(operation, "add" | "sub" | "mul" | "div" | "rem"))
        })
}

/// Whether it is an iterator of the standard library.
pub(super) fn is_iterator(ty: &Type) -> bool {
    #[rustfmt::skip]
    const NAMES: [&str; 28] = [
        "Range", "RangeInclusive", "RangeFrom", "Iter", "IntoIter", "Chars", "CharIndices", "Bytes", "Lines",
        "SplitWhitespace", "Split", "Chunks", "ChunksExact", "Windows", "Enumerate", "Rev", "Skip", "Take", "StepBy", "Copied",
        "Cloned", "Peekable", "Fuse", "Cycle", "Chain", "Zip", "Once", "Repeat",
    ];
    let Type::Path(path) = ty else { return false };
    let name = last_name(path);
    NAMES.contains(&name.as_str()) && (path.qself.is_none() || name == "IntoIter")
}

/// What an adapter of two iterators gives.
pub(super) fn of_two(ty: &Type, method: &str, other: &Type) -> Option<Type> {
    match method {
        "chain" => Some(syn::parse_quote!(::core::iter::Chain<#ty, #other>)),
        "zip" => Some(syn::parse_quote!(::core::iter::Zip<#ty, #other>)),
        _ => None,
    }
}

fn of_iterator(ty: &Type, method: &str) -> Option<Type> {
    Some(match method {
        "rev" => syn::parse_quote!(::core::iter::Rev<#ty>),
        "enumerate" => syn::parse_quote!(::core::iter::Enumerate<#ty>),
        "skip" => syn::parse_quote!(::core::iter::Skip<#ty>),
        "take" => syn::parse_quote!(::core::iter::Take<#ty>),
        "step_by" => syn::parse_quote!(::core::iter::StepBy<#ty>),
        "copied" => syn::parse_quote!(::core::iter::Copied<#ty>),
        "cloned" => syn::parse_quote!(::core::iter::Cloned<#ty>),
        "peekable" => syn::parse_quote!(::core::iter::Peekable<#ty>),
        "fuse" => syn::parse_quote!(::core::iter::Fuse<#ty>),
        "cycle" => syn::parse_quote!(::core::iter::Cycle<#ty>),
        "next" | "next_back" | "last" | "nth" => {
            let item = item_of(ty)?;
            syn::parse_quote!(::core::option::Option<#item>)
        }
        _ => return None,
    })
}

/// What methods of texts, lists and options behind a reference give.
pub(super) fn of_borrowed(reference: &TypeReference, method: &str, argument: Option<Type>) -> Option<Type> {
    let TypeReference { lifetime: life, elem, .. } = reference;
    if is_text(elem) {
        return of_text(life.as_ref()?, method, argument);
    }
    let option = |ty: Type| Some(syn::parse_quote!(::core::option::Option<#ty>));
    if let Type::Path(path) = &**elem
        && let Some(held) = element_of(path, "Option")
    {
        let behind = match (method, &held) {
            ("as_ref", held) => Some(held.clone()),
            ("as_deref", Type::Path(path)) => {
                element_of(path, "Box").or_else(|| is_text(&held).then(|| syn::parse_quote!(str)))
            }
            _ => None,
        };
        return option(behind.map(|ty| syn::parse_quote!(&#life #ty))?);
    }
    let item = of_list(elem)?;
    match method {
        "iter" => Some(syn::parse_quote!(::core::slice::Iter<#life, #item>)),
        "chunks" => Some(syn::parse_quote!(::core::slice::Chunks<#life, #item>)),
        "chunks_exact" => Some(syn::parse_quote!(::core::slice::ChunksExact<#life, #item>)),
        "windows" => Some(syn::parse_quote!(::core::slice::Windows<#life, #item>)),
        "as_slice" => Some(syn::parse_quote!(&#life [#item])),
        "first" | "last" => option(syn::parse_quote!(&#life #item)),
        _ => None,
    }
}

/// What methods of a text give.
fn of_text(life: &syn::Lifetime, method: &str, argument: Option<Type>) -> Option<Type> {
    match method {
        "chars" => Some(syn::parse_quote!(::core::str::Chars<#life>)),
        "char_indices" => Some(syn::parse_quote!(::core::str::CharIndices<#life>)),
        "bytes" => Some(syn::parse_quote!(::core::str::Bytes<#life>)),
        "lines" => Some(syn::parse_quote!(::core::str::Lines<#life>)),
        "split_whitespace" => Some(syn::parse_quote!(::core::str::SplitWhitespace<#life>)),
        "split" => argument.map(|pattern| syn::parse_quote!(::core::str::Split<#life, #pattern>)),
        "as_str" | "trim" | "trim_start" | "trim_end" => Some(syn::parse_quote!(&#life str)),
        "as_bytes" => Some(syn::parse_quote!(&#life [u8])),
        "strip_prefix" | "strip_suffix" => Some(syn::parse_quote!(::core::option::Option<&#life str>)),
        "split_once" | "rsplit_once" => {
            Some(syn::parse_quote!(::core::option::Option<(&#life str, &#life str)>))
        }
        "split_at" => Some(syn::parse_quote!((&#life str, &#life str))),
        _ => None,
    }
}

/// What a list holds.
pub(super) fn of_list(ty: &Type) -> Option<Type> {
    match ty {
        Type::Slice(slice) => Some((*slice.elem).clone()),
        Type::Array(array) => Some((*array.elem).clone()),
        Type::Path(path) => element_of(path, "Vec"),
        _ => None,
    }
}

/// The first argument of a type of the name.
pub(super) fn element_of(path: &TypePath, name: &str) -> Option<Type> {
    path.path.segments.last().filter(|last| last.ident == name).and_then(|_| first_type(path))
}

fn first_type(path: &TypePath) -> Option<Type> {
    types(path).next().cloned()
}

fn types(path: &TypePath) -> impl Iterator<Item = &Type> {
    arguments(path).filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn first_lifetime(path: &TypePath) -> Option<syn::Lifetime> {
    arguments(path).find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime.clone()),
        _ => None,
    })
}

fn arguments(path: &TypePath) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match path.path.segments.last().map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

fn last_name(path: &TypePath) -> String {
    path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

/// What lists and iterators give, without a projection: patterns can take that apart.
pub(super) fn item_of(ty: &Type) -> Option<Type> {
    match ty {
        Type::Path(path) => item_of_path(path),
        Type::Array(array) => Some((*array.elem).clone()),
        Type::Reference(reference) => {
            let (item, life, mutability) =
                (of_list(&reference.elem)?, &reference.lifetime, &reference.mutability);
            Some(syn::parse_quote!(&#life #mutability #item))
        }
        _ => None,
    }
}

fn item_of_path(path: &TypePath) -> Option<Type> {
    let inner = || item_of(&first_type(path)?);
    match last_name(path).as_str() {
        "Range" | "RangeInclusive" | "RangeFrom" | "Vec" | "VecDeque" | "Option" => first_type(path),
        // `<list as IntoIterator>::IntoIter`
        "IntoIter" => item_of(&path.qself.as_ref()?.ty),
        "Iter" => {
            let (life, item) = (first_lifetime(path)?, first_type(path)?);
            Some(syn::parse_quote!(&#life #item))
        }
        "Chars" => Some(syn::parse_quote!(char)),
        "CharIndices" => Some(syn::parse_quote!((usize, char))),
        "Bytes" => Some(syn::parse_quote!(u8)),
        "Lines" | "SplitWhitespace" | "Split" => {
            let life = first_lifetime(path)?;
            Some(syn::parse_quote!(&#life str))
        }
        "Chunks" | "ChunksExact" | "Windows" => {
            let (life, item) = (first_lifetime(path)?, first_type(path)?);
            Some(syn::parse_quote!(&#life [#item]))
        }
        "Rev" | "Skip" | "Take" | "StepBy" | "Peekable" | "Fuse" | "Cycle" | "Chain" => inner(),
        "Zip" => {
            let (left, right) = (inner()?, item_of(types(path).nth(1)?)?);
            Some(syn::parse_quote!((#left, #right)))
        }
        "Enumerate" => {
            let item = inner()?;
            Some(syn::parse_quote!((usize, #item)))
        }
        "Copied" | "Cloned" => match inner()? {
            Type::Reference(reference) => Some(*reference.elem),
            _ => None,
        },
        _ => None,
    }
}
