//! The standard library's types: what they own, what an index into them leads to, what their methods need.

use super::super::super::outside;
use syn::{GenericArgument, Ident, PathArguments, Type, TypePath};

/// Types of the standard library that own something, or may.
const NAMES: [&str; 17] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "HashMap",
    "HashSet",
    "JoinHandle",
    "Mutex",
    "Option",
    "Rc",
    "RefCell",
    "Result",
    "RwLock",
    "String",
    "Vec",
    "VecDeque",
];

/// Whether a type of the standard library has that name.
pub(in super::super) fn is_std_name(name: &Ident) -> bool {
    NAMES.iter().any(|known| name == known)
}

/// The name of a type of the standard library's, if the file gives it to no other.
pub(in super::super) fn known_name(ty: &Type) -> Option<&Ident> {
    let Type::Path(TypePath { qself: None, path }) = ty else { return None };
    let name = &path.segments.last()?.ident;
    (is_std_name(name) && outside::may_mean_std(path)).then_some(name)
}

/// The types that a type is given.
pub(in super::super) fn arguments(ty: &Type) -> impl Iterator<Item = &Type> {
    let path = match ty {
        Type::Path(path) => Some(path),
        _ => None,
    };
    path.into_iter().flat_map(arguments_of)
}

pub(super) fn arguments_of(ty: &TypePath) -> impl Iterator<Item = &Type> {
    let given = ty.path.segments.last().and_then(|last| match &last.arguments {
        PathArguments::AngleBracketed(given) => Some(&given.args),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    });
    given.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// What an index leads to.
pub(in super::super) fn element(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Slice(slice) => Some(&slice.elem),
        Type::Array(array) => Some(&array.elem),
        ty => match known_name(ty)?.to_string().as_str() {
            "Vec" | "VecDeque" => arguments(ty).next(),
            "HashMap" | "BTreeMap" => arguments(ty).nth(1),
            _ => None,
        },
    }
}

/// Whether a type's method needs it exclusively.
pub(super) fn changes(ty: &str, method: &Ident) -> bool {
    let methods: &[&str] = match ty {
        "String" => &["clear", "insert", "insert_str", "pop", "push", "push_str", "remove", "truncate"],
        "Vec" => &[
            "append",
            "clear",
            "dedup",
            "drain",
            "extend",
            "extend_from_slice",
            "insert",
            "iter_mut",
            "pop",
            "push",
            "remove",
            "resize",
            "retain",
            "reverse",
            "sort",
            "sort_by",
            "sort_by_key",
            "sort_unstable",
            "swap",
            "swap_remove",
            "truncate",
        ],
        "VecDeque" => {
            &["clear", "extend", "iter_mut", "pop_back", "pop_front", "push_back", "push_front", "retain"]
        }
        "HashMap" | "BTreeMap" => {
            &["clear", "entry", "extend", "get_mut", "insert", "iter_mut", "remove", "retain", "values_mut"]
        }
        "HashSet" | "BTreeSet" => &["clear", "extend", "insert", "remove", "retain"],
        "BinaryHeap" => &["clear", "extend", "pop", "push"],
        "Option" => &["as_mut", "get_or_insert", "get_or_insert_with", "insert", "replace", "take"],
        _ => &[],
    };
    methods.iter().any(|known| method == known)
}

/// Whether a type's method consumes it.
pub(super) fn takes(ty: &str, method: &Ident) -> bool {
    let methods: &[&str] = match ty {
        "Option" => &[
            "and_then",
            "expect",
            "filter",
            "into_iter",
            "map",
            "map_or",
            "ok_or",
            "ok_or_else",
            "unwrap",
            "unwrap_or",
            "unwrap_or_default",
            "unwrap_or_else",
        ],
        "Result" => &[
            "and_then",
            "err",
            "expect",
            "into_iter",
            "map",
            "map_err",
            "ok",
            "unwrap",
            "unwrap_err",
            "unwrap_or",
            "unwrap_or_default",
            "unwrap_or_else",
        ],
        "Vec" => &["into_boxed_slice", "into_iter"],
        "BTreeMap" | "BTreeSet" | "BinaryHeap" | "HashMap" | "HashSet" | "VecDeque" => &["into_iter"],
        "String" => &["into_boxed_str", "into_bytes"],
        "Mutex" | "RefCell" | "RwLock" => &["into_inner"],
        "JoinHandle" => &["join"],
        _ => &[],
    };
    methods.iter().any(|known| method == known)
}
