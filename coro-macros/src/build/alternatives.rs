//! The alternatives of an arm's pattern, where its guard waits: the guard is asked anew for each one that matches. The same where a name
//! is in another part of the matched place in each: so it is known which part it may move away.
//!
//! ```text
//!   (x, _) | (_, x) if ask(x).await => x              (x, _) if ask(x).await => x
//!                                                     (_, x) if ask(x).await => x
//! ```

use super::lower::MOST_POINTS;
use super::{Builder, pattern};
use crate::syntax::alternatives::alternatives;
use crate::syntax::suspends::suspends;
use syn::{Arm, Pat};

/// Arms are not written more often than this.
const MOST_ARMS: usize = 8;

impl Builder<'_> {
    /// A match with an arm for each alternative of a pattern that takes a name from one part of the matched place or from another.
    pub(super) fn split_ambiguous(&self, branch: &mut syn::ExprMatch) {
        let is_split = |arm: &Arm| pattern::is_ambiguous(&arm.pat);
        if self.matched_place(&branch.expr).is_none() || !branch.arms.iter().any(is_split) {
            return;
        }
        let split = |arm: Arm| match alternatives(&arm.pat, MOST_ARMS + 1) {
            cases if is_split(&arm) && cases.len() <= MOST_ARMS => {
                cases.into_iter().map(|pat| Arm { pat, comma: Some(<_>::default()), ..arm.clone() }).collect()
            }
            _ => vec![arm],
        };
        branch.arms = std::mem::take(&mut branch.arms).into_iter().flat_map(split).collect();
    }
}

/// An arm for each alternative, wherever in the pattern, if more than one may match the same value, and its guard suspends.
pub(super) fn apart(arm: Arm) -> Vec<Arm> {
    if !arm.guard.as_ref().is_some_and(|(_, guard)| suspends(guard)) {
        return vec![arm];
    }
    // Each will have a suspension point, so there is no need for more than there can be.
    let cases = alternatives(&arm.pat, MOST_POINTS + 1);
    let pairs = cases.iter().enumerate().flat_map(|(at, a)| cases[..at].iter().map(move |b| (a, b)));
    if pairs.into_iter().all(|(a, b)| excludes(a, b)) {
        return vec![arm];
    }
    cases.into_iter().map(|pat| Arm { pat, ..arm.clone() }).collect()
}

/// Whether no value matches both patterns, as far as their words tell.
fn excludes(a: &Pat, b: &Pat) -> bool {
    match (without_parentheses(a), without_parentheses(b)) {
        (Pat::Lit(a), Pat::Lit(b)) => a.lit != b.lit,
        (Pat::Reference(a), Pat::Reference(b)) => excludes(&a.pat, &b.pat),
        (Pat::Tuple(a), Pat::Tuple(b)) if !has_rest(&a.elems) && !has_rest(&b.elems) => {
            a.elems.iter().zip(&b.elems).any(|(a, b)| excludes(a, b))
        }
        (Pat::TupleStruct(a), Pat::TupleStruct(b))
            if a.path == b.path && !has_rest(&a.elems) && !has_rest(&b.elems) =>
        {
            a.elems.iter().zip(&b.elems).any(|(a, b)| excludes(a, b))
        }
        (a, b) => match (variant(a), variant(b)) {
            (Some(a), Some(b)) => a.segments.last() != b.segments.last(),
            (Some(_), None) | (None, _) => false,
        },
    }
}

fn has_rest(pats: &syn::punctuated::Punctuated<Pat, syn::Token![,]>) -> bool {
    pats.iter().any(|pat| matches!(pat, Pat::Rest(_)))
}

/// The struct or the variant that a value has to be.
fn variant(pat: &Pat) -> Option<&syn::Path> {
    match pat {
        Pat::TupleStruct(pat) => Some(&pat.path),
        Pat::Struct(pat) => Some(&pat.path),
        _ => None,
    }
}

fn without_parentheses(pat: &Pat) -> &Pat {
    match pat {
        Pat::Paren(paren) => without_parentheses(&paren.pat),
        pat => pat,
    }
}
