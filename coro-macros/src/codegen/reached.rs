//! How a place that patterns are matched against is reached: once, also where a `Deref` of the user's own leads there.

use super::code::deref_between;
use super::names::ours;
use super::resume::Emitter;
use crate::ir::{Pattern, PlaceUse, Projection};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// A place that is matched.
pub(super) struct Reached {
    pub(super) place: TokenStream,
    /// The pointer that leads there,
    pub(super) base: Ident,
    /// and the way from what it points to.
    pub(super) projection: Projection,
    pub(super) at: (Span, Span),
}

impl Emitter<'_> {
    /// A matched place, and what is done first: to a place behind a pointer the way is gone once, though each name is bound by itself.
    pub(super) fn reached<'p>(
        &self,
        place: &PlaceUse,
        patterns: impl IntoIterator<Item = &'p Pattern>,
    ) -> (TokenStream, Reached) {
        let matched = self.matched(place);
        let patterns: Vec<&Pattern> = patterns.into_iter().collect();
        // A slice has no size, as a probe needs it.
        if place.projection.is_held() || patterns.iter().any(|pattern| is_of_slice(&pattern.full)) {
            return (TokenStream::new(), self.reached_anew(place));
        }
        let target = ours("target");
        let exclusive = patterns.iter().any(|pattern| has_ref_mut(&pattern.full));
        let address =
            if exclusive { quote!(&raw mut #matched) } else { quote!((&raw const #matched).cast_mut()) };
        let at = Reached {
            place: deref_between(place.at, &target),
            base: target.clone(),
            projection: Projection::whole(),
            at: place.at,
        };
        (quote!(let #target = #address;), at)
    }

    /// The same, where it is reached anew for each name.
    pub(super) fn reached_anew(&self, place: &PlaceUse) -> Reached {
        Reached {
            place: self.matched(place),
            base: self.cx.names.place(place.local),
            projection: place.projection.clone(),
            at: place.at,
        }
    }
}

/// Whether the pattern is one of a slice or an array.
fn is_of_slice(pattern: &TokenStream) -> bool {
    matches!(pattern.clone().into_iter().next(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
}

/// Whether a name in the pattern is bound by `ref mut`.
fn has_ref_mut(pattern: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = pattern.clone().into_iter().collect();
    let is_word = |token: &TokenTree, is: &str| matches!(token, TokenTree::Ident(word) if word == is);
    let in_group =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if has_ref_mut(&group.stream()));
    tokens.iter().any(in_group)
        || tokens.windows(2).any(|pair| is_word(&pair[0], "ref") && is_word(&pair[1], "mut"))
}
