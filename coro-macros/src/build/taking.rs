//! What patterns take: whether anything that may be dropped is left of a value that a pattern takes apart.

use super::Builder;
use crate::syntax::outside::primitives::primitive;
use crate::syntax::outside::{definition_of_type, has_destructor, may_mean_std, result_of_called};
use crate::syntax::suspends::{is_constant_name, starts_upper};
use proc_macro2::{Ident, Span};
use syn::{Expr, GenericArgument, Pat, Path, PathArguments, Type, parse_quote};

/// Whether a pattern that a variable matches may leave something of its value to be dropped. What a name is bound to by value is
/// moved, or it is `Copy`; of numbers, texts and references there is nothing to drop. The type says what else is one of these.
pub(super) fn may_leave(pat: &Pat, ty: Option<&Type>) -> bool {
    let may_leave_any = |pat: &Pat| may_leave(pat, None);
    match pat {
        Pat::Wild(_) => !ty.is_some_and(is_inert),
        Pat::Lit(_) | Pat::Range(_) | Pat::Reference(_) => false,
        Pat::Ident(name) => {
            let may_be_path = name.subpat.is_none() && is_constant_name(&name.ident);
            name.by_ref.is_some() || may_be_path && name.ident != "None"
        }
        Pat::Or(pat) => pat.cases.iter().any(|pat| may_leave(pat, ty)),
        Pat::Paren(pat) => may_leave(&pat.pat, ty),
        Pat::Type(pat) => may_leave(&pat.pat, ty),
        Pat::Tuple(pat) => pat.elems.iter().any(may_leave_any),
        Pat::TupleStruct(pat) => match (held_by(&pat.path, ty), pat.elems.first()) {
            (Some(held), Some(elem)) => may_leave(elem, Some(held)),
            _ => may_have_destructor(&pat.path) || pat.elems.iter().any(may_leave_any),
        },
        Pat::Struct(pat) => {
            let mut fields = pat.fields.iter().map(|field| &*field.pat);
            pat.rest.is_some() || may_have_destructor(&pat.path) || fields.any(may_leave_any)
        }
        Pat::Path(pat) => may_have_destructor(&pat.path),
        // Of `_` and `..`, and what a macro makes: all of it. And an array of which elements are moved is no longer dropped as
        // others are, also where all are there: its parts are to be told.
        _ => true,
    }
}

/// The same of a value of a type that does not match the pattern.
pub(super) fn may_be_left(pat: &Pat, ty: &Type) -> bool {
    let (Pat::TupleStruct(pat), Some(variants)) = (pat, Variants::of(ty)) else { return true };
    let takes_any = |pat: &Pat| match pat {
        Pat::Ident(name) => name.subpat.is_none() && !is_constant_name(&name.ident),
        pat => matches!(pat, Pat::Wild(_)),
    };
    let other = variants.0.iter().find(|(name, _)| !pat.path.is_ident(name));
    let is_one = variants.0.iter().any(|(name, _)| pat.path.is_ident(name));
    !is_one || !pat.elems.iter().all(takes_any) || other.is_some_and(|(_, held)| !held.is_none_or(is_inert))
}

/// What a variant holds.
fn held_by<'a>(path: &Path, ty: Option<&'a Type>) -> Option<&'a Type> {
    let variants = Variants::of(ty?)?;
    variants.0.into_iter().find(|(name, _)| path.is_ident(name)).and_then(|(_, held)| held)
}

/// One of the standard library's enums: its variants, and what they hold.
struct Variants<'a>([(&'static str, Option<&'a Type>); 2]);

impl<'a> Variants<'a> {
    fn of(ty: &'a Type) -> Option<Self> {
        let Type::Path(path) = ty else { return None };
        let last = path.path.segments.last().filter(|_| path.qself.is_none())?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        let held: Vec<&Type> = (arguments.args.iter())
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect();
        match (last.ident.to_string().as_str(), held.as_slice()) {
            ("Option", [some]) => Some(Variants([("Some", Some(some)), ("None", None)])),
            ("Result", [ok, error]) => Some(Variants([("Ok", Some(ok)), ("Err", Some(error))])),
            _ => None,
        }
    }
}

/// What is known of a type: that it is one of the standard library's enums, and which of what that holds has nothing to drop. Generated
/// code says that it is that type, so that it is an error if it is another one.
pub(super) fn known_choice(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let known = |held: &Type| match held {
        Type::Path(path) => primitive(&path.path).map_or(parse_quote!(_), |name| {
            let name = Ident::new(&name, Span::call_site());
            parse_quote!(::core::primitive::#name)
        }),
        Type::Reference(reference) if reference.mutability.is_none() => parse_quote!(&_),
        Type::Tuple(tuple) if tuple.elems.is_empty() => parse_quote!(()),
        _ => parse_quote!(_),
    };
    let variants = Variants::of(ty).filter(|_| may_mean_std(&path.path))?;
    match variants.0 {
        [("Some", Some(some)), _] => {
            let some: Type = known(some);
            Some(parse_quote!(::core::option::Option<#some>))
        }
        [(_, Some(ok)), (_, Some(error))] => {
            let (ok, error): (Type, Type) = (known(ok), known(error));
            Some(parse_quote!(::core::result::Result<#ok, #error>))
        }
        _ => None,
    }
}

impl Builder<'_> {
    /// The same of what a function of the file gives, or its future.
    pub(super) fn choice_made(&self, value: &Expr) -> Option<Type> {
        match value {
            Expr::Await(wait) if matches!(*wait.base, Expr::Call(_)) => self.choice_made(&wait.base),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) if self.local_of(&call.func).is_none() => {
                    known_choice(&result_of_called(path.path.get_ident()?)?)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether a part of what [`known_choice`] tells has nothing to drop.
fn is_inert(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.iter().any(|segment| segment.ident == "primitive"),
        Type::Reference(_) | Type::Tuple(_) => true,
        _ => false,
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
