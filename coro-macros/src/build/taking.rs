//! What patterns take: whether anything that may be dropped is left of a value that a pattern takes apart.

use crate::syntax::outside::{definition_of_type, has_destructor};
use crate::syntax::suspends::starts_upper;
use syn::{Pat, Path};

/// Whether a pattern that a variable matches may leave something of its value to be dropped. What a name is bound to by value is
/// moved, or it is `Copy`; of numbers, texts and references there is nothing to drop.
pub(super) fn may_leave(pat: &Pat) -> bool {
    match pat {
        Pat::Lit(_) | Pat::Range(_) | Pat::Reference(_) => false,
        Pat::Ident(name) => {
            let may_be_path = name.subpat.is_none() && starts_upper(&name.ident.to_string());
            name.by_ref.is_some() || may_be_path && name.ident != "None"
        }
        Pat::Or(pat) => pat.cases.iter().any(may_leave),
        Pat::Paren(pat) => may_leave(&pat.pat),
        Pat::Type(pat) => may_leave(&pat.pat),
        Pat::Tuple(pat) => pat.elems.iter().any(may_leave),
        Pat::TupleStruct(pat) => may_have_destructor(&pat.path) || pat.elems.iter().any(may_leave),
        Pat::Struct(pat) => {
            let mut fields = pat.fields.iter().map(|field| &*field.pat);
            pat.rest.is_some() || may_have_destructor(&pat.path) || fields.any(may_leave)
        }
        Pat::Path(pat) => may_have_destructor(&pat.path),
        // Of `_` and `..`, and what a macro makes: all of it. And an array of which elements are moved is no longer dropped as
        // others are, also where all are there: its parts are to be told.
        _ => true,
    }
}

/// Whether a value of which a pattern names the type, or the variant, may have a destructor.
fn may_have_destructor(path: &Path) -> bool {
    match destructor(path) {
        Destructor::Known(has) => has,
        Destructor::UnknownType | Destructor::UnknownEnum => true,
    }
}

/// What is known of the destructor of a type.
pub(super) enum Destructor {
    /// Whether there is one.
    Known(bool),
    /// Nothing: the path may be a struct's, or that of an imported variant.
    UnknownType,
    /// Nothing; the path is that of an enum's variant.
    UnknownEnum,
}

/// Whether a value of which a pattern names the type, or the variant, has a destructor: a value that has one ends as a whole. Of
/// the standard library's enums and the types of the file it is known.
pub(super) fn destructor(path: &Path) -> Destructor {
    const VARIANTS: [&str; 9] =
        ["Some", "None", "Ok", "Err", "Ready", "Break", "Continue", "Yielded", "Complete"];
    const ENUMS: [&str; 5] = ["Option", "Result", "Poll", "ControlFlow", "CoroutineState"];
    let mut names = path.segments.iter().rev().map(|segment| &segment.ident);
    let Some(name) = names.next() else { return Destructor::UnknownType };
    let (ty, known, unknown) = match names.next().filter(|of| starts_upper(&of.to_string())) {
        Some(of) => (of, &ENUMS[..], Destructor::UnknownEnum),
        None => (name, &VARIANTS[..], Destructor::UnknownType),
    };
    let is_defined = definition_of_type(&ty.to_string(), ty.span()).is_some();
    match is_defined || known.iter().any(|known| ty == known) {
        true => Destructor::Known(is_defined && has_destructor(ty)),
        // The type of another file may have it here.
        false if matches!(unknown, Destructor::UnknownEnum) && has_destructor(ty) => Destructor::Known(true),
        false => unknown,
    }
}
