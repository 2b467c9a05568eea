//! What methods of the standard library's types give, and what its lists and iterators go through: for machines with a name.
//!
//! Names are taken at their word: what is another type is an error of rustc's.

use super::evidence::number_of;
use syn::{GenericArgument, PathArguments, Type, TypePath, TypeReference};

/// What a method gives, called on a value of the type.
pub(super) fn of_method(ty: &Type, method: &str) -> Option<Type> {
    let path = match ty {
        Type::Reference(reference) => return of_borrowed(reference, method),
        Type::Path(path) => path,
        _ => return None,
    };
    let option = |ty: Option<Type>| ty.map(|ty| syn::parse_quote!(::core::option::Option<#ty>));
    match (last_name(path).as_str(), method) {
        (_, "clone") => Some(ty.clone()),
        ("Option", "take" | "or") => Some(ty.clone()),
        ("Option", "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default") => element_of(path, "Option"),
        ("Vec", "pop") => option(element_of(path, "Vec")),
        ("Vec", "remove" | "swap_remove") => element_of(path, "Vec"),
        ("VecDeque", "pop_front" | "pop_back") => option(element_of(path, "VecDeque")),
        (name, _) if is_iterator(path, name) => of_iterator(ty, method),
        _ if number_of(ty) && (keeps_number(method) || method == "pow") => Some(ty.clone()),
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

fn is_iterator(path: &TypePath, name: &str) -> bool {
    const NAMES: [&str; 17] = [
        "Range",
        "RangeInclusive",
        "RangeFrom",
        "Iter",
        "IntoIter",
        "Chars",
        "CharIndices",
        "Bytes",
        "Lines",
        "SplitWhitespace",
        "Enumerate",
        "Rev",
        "Skip",
        "Take",
        "StepBy",
        "Copied",
        "Cloned",
    ];
    NAMES.contains(&name) && (path.qself.is_none() || name == "IntoIter")
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
        "next" => {
            let item = item_of(ty)?;
            syn::parse_quote!(::core::option::Option<#item>)
        }
        _ => return None,
    })
}

/// What methods of texts and lists behind a reference give.
fn of_borrowed(reference: &TypeReference, method: &str) -> Option<Type> {
    let life = &reference.lifetime;
    let text = matches!(&*reference.elem, Type::Path(path) if path.path.is_ident("str"));
    match (method, of_list(&reference.elem)) {
        ("chars", _) if text => Some(syn::parse_quote!(::core::str::Chars<#life>)),
        ("char_indices", _) if text => Some(syn::parse_quote!(::core::str::CharIndices<#life>)),
        ("bytes", _) if text => Some(syn::parse_quote!(::core::str::Bytes<#life>)),
        ("lines", _) if text => Some(syn::parse_quote!(::core::str::Lines<#life>)),
        ("split_whitespace", _) if text => Some(syn::parse_quote!(::core::str::SplitWhitespace<#life>)),
        ("iter", Some(item)) => Some(syn::parse_quote!(::core::slice::Iter<#life, #item>)),
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
    arguments(path).find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
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
        "Lines" | "SplitWhitespace" => {
            let life = first_lifetime(path)?;
            Some(syn::parse_quote!(&#life str))
        }
        "Rev" | "Skip" | "Take" | "StepBy" => inner(),
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
