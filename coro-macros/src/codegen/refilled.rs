//! Parts of a local that get another value, where parts of them may be gone.

use super::Cx;
use super::parts::element;
use crate::ir::{LocalId, Part, PartPattern, Projection, Way, WayStep};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::{Member, Pat};

impl Cx<'_> {
    /// Drops what `value` was, a part of a local, but for the parts of it that are gone; if they all lie in it on a way that is
    /// known.
    pub(super) fn rest_of_part(
        &self,
        local: LocalId,
        place: &Projection,
        inside: &[(usize, &Part)],
    ) -> Option<TokenStream> {
        let parts = inside.iter().map(|(index, part)| {
            let told = part.by_call.is_none() && element(part).is_none();
            let part = match part.projection.within(place) {
                Some(projection) => Part { projection, ..(*part).clone() },
                None => matched_from_above(part, place)?,
            };
            told.then_some((*index, part))
        });
        let parts: Vec<(usize, Part)> = parts.collect::<Option<_>>()?;
        let parts: Vec<(usize, &Part)> = parts.iter().map(|(index, part)| (*index, part)).collect();
        let groups = self.gone_together(local, &parts);
        let gone = self.forget(local, &groups, &TokenStream::new());
        let holders = self.holders(local, &parts);
        let gone = self.one_or_all(local, &parts, &TokenStream::new(), gone);
        let open = self.as_field(local);
        Some(quote!(#open #holders #gone))
    }
}

/// A part that a pattern moves of something that holds the place, from the place on: of `(_, Some(name))` it is `Some(name)` that the field
/// is matched against.
fn matched_from_above(part: &Part, place: &Projection) -> Option<Part> {
    let pattern = part.pattern.as_ref().filter(|_| part.others.is_none())?;
    let fields = |way: Way| way.into_iter().filter(|step| step.field != "*");
    let mut steps = fields(place.way());
    if !fields(part.projection.way())
        .all(|step| steps.next().is_some_and(|on_way| on_way.field == step.field))
    {
        return None;
    }
    let steps: Vec<WayStep> = steps.collect();
    let below = |tokens: &TokenStream| {
        let pat = Pat::parse_multi_with_leading_vert.parse2(tokens.clone()).ok()?;
        steps.iter().try_fold(pat, field).map(ToTokens::into_token_stream)
    };
    let (alone, joint) = (below(&pattern.alone)?, below(&pattern.joint)?);
    let pattern = Some(PartPattern { alone, joint, ..pattern.clone() });
    Some(Part { projection: Projection::whole(), pattern, ..part.clone() })
}

/// What a field of the matched value is matched against.
fn field(pat: Pat, step: &WayStep) -> Option<Pat> {
    let numbered = |elems: syn::punctuated::Punctuated<Pat, syn::Token![,]>| {
        let number: usize = step.field.parse().ok()?;
        let mut before = elems.iter().take(number);
        let is_known = before.all(|pat| !matches!(pat, Pat::Rest(_)));
        elems.into_iter().nth(number).filter(|pat| is_known && !matches!(pat, Pat::Rest(_)))
    };
    match pat {
        Pat::Paren(pat) => field(*pat.pat, step),
        Pat::Tuple(pat) => numbered(pat.elems),
        Pat::TupleStruct(pat) => numbered(pat.elems),
        Pat::Struct(pat) => {
            let is_it = |member: &Member| step.is(member);
            pat.fields.into_iter().find(|field| is_it(&field.member)).map(|field| *field.pat)
        }
        Pat::Or(mut pat) => {
            let cases: Option<_> = pat.cases.into_iter().map(|case| field(case, step)).collect();
            pat.cases = cases?;
            Some(Pat::Or(pat))
        }
        _ => None,
    }
}
