//! The fields of a value that a pattern mentions, one by one.

use super::pattern;
use syn::{Expr, Member, Pat};

/// The names that a pattern of fields binds, some of them by value, and their fields, if it does no more than that.
pub(super) fn fields_of(pat: &Pat) -> Option<Vec<(syn::PatIdent, Member)>> {
    let fields = members_of(pat, &|pat, member| match pat {
        Pat::Wild(_) => Some(None),
        Pat::Ident(name) => {
            let binds =
                name.subpat.is_none() && (name.by_ref.is_some() || pattern::simple_name(pat).is_some());
            binds.then(|| Some((name.clone(), member)))
        }
        _ => None,
    });
    fields.filter(|fields| fields.iter().any(|(name, _)| name.by_ref.is_none()))
}

/// `ref name` of a place is `name` of a reference to it.
pub(super) fn bound_to(name: syn::PatIdent, place: &Expr) -> (Pat, Expr) {
    let value = match (&name.by_ref, &name.mutability) {
        (None, _) => return (Pat::Ident(name), place.clone()),
        (Some(_), None) => syn::parse_quote!(&#place),
        (Some(_), Some(_)) => syn::parse_quote!(&mut #place),
    };
    (Pat::Ident(syn::PatIdent { by_ref: None, mutability: None, ..name }), value)
}

/// What is made of each field that a pattern mentions, if that can be made of all.
pub(super) fn members_of<T>(pat: &Pat, make: &dyn Fn(&Pat, Member) -> Option<Option<T>>) -> Option<Vec<T>> {
    let numbered = |pats: &mut dyn Iterator<Item = &Pat>, len: usize| {
        let fields = pats.enumerate().filter_map(|(number, pat)| match pat {
            Pat::Rest(_) if number + 1 == len => None,
            pat => Some(make(pat, Member::from(number))),
        });
        fields.collect::<Option<Vec<_>>>()
    };
    let of_struct = |path: &syn::Path| {
        let parent = path.segments.iter().rev().nth(1);
        let is_of_enum = ["Ok", "Err", "Some"].iter().any(|name| path.is_ident(name));
        !is_of_enum && !parent.is_some_and(|parent| parent.ident.to_string().starts_with(char::is_uppercase))
    };
    let fields = match pat {
        Pat::Struct(pat) if of_struct(&pat.path) => {
            pat.fields.iter().map(|field| make(&field.pat, field.member.clone())).collect::<Option<Vec<_>>>()
        }
        Pat::Tuple(pat) => numbered(&mut pat.elems.iter(), pat.elems.len()),
        Pat::TupleStruct(pat) if of_struct(&pat.path) => numbered(&mut pat.elems.iter(), pat.elems.len()),
        _ => None,
    };
    fields.map(|fields| fields.into_iter().flatten().collect())
}
