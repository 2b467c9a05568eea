//! The alternatives of an arm's pattern, where its guard waits: the guard is asked anew for each one that matches. The same where a name
//! is in another part of the matched place in each: so it is known which part it may move away.
//!
//! ```text
//!   (x, _) | (_, x) if ask(x).await => x              (x, _) if ask(x).await => x
//!                                                     (_, x) if ask(x).await => x
//! ```

use super::lower::MOST_POINTS;
use super::pattern;
use crate::syntax::alternatives::alternatives;
use crate::syntax::parens;
use crate::syntax::suspends::suspends;
use proc_macro2::Ident;
use syn::{Arm, Expr, Pat};

/// Arms are not written more often than this.
const MOST_ARMS: usize = 8;

/// An arm with one of its pattern's alternatives.
pub(super) struct Alternative {
    pub(super) arm: Arm,
    /// What the pattern binds, in the order of its first alternative: this is how rustc declares the names of all.
    pub(super) names: Vec<Ident>,
    /// It is not the first of its arm.
    pub(super) instead: bool,
}

/// The arms of a match on a place: one for each alternative of a pattern that takes a name from one part of the place or from another.
pub(super) fn split_ambiguous(arms: Vec<Arm>) -> Vec<Alternative> {
    let split = |arm: Arm| {
        let cases = if pattern::is_ambiguous(&arm.pat) { few_alternatives(&arm.pat) } else { None };
        with_each(arm, cases)
    };
    arms.into_iter().flat_map(split).collect()
}

/// The arms of another match, as they are.
pub(super) fn as_they_are(arms: Vec<Arm>) -> Vec<Alternative> {
    arms.into_iter().flat_map(|arm| with_each(arm, None)).collect()
}

/// An arm for each alternative, wherever in the pattern, if more than one may match the same value, and its guard suspends; and as
/// above.
pub(super) fn apart(arm: Arm) -> Vec<Alternative> {
    if !arm.guard.as_ref().is_some_and(|(_, guard)| suspends(guard)) {
        return split_ambiguous(vec![arm]);
    }
    // Each will have a suspension point, so there is no need for more than there can be.
    let cases = alternatives(&arm.pat, MOST_POINTS + 1);
    let pairs = cases.iter().enumerate().flat_map(|(at, a)| cases[..at].iter().map(move |b| (a, b)));
    if pairs.into_iter().all(|(a, b)| excludes(a, b)) {
        return split_ambiguous(vec![arm]);
    }
    with_each(arm, Some(cases))
}

impl Alternative {
    /// The arm's code, with the names declared in that order.
    pub(super) fn body(self) -> Expr {
        let (names, body) = (&self.names, self.arm.body);
        if pattern::bindings(&self.arm.pat) == *names {
            return *body;
        }
        let bound = bound(&self.arm.pat, names);
        syn::parse_quote!(match (#(#names,)*) { #bound => #body })
    }
}

/// All alternatives, if they are not too many.
fn few_alternatives(pat: &Pat) -> Option<Vec<Pat>> {
    Some(alternatives(pat, MOST_ARMS + 1)).filter(|cases| cases.len() <= MOST_ARMS)
}

fn with_each(arm: Arm, cases: Option<Vec<Pat>>) -> Vec<Alternative> {
    let names = pattern::bindings(&arm.pat);
    let Some(cases) = cases else { return vec![Alternative { arm, names, instead: false }] };
    let with = |(number, pat)| {
        let arm = Arm { pat, comma: Some(<_>::default()), ..arm.clone() };
        Alternative { arm, names: names.clone(), instead: number > 0 }
    };
    cases.into_iter().enumerate().map(with).collect()
}

/// `pattern = matched` in a condition, of a pattern that takes a name from one part of the matched place or from another: a match tells what
/// the names are bound to.
///
/// ```text
///   if let (Some(x), _) | (_, Some(x)) = pair && ..
///   if let Some((x,)) = match pair { (Some(x), _) | (_, Some(x)) => Some((x,)), _ => None } && ..
/// ```
pub(super) fn told_by_match(condition: &mut syn::ExprLet, private: &syn::Path) {
    if !pattern::is_ambiguous(&condition.pat) {
        return;
    }
    let (pat, init) = (&condition.pat, parens::before_block(&condition.expr));
    let names = pattern::bindings(pat);
    *condition.expr = syn::parse_quote!(match #init {
        #pat => #private::Option::Some((#(#names,)*)),
        _ => #private::Option::None,
    });
    let bound = bound(pat, &names);
    *condition.pat = syn::parse_quote!(#private::Option::Some(#bound));
}

/// The same for such a pattern that matches whatever it is given. What its temporaries are borrowed for keeps them alive by the `let`
/// only: that is left as it is.
///
/// ```text
///   let ((x, _, 0) | (_, x, _)) = triple;
///   let (x,) = match triple { (x, _, 0) | (_, x, _) => (x,) };
/// ```
pub(super) fn told_of_any(pat: Pat, value: Expr) -> (Pat, Expr) {
    if !pattern::is_ambiguous(&pat) || matches!(value, Expr::Reference(_)) {
        return (pat, value);
    }
    let (init, names) = (parens::before_block(&value), pattern::bindings(&pat));
    (bound(&pat, &names), syn::parse_quote!(match #init { #pat => (#(#names,)*) }))
}

/// A pattern of a tuple with a pattern's names.
fn bound(pat: &Pat, names: &[Ident]) -> Pat {
    let mutable = pattern::mutable_names(pat);
    let names = names.iter().map(|name| {
        let mutability = mutable.contains(&name.to_string()).then(<syn::Token![mut]>::default);
        quote::quote!(#mutability #name)
    });
    syn::parse_quote!((#(#names,)*))
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
