//! What lints say of the machine: nothing. They are about the user's own text, which the check holds.

use super::Cx;
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Attribute, Meta, Path, Token};

impl Cx<'_> {
    /// What is allowed of the machine: also what a statement of the body is (`#[allow(deprecated)] let x = old();`), for the machine has
    /// it without its attributes.
    pub(super) fn allow(&self) -> TokenStream {
        let mut allowed = Allowed(Vec::new());
        allowed.visit_block(&self.coroutine.body);
        let others = allowed.0;
        quote! {
            #[allow(
                unused, deprecated, dangerous_implicit_autorefs, static_mut_refs, irrefutable_let_patterns,
                non_shorthand_field_patterns, let_underscore_lock, noop_method_call, invalid_nan_comparisons,
                unpredictable_function_pointer_comparisons, ambiguous_wide_pointer_comparisons, unused_qualifications,
                arithmetic_overflow, unconditional_panic, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
                #(, #others)*
            )]
        }
    }
}

/// The lints that attributes in the body allow, or expect.
struct Allowed(Vec<Path>);

impl Visit<'_> for Allowed {
    fn visit_attribute(&mut self, attr: &Attribute) {
        if !["allow", "expect"].iter().any(|level| attr.path().is_ident(level)) {
            return;
        }
        let lints = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        for lint in lints.into_iter().flatten() {
            if let Meta::Path(path) = lint
                && !self.0.contains(&path)
            {
                self.0.push(path);
            }
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}
