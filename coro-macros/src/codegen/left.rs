//! What is left of a local, to the closure that drops it.

use super::Cx;
use super::code::in_parentheses;
use super::names::ours;
use crate::ir::LocalId;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

impl Cx<'_> {
    /// Makes what is left of a local a field, if patterns are matched against it: that can stand where the local does for the user.
    pub(super) fn as_field(&self, local: LocalId) -> Option<TokenStream> {
        let value = ours("value");
        self.is_field(local).then(|| quote!(let mut #value = (#value,);))
    }

    fn is_field(&self, local: LocalId) -> bool {
        let parts = &self.body.locals[local].parts;
        parts.iter().any(|part| part.pattern.is_some()) && parts.iter().all(|part| part.by_call.is_none())
    }

    /// What is left of a local, to the closure that drops it.
    pub(super) fn left_of(&self, local: LocalId) -> TokenStream {
        let value = ours("value");
        if self.is_field(local) { quote!(#value.0) } else { value.to_token_stream() }
    }

    /// The same where a pattern is matched against it.
    pub(super) fn left_at(&self, local: LocalId, (from, to): (Span, Span)) -> TokenStream {
        let value = in_parentheses(from, ours("value").to_token_stream());
        let field = self.is_field(local).then(|| quote_spanned!(to.resolved_at(from)=> .0));
        quote!(#value #field)
    }
}
