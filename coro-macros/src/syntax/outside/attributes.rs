//! What attributes say of an item.

use syn::punctuated::Punctuated;

/// Attributes that neither take an item away nor say where it is.
pub(super) const SAY_NOTHING: [&str; 12] = [
    "allow",
    "clippy",
    "collapse_debuginfo",
    "deny",
    "deprecated",
    "diagnostic",
    "doc",
    "expect",
    "macro_export",
    "must_use",
    "rustfmt",
    "warn",
];

/// Whether it is `cfg_attr(.., ..)`, with nothing that says something of the item.
pub(super) fn says_nothing(word: &str, attribute: &str) -> bool {
    let inner = |list: syn::MetaList| {
        let parser = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
        list.parse_args_with(parser).is_ok_and(|metas| {
            let first = |meta: &syn::Meta| meta.path().segments.first().map(|first| first.ident.to_string());
            metas.iter().skip(1).filter_map(first).all(|first| SAY_NOTHING.contains(&first.as_str()))
        })
    };
    word == "cfg_attr" && syn::parse_str(attribute).is_ok_and(inner)
}

/// `path = ".."`
pub(super) fn path_of(attribute: &str) -> Option<String> {
    let pair: syn::MetaNameValue = syn::parse_str(attribute).ok()?;
    match pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
        _ => None,
    }
}
