//! Patterns: what they bind.

use super::Builder;
use super::names::Meaning;
use crate::ir::{Binding, LocalId, Origin, Pattern, PatternName, WayStep};
use crate::syntax::suspends::is_constant_name;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::Pat;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

/// The names that a pattern binds, in order, each once.
pub(super) fn bindings(pat: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            let plain = pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none();
            let constant = plain && is_constant_name(&pat.ident.to_string());
            if !constant && !self.0.contains(&pat.ident) {
                self.0.push(pat.ident.clone());
            }
            visit::visit_pat_ident(self, pat);
        }

        fn visit_expr(&mut self, _: &syn::Expr) {}
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}

/// The one name that the whole pattern is, if it is no more than that.
pub(super) fn simple_name(pat: &Pat) -> Option<(&Ident, bool)> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            let constant = pat.mutability.is_none() && is_constant_name(&pat.ident.to_string());
            (!constant).then_some((&pat.ident, pat.mutability.is_some()))
        }
        Pat::Paren(paren) => simple_name(&paren.pat),
        Pat::Type(typed) => simple_name(&typed.pat),
        _ => None,
    }
}

impl Builder<'_> {
    /// The names stay what they are in the code at hand.
    pub(super) fn declare_inner(&mut self, pat: &Pat) {
        for name in bindings(pat) {
            self.names.declare(&name, Meaning::Inner);
        }
    }

    /// The names become locals; in a `refutable` pattern, one of them may be a constant's after all.
    pub(super) fn declare_bindings(&mut self, pat: &Pat, refutable: bool) -> Vec<Binding> {
        bindings(pat)
            .into_iter()
            .map(|ident| {
                let local = self.declare_user(&ident, None);
                self.locals[local].may_be_constant = refutable;
                Binding { local, ident }
            })
            .collect()
    }

    pub(super) fn declare_user(&mut self, ident: &Ident, from: Option<LocalId>) -> LocalId {
        let name = ident.to_string();
        let local = self.new_local(super::names::plain(&name), Origin::User(from));
        self.names.declare(ident, Meaning::Local(local));
        local
    }
}

/// What generated code makes of a pattern.
pub(super) fn describe(pat: &Pat) -> Pattern {
    let names = bindings(pat).into_iter().map(|ident| describe_name(pat, ident)).collect();
    let mut wild = pat.clone();
    Reduce { keep: None, to_path: false, found: Found::default() }.visit_pat_mut(&mut wild);
    Pattern { full: pat.to_token_stream(), wild: wild.to_token_stream(), names }
}

fn describe_name(pat: &Pat, ident: Ident) -> PatternName {
    let mut alone = pat.clone();
    let mut reduce = Reduce { keep: Some(&ident), to_path: false, found: Found::default() };
    reduce.visit_pat_mut(&mut alone);
    let found = reduce.found;
    let mut by_place = pat.clone();
    let mut reduce = Reduce { keep: Some(&ident), to_path: true, found: Found::default() };
    reduce.visit_pat_mut(&mut by_place);
    // In `(1, x) | (x, 2)` the way to the name depends on what is left out of it.
    let ambiguous = reduce.found.alternatives && reduce.found.left_out;
    PatternName {
        by_ref: found.by_ref || ambiguous,
        mutable: found.mutable,
        alone: alone.to_token_stream(),
        by_place: by_place.to_token_stream(),
        way: way_to(pat, &ident).unwrap_or_default(),
        ident,
    }
}

/// The way from a pattern's place to one of its names.
fn way_to(pat: &Pat, name: &Ident) -> Option<Vec<WayStep>> {
    let through = |of: Option<String>, field: String, pat: &Pat| {
        way_to(pat, name).map(|mut way| {
            way.insert(0, WayStep { of: of.clone(), field });
            way
        })
    };
    let numbered = |of: Option<String>, pats: &mut dyn Iterator<Item = &Pat>| {
        let pats: Vec<&Pat> = pats.collect();
        let rest = pats.iter().position(|pat| matches!(pat, Pat::Rest(_)));
        // Behind `..`, only the distance from the end is known.
        let field = |number: usize| match rest {
            Some(rest) if number > rest => format!("-{}", pats.len() - number),
            _ => number.to_string(),
        };
        pats.iter().enumerate().find_map(|(number, pat)| through(of.clone(), field(number), pat))
    };
    match pat {
        Pat::Ident(pat) if pat.ident == *name => Some(Vec::new()),
        Pat::Ident(pat) => pat.subpat.as_ref().and_then(|(_, pat)| way_to(pat, name)),
        Pat::Paren(pat) => way_to(&pat.pat, name),
        Pat::Type(pat) => way_to(&pat.pat, name),
        Pat::Or(pat) => pat.cases.iter().find_map(|case| way_to(case, name)),
        Pat::Reference(pat) => through(None, String::from("*"), &pat.pat),
        Pat::Tuple(pat) => numbered(None, &mut pat.elems.iter()),
        Pat::Slice(pat) => numbered(Some(String::from("[]")), &mut pat.elems.iter()),
        Pat::TupleStruct(pat) => numbered(last_segment(&pat.path), &mut pat.elems.iter()),
        Pat::Struct(pat) => pat.fields.iter().find_map(|field| {
            let member = match &field.member {
                syn::Member::Named(name) => name.to_string(),
                syn::Member::Unnamed(index) => index.index.to_string(),
            };
            through(last_segment(&pat.path), member, &field.pat)
        }),
        _ => None,
    }
}

fn last_segment(path: &syn::Path) -> Option<String> {
    path.segments.last().map(|last| last.ident.to_string())
}

/// Takes names out of a pattern.
struct Reduce<'a> {
    /// The one name that stays.
    keep: Option<&'a Ident>,
    /// Leave nothing but the way to that name: for matching a reference to the place.
    to_path: bool,
    found: Found,
}

#[derive(Default)]
struct Found {
    by_ref: bool,
    mutable: bool,
    alternatives: bool,
    left_out: bool,
}

impl Reduce<'_> {
    fn leads_on(&self, pat: &Pat) -> bool {
        self.keep.is_none_or(|name| bindings(pat).contains(name))
    }

    fn reduce_name(&mut self, name: &mut syn::PatIdent) -> Option<Pat> {
        let plain = name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none();
        if plain && is_constant_name(&name.ident.to_string()) {
            self.found.left_out |= self.to_path;
            return self.to_path.then(wildcard);
        }
        if self.keep == Some(&name.ident) {
            self.found.by_ref |= name.by_ref.is_some();
            if name.by_ref.is_none() {
                self.found.mutable |= name.mutability.take().is_some();
            }
            if self.to_path {
                name.by_ref = None;
                name.mutability = None;
                name.subpat = None;
            } else if let Some((_, sub)) = &mut name.subpat {
                self.visit_pat_mut(sub);
            }
            return None;
        }
        Some(match name.subpat.take() {
            Some((_, mut sub)) => {
                self.visit_pat_mut(&mut sub);
                *sub
            }
            None => wildcard(),
        })
    }
}

impl VisitMut for Reduce<'_> {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if self.to_path && !matches!(pat, Pat::Rest(_) | Pat::Wild(_)) && !self.leads_on(pat) {
            // Beside the way: it may be given another value before the name's is forgotten.
            self.found.left_out = true;
            *pat = wildcard();
            return;
        }
        match pat {
            Pat::Ident(name) => {
                if let Some(other) = self.reduce_name(name) {
                    *pat = other;
                }
            }
            Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Const(_) | Pat::Reference(_)
                if self.to_path =>
            {
                self.found.left_out = true;
                *pat = wildcard();
            }
            Pat::Or(_) => {
                self.found.alternatives = true;
                visit_mut::visit_pat_mut(self, pat);
            }
            _ => visit_mut::visit_pat_mut(self, pat),
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        field.colon_token.get_or_insert_default();
        self.visit_pat_mut(&mut field.pat);
    }
}

fn wildcard() -> Pat {
    Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: syn::token::Underscore::default() })
}
