//! The names of primitive types. They are taken at their word, unless the function's file or its generics have types of such a name.

use std::cell::Cell;
use std::collections::HashSet;
use syn::{Path, Signature, Type};

/// All but `str`, of which there are no values.
pub(crate) const PRIMITIVES: [&str; 16] = [
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
    "f32", "f64",
];

thread_local! {
    /// For the function that is being expanded: whoever looks at a type would have to be told otherwise.
    static HIDDEN: Cell<bool> = const { Cell::new(false) };
}

/// Begins with a function.
pub(super) fn begin(sig: &Signature, parameters: &HashSet<String>) {
    let is_hidden = parameters.iter().any(|name| is_name(name));
    HIDDEN.set(is_hidden || super::hides_primitives(sig.ident.span()));
}

/// Whether a type of the name would hide a primitive one.
pub(super) fn is_name(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// The primitive type that a path names.
pub(crate) fn primitive(path: &Path) -> Option<String> {
    let name = path.get_ident()?.to_string();
    (is_name(&name) && !HIDDEN.get()).then_some(name)
}

/// Whether a type is one of the numbers.
pub(crate) fn is_number(ty: &Type) -> bool {
    let name = match ty {
        Type::Path(path) if path.qself.is_none() => primitive(&path.path),
        _ => None,
    };
    name.is_some_and(|name| name != "bool" && name != "char")
}
