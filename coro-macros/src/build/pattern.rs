//! Patterns: what they bind.

use super::Builder;
use super::names::{Meaning, plain};
use crate::ir::{Binding, Lie, LocalId, Mutable, Origin, Pattern, PatternName, Way, WayStep, lie};
use crate::syntax::suspends::is_constant_name;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Pat;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

/// The names that a pattern binds, in order, each once.
pub(super) fn bindings(pat: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            let plain = pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none();
            let constant = plain && is_constant_name(&pat.ident);
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

/// `let` has alternatives in parentheses only, unlike `if let`.
pub(super) fn in_parentheses(pat: &mut Pat) {
    if matches!(pat, Pat::Or(_)) {
        *pat = syn::parse_quote_spanned!(pat.span()=> (#pat));
    }
}

/// Whether the pattern may bind a name by `ref`.
pub(super) fn refers(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat(&mut self, pat: &Pat) {
            self.0 |= match pat {
                Pat::Ident(pat) => pat.by_ref.is_some(),
                Pat::Macro(_) | Pat::Verbatim(_) => true,
                _ => false,
            };
            visit::visit_pat(self, pat);
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    finder.0
}

/// A pattern that matches whatever it is given, as it stands in a `let`: a name in capitals is no constant's there. (`mut` is what tells it from one.)
pub(super) fn irrefutable(pat: &Pat) -> Pat {
    struct Capitals;
    impl VisitMut for Capitals {
        fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
            visit_mut::visit_pat_ident_mut(self, pat);
            let name = pat.ident.to_string();
            let is_plain = pat.by_ref.is_none() && pat.subpat.is_none();
            if is_plain && is_constant_name(&pat.ident) && !name.chars().any(char::is_lowercase) {
                pat.mutability.get_or_insert_default();
            }
        }
    }
    let mut pat = pat.clone();
    Capitals.visit_pat_mut(&mut pat);
    in_parentheses(&mut pat);
    pat
}

/// Whether the pattern may move something: it binds a name, none of them by `ref`, and not what a reference leads to.
pub(super) fn takes(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat_reference(&mut self, _: &syn::PatReference) {
            self.0 = true;
        }
    }
    let mut finder = Finder(refers(pat));
    finder.visit_pat(pat);
    !finder.0 && !bindings(pat).is_empty()
}

/// Whether it may take parts of what it is matched against, and refers to others.
pub(super) fn takes_and_refers(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat_ident(&mut self, name: &syn::PatIdent) {
            self.0 |= name.by_ref.is_none() && !is_constant_name(&name.ident);
            visit::visit_pat_ident(self, name);
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    finder.0 && refers(pat)
}

/// Whether a name is bound to all of the value, and others to what is copied out of it: `x @ Point { y, .. }`.
pub(super) fn binds_whole(pat: &Pat) -> bool {
    matches!(pat, Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_some()) && !refers(pat)
}

/// The one name that the whole pattern is, if it is no more than that.
pub(super) fn simple_name(pat: &Pat) -> Option<(&Ident, Mutable)> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            let constant = pat.mutability.is_none() && is_constant_name(&pat.ident);
            (!constant).then_some((&pat.ident, pat.mutability))
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
        let local = self.new_local(plain(&name), Origin::User(from));
        self.locals[local].span = ident.span();
        self.names.declare(ident, Meaning::Local(local));
        local
    }
}

/// What generated code makes of a pattern.
pub(super) fn describe(pat: &Pat) -> Pattern {
    let names: Vec<PatternName> = bindings(pat).into_iter().map(|ident| describe_name(pat, ident)).collect();
    let moving: Vec<Ident> =
        names.iter().filter(|name| name.moves()).map(|name| name.ident.clone()).collect();
    let (wild, _) = reduced(pat, &[], false);
    let (joint, _) = reduced(pat, &moving, true);
    Pattern {
        full: pat.to_token_stream(),
        wild: wild.to_token_stream(),
        joint: joint.to_token_stream(),
        compared: None,
        names,
    }
}

/// The same for the pattern of an arm. `unused` are names that nobody uses after it.
pub(super) fn describe_arm(arm: &syn::Arm, unused: &[Ident]) -> Pattern {
    let guard = arm.guard.as_ref().map(|(_, guard)| guard);
    let body = &arm.body;
    let in_arm = unused_names(&arm.pat, &quote::quote!(#guard #body));
    let is_unused = |name: &Ident| in_arm.contains(name) || unused.contains(name);
    let names: Vec<Ident> = bindings(&arm.pat).into_iter().filter(is_unused).collect();
    describe_compared(&arm.pat, &names)
}

/// The same for a pattern of which names may be a constant's: nobody uses them.
pub(super) fn describe_compared(pat: &Pat, unused: &[Ident]) -> Pattern {
    let mut pattern = describe(pat);
    if !unused.is_empty() {
        pattern.compared = Some(reduced(pat, unused, false).0.to_token_stream());
        pattern.names.iter_mut().for_each(|name| name.unused = unused.contains(&name.ident));
    }
    pattern
}

/// Whether the code has the name, as a word or in a format.
pub(super) fn mentions(code: TokenStream, name: &Ident) -> bool {
    mentions_word(code, &name.to_string())
}

/// The same for a name as it is written.
pub(super) fn mentions_word(code: TokenStream, name: &str) -> bool {
    // In a format there is no `r#`.
    let in_format = format!("{{{}", plain(name));
    code.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions_word(group.stream(), name),
        TokenTree::Literal(literal) => literal.to_string().contains(&in_format),
        TokenTree::Punct(_) => false,
    })
}

/// The statements, without the names that their patterns bind: those are others, or constants'.
pub(super) fn without_names(stmts: &[syn::Stmt]) -> TokenStream {
    struct Nameless;
    impl VisitMut for Nameless {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            match pat {
                Pat::Ident(name) if name.subpat.is_none() => *pat = syn::parse_quote!(_),
                _ => visit_mut::visit_pat_mut(self, pat),
            }
        }
    }
    let mut stmts = stmts.to_vec();
    stmts.iter_mut().for_each(|stmt| Nameless.visit_stmt_mut(stmt));
    quote::quote!(#(#stmts)*)
}

/// The names of a pattern that the code after it never uses: each may be a constant's. Not beside what cannot stand in a pattern for a reference.
pub(super) fn unused_names(pat: &Pat, code: &TokenStream) -> Vec<Ident> {
    struct Explicit(bool);
    impl Visit<'_> for Explicit {
        fn visit_pat_reference(&mut self, _: &syn::PatReference) {
            self.0 = true;
        }
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            self.0 |= pat.by_ref.is_some() || pat.mutability.is_some() || pat.subpat.is_some();
        }
    }
    let mut explicit = Explicit(false);
    explicit.visit_pat(pat);
    let is_unused = |name: &Ident| !name.to_string().starts_with('_') && !mentions(code.clone(), name);
    bindings(pat).into_iter().filter(|name| !explicit.0 && is_unused(name)).collect()
}

fn describe_name(pat: &Pat, ident: Ident) -> PatternName {
    let keep = [ident];
    let (alone, found) = reduced(pat, &keep, false);
    let (by_place, _) = reduced(pat, &keep, true);
    let [ident] = keep;
    let ways = ways_to(pat, &ident);
    PatternName {
        by_ref: found.by_ref || are_ambiguous(&ways) || is_copied(pat, &ident),
        mutable: found.mutable,
        unused: false,
        alone: alone.to_token_stream(),
        by_place: by_place.to_token_stream(),
        ways,
        ident,
    }
}

/// What `first` of `all @ [first, ..]` is bound to is a part of what `all` gets: it can only be copied.
fn is_copied(pat: &Pat, name: &Ident) -> bool {
    struct Finder<'a>(&'a Ident, bool);
    impl Visit<'_> for Finder<'_> {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            let inside = pat.subpat.as_ref().map(|(_, sub)| bindings(sub)).unwrap_or_default();
            self.1 |= inside.contains(self.0);
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut finder = Finder(name, false);
    finder.visit_pat(pat);
    finder.1
}

/// Whether the pattern may move a part of a place away, or another one, under the same name.
pub(super) fn is_ambiguous(pat: &Pat) -> bool {
    takes(pat) && bindings(pat).iter().any(|name| are_ambiguous(&ways_to(pat, name)))
}

/// In `(1, x) | (x, 2)` the way to the name depends on what is beside it.
fn are_ambiguous(ways: &[Way]) -> bool {
    let instead = |a: &Way, b: &Way| match lie(a, b) {
        Lie::Instead => true,
        Lie::Inside => a.len() == b.len(),
        Lie::Apart => false,
    };
    ways.iter().any(|a| ways.iter().any(|b| !instead(a, b)))
}

/// The ways from a pattern's place to one of its names.
fn ways_to(pat: &Pat, name: &Ident) -> Vec<Way> {
    let through = |of: Option<String>, field: String, pat: &Pat| {
        let mut ways = ways_to(pat, name);
        ways.iter_mut().for_each(|way| way.insert(0, WayStep { of: of.clone(), field: field.clone() }));
        ways
    };
    let numbered = |of: Option<String>, pats: &mut dyn Iterator<Item = &Pat>| {
        let pats: Vec<&Pat> = pats.collect();
        let rest = pats.iter().position(|pat| is_rest(pat));
        // Behind `..`, only the distance from the end is known.
        let field = |number: usize| match rest {
            Some(rest) if number == rest => format!("{rest}..-{}", pats.len() - rest - 1),
            Some(rest) if number > rest => format!("-{}", pats.len() - number),
            _ => number.to_string(),
        };
        pats.iter().enumerate().flat_map(|(number, pat)| through(of.clone(), field(number), pat)).collect()
    };
    match pat {
        Pat::Ident(pat) if pat.ident == *name => vec![Vec::new()],
        Pat::Ident(pat) => pat.subpat.iter().flat_map(|(_, pat)| ways_to(pat, name)).collect(),
        Pat::Paren(pat) => ways_to(&pat.pat, name),
        Pat::Type(pat) => ways_to(&pat.pat, name),
        Pat::Or(pat) => pat.cases.iter().flat_map(|case| ways_to(case, name)).collect(),
        Pat::Reference(pat) => through(None, String::from("*"), &pat.pat),
        Pat::Tuple(pat) => numbered(None, &mut pat.elems.iter()),
        Pat::Slice(pat) => numbered(Some(WayStep::ELEMENT.to_owned()), &mut pat.elems.iter()),
        Pat::TupleStruct(pat) => numbered(last_segment(&pat.path), &mut pat.elems.iter()),
        Pat::Struct(pat) => {
            let fields = pat.fields.iter().flat_map(|field| {
                let member = match &field.member {
                    syn::Member::Named(name) => name.to_string(),
                    syn::Member::Unnamed(index) => index.index.to_string(),
                };
                through(last_segment(&pat.path), member, &field.pat)
            });
            fields.collect()
        }
        _ => Vec::new(),
    }
}

/// `..`, or `name @ ..`.
fn is_rest(pat: &Pat) -> bool {
    match pat {
        Pat::Rest(_) => true,
        Pat::Ident(pat) => pat.subpat.as_ref().is_some_and(|(_, pat)| is_rest(pat)),
        _ => false,
    }
}

fn last_segment(path: &syn::Path) -> Option<String> {
    path.segments.last().map(|last| last.ident.to_string())
}

/// The pattern without its names, but for those to keep; if `to_path`, nothing but the ways to those.
fn reduced(pat: &Pat, keep: &[Ident], to_path: bool) -> (Pat, Found) {
    let mut pat = pat.clone();
    let mut reduce = Reduce { keep, to_path, found: Found::default() };
    reduce.visit_pat_mut(&mut pat);
    (pat, reduce.found)
}

/// Takes names out of a pattern.
struct Reduce<'a> {
    /// The names that stay.
    keep: &'a [Ident],
    /// Leave nothing but the ways to those names: for matching a reference to the place.
    to_path: bool,
    found: Found,
}

#[derive(Default)]
struct Found {
    by_ref: bool,
    mutable: bool,
}

impl Reduce<'_> {
    fn leads_on(&self, pat: &Pat) -> bool {
        bindings(pat).iter().any(|name| self.keep.contains(name))
    }

    fn reduce_name(&mut self, name: &mut syn::PatIdent) -> Option<Pat> {
        let plain = name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none();
        if plain && is_constant_name(&name.ident) {
            return self.to_path.then(|| wildcard(name.ident.span()));
        }
        if self.keep.contains(&name.ident) {
            self.found.by_ref |= name.by_ref.is_some();
            if name.by_ref.is_none() {
                self.found.mutable |= name.mutability.take().is_some();
            }
            if self.to_path {
                name.by_ref = None;
                name.mutability = None;
                name.subpat = name.subpat.take().filter(|(_, pat)| is_rest(pat));
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
            None => wildcard(name.ident.span()),
        })
    }
}

impl VisitMut for Reduce<'_> {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if self.to_path && !matches!(pat, Pat::Rest(_) | Pat::Wild(_)) && !self.leads_on(pat) {
            // Beside the way: it may be given another value before the name's is forgotten.
            *pat = if is_rest(pat) { rest() } else { wildcard(pat.span()) };
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
                *pat = wildcard(pat.span());
            }
            _ => visit_mut::visit_pat_mut(self, pat),
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        field.colon_token.get_or_insert_default();
        self.visit_pat_mut(&mut field.pat);
    }
}

fn rest() -> Pat {
    Pat::Rest(syn::PatRest { attrs: Vec::new(), dot2_token: syn::token::DotDot::default() })
}

/// `_`, where something else was.
fn wildcard(span: Span) -> Pat {
    Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: syn::Token![_](span) })
}

/// The names that it binds by `mut`.
pub(super) fn mutable_names(pat: &Pat) -> Vec<String> {
    use syn::visit::Visit;
    struct Names(Vec<String>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            if pat.mutability.is_some() && pat.by_ref.is_none() {
                self.0.push(pat.ident.to_string());
            }
            syn::visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}
