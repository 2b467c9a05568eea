//! Attributes that have to be expanded before this one.
//!
//! Natively, an attribute macro on an `async fn` sees the `async fn`. One that stands below ours would see a function that
//! returns a machine, and do something else (`#[tracing::instrument]` would trace the making of the machine). So what is not
//! one of rustc's own goes above, and our attribute is expanded again, below it.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// The attributes that a function may carry and that rustc only reads. `coroutine` is ours: written twice, it is reported.
const READ_BY_RUSTC: [&str; 24] = [
    "allow",
    "automatically_derived",
    "cfg",
    "cold",
    "coroutine",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "export_name",
    "forbid",
    "ignore",
    "inline",
    "instruction_set",
    "link_section",
    "must_use",
    "no_mangle",
    "non_exhaustive",
    "optimize",
    "should_panic",
    "target_feature",
    "track_caller",
    "unsafe",
    "warn",
];

/// Namespaces of tools: what is in them is for them.
const TOOLS: [&str; 5] = ["clippy", "diagnostic", "miri", "rust_analyzer", "rustfmt"];

/// Takes away what is expanded before our attribute.
pub(crate) fn take_macros(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let (read, macros) = std::mem::take(attrs).into_iter().partition(|attr| is_read(&attr.meta));
    *attrs = read;
    macros
}

fn is_read(meta: &Meta) -> bool {
    let path = meta.path();
    if path.is_ident("cfg_attr") {
        return conditional(meta).is_some_and(|metas| metas.iter().skip(1).all(is_read));
    }
    match path.get_ident() {
        Some(name) => READ_BY_RUSTC.iter().any(|known| name == known),
        None => {
            let tool = path.leading_colon.is_none()
                && path.segments.first().is_some_and(|first| TOOLS.iter().any(|tool| first.ident == tool));
            tool || path.segments.last().is_some_and(|last| last.ident == "coroutine")
        }
    }
}

/// `condition, attribute, ..`
fn conditional(meta: &Meta) -> Option<Punctuated<Meta, Token![,]>> {
    meta.require_list().ok()?.parse_args_with(Punctuated::parse_terminated).ok()
}
