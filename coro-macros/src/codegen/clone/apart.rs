//! Copies of values of which parts may be gone.
//!
//! ```text
//!   let P { a, b: _ } = p;          if nothing is gone { p_live = Some(cloned(from, to)) }
//!   yield_!(a);               →     else if nothing is gone of which it is not known what it leaves {
//!                                       copy_bytes(from, to);
//!                                       match &*from { P { a: part0, b: part1 } => {
//!                                           if !gone[0] { left0 = Some(Remnant::of(part0, ..).cloned()) }
//!                                           left1 = Some(Remnant::of(part1, ..).cloned());
//!                                       } }
//!                                   } else { whole(gone) }
//! ```
//!
//! What is left of the value is cloned, one by one (`shape`). The copy's flags say, like those of the original, what is gone. A value
//! that something was moved out of has no destructor of its own.

use super::super::names::ours;
use super::super::{Cx, number};
use super::places;
use super::shape::{Case, Kind, Moved, Mover, Shape};
use crate::index::Id;
use crate::ir::{LocalId, Part, Projection};
use crate::syntax::alternatives::alternatives;
use crate::syntax::outside::Definitions;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Pat;
use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};

/// Patterns with more alternatives than that are not looked into.
const MOST_CASES: usize = 16;

/// Clones the value, if `is_held`: the code, and the names of what owns the copy from then on.
pub(super) fn cloned(cx: &Cx<'_>, local: LocalId, is_held: Option<TokenStream>) -> (TokenStream, Vec<Ident>) {
    let Some((from, to)) = places(cx, local) else { return Default::default() };
    let (private, live, frame, gone) = (&cx.private, cx.names.live(local), ours("frame"), ours("gone"));
    let (first, count) = (number(cx.parts_flag(local)), number(cx.body.locals[local].parts.len()));
    let known = Definitions::new(cx.coroutine.sig.ident.span());
    let mut clones = Clones { cx, local, known, names: vec![live.clone()], n_parts: 0 };
    let otherwise = clones.of_what_is_left((&from, &to));
    let names = clones.names;
    let held = is_held.map(|is_held| quote!(if !#is_held {} else));
    let code = quote! {
        #(let mut #names = #private::Option::None;)*
        let #gone = (&(*#frame).flags).get_all::<#count>(#first);
        #held if !#private::any_gone(&#gone) {
            #live = #private::Option::Some(#private::cloned(#from, #to));
        } else { #otherwise }
    };
    (code, names)
}

/// What is moved out of a local.
#[derive(Default)]
struct Moves {
    /// From a place that is always the same.
    plain: Vec<Moved>,
    /// By patterns with alternatives.
    choices: Vec<Choice>,
}

/// What a pattern with alternatives moves.
struct Choice {
    of: Projection,
    parts: Vec<usize>,
    /// Each alternative, without its names, and what it moves.
    cases: Vec<(Pat, Moved)>,
}

impl Moves {
    fn of(parts: &[Part]) -> Self {
        let mut moves = Moves::default();
        for (index, part) in parts.iter().enumerate() {
            let way = part.projection.way();
            let by = match (&part.pattern, &part.others) {
                (Some(_), _) => {
                    let own: Vec<usize> =
                        (0..parts.len()).filter(|other| part.moves_with(&parts[*other])).collect();
                    if own.first() == Some(&index) {
                        moves.add_pattern(parts, own);
                    }
                    continue;
                }
                (None, Some(others)) => Mover::Others(others.clone()),
                (None, None) => Mover::Whole,
            };
            moves.plain.push(Moved { by, parts: vec![index], way });
        }
        moves
    }

    /// Adds what a pattern moves, if it can be looked into.
    fn add_pattern(&mut self, parts: &[Part], own: Vec<usize>) -> Option<()> {
        let part = &parts[*own.first()?];
        let named = own.iter().filter_map(|own| Some((parts[*own].pattern.as_ref()?.name.clone(), *own)));
        let names: Vec<(Ident, usize)> = named.collect();
        let joint = part.pattern.as_ref()?.joint.clone();
        let mut cases = alternatives(&Pat::parse_multi_with_leading_vert.parse2(joint).ok()?, MOST_CASES + 1);
        let way = part.projection.way();
        let moved =
            |case| Moved { by: Mover::Pattern(case, names.clone()), parts: own.clone(), way: way.clone() };
        match cases.len() {
            0 | 1 => self.plain.push(moved(cases.pop()?)),
            cases_of_all
                if self.choices.iter().fold(cases_of_all, |all, choice| all * (choice.cases.len() + 1))
                    <= MOST_CASES =>
            {
                let cases =
                    cases.into_iter().map(|case| (without_names(case.clone()), moved(case))).collect();
                self.choices.push(Choice { of: part.projection.clone(), parts: own.clone(), cases });
            }
            _ => {}
        }
        Some(())
    }
}

/// The pattern as it is asked whether it matches.
fn without_names(mut pat: Pat) -> Pat {
    struct Names;
    impl VisitMut for Names {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            match pat {
                Pat::Ident(name) if name.subpat.is_some() => *pat = syn::parse_quote!(..),
                Pat::Ident(_) => *pat = syn::parse_quote!(_),
                _ => visit_mut::visit_pat_mut(self, pat),
            }
        }
    }
    Names.visit_pat_mut(&mut pat);
    pat
}

/// Writes the copies of what is left.
struct Clones<'a> {
    cx: &'a Cx<'a>,
    local: LocalId,
    known: Definitions,
    /// What owns them: what holds something before what it holds.
    names: Vec<Ident>,
    n_parts: usize,
}

impl Clones<'_> {
    /// What is done where some part is gone.
    fn of_what_is_left(&mut self, (from, to): (&Ident, &Ident)) -> TokenStream {
        let (local, private) = (&self.cx.body.locals[self.local], &self.cx.private);
        let [gone, value] = ["gone", "value"].map(ours);
        let moves = if local.unmarked { Moves::default() } else { Moves::of(&local.parts) };
        if moves.plain.is_empty() && moves.choices.is_empty() {
            return quote!(#private::whole(#gone););
        }
        let rest = self.chosen(&moves, &mut Vec::new(), (from, to));
        quote! {
            use #private::NoRemnant as _;
            #private::copy_bytes(#from, #to);
            let #value = &*#from;
            #rest
        }
    }

    /// The same, where it is known which alternatives of the first choices were taken, if any.
    fn chosen<'m>(
        &mut self,
        moves: &'m Moves,
        taken: &mut Vec<Option<&'m Moved>>,
        (from, to): (&Ident, &Ident),
    ) -> TokenStream {
        let private = &self.cx.private;
        let Some(choice) = moves.choices.get(taken.len()) else {
            return self.all_but(moves.plain.iter().chain(taken.iter().copied().flatten()), to);
        };
        let mut with = |taken_now| {
            taken.push(taken_now);
            let rest = self.chosen(moves, taken, (from, to));
            taken.pop();
            rest
        };
        let patterns = choice.cases.iter().map(|(pat, _)| pat);
        let cases: Vec<TokenStream> = choice.cases.iter().map(|(_, moved)| with(Some(moved))).collect();
        let (any, otherwise) = (any_of(&choice.parts), with(None));
        let matched = choice.of.of(&quote!((*#from)));
        quote! {
            if #any {
                match &#matched { #(#patterns => { #cases })* _ => #private::another() }
            } else { #otherwise }
        }
    }

    /// Clones all but what is moved, if nothing else is gone.
    fn all_but<'m>(&mut self, moved: impl Iterator<Item = &'m Moved>, to: &Ident) -> TokenStream {
        let [gone, value] = ["gone", "value"].map(ours);
        let private = &self.cx.private;
        let locals = &self.cx.body.locals;
        let local = &locals[self.local];
        let ty = local.ty.as_ref().or_else(|| locals[local.origin.declared(self.local)].ty.as_ref());
        let shape = Shape::of(ty, moved, &self.known);
        let inside = shape.inside();
        let own =
            (0..local.parts.len()).map(|part| inside.contains(&part) && !shape.somewhere.contains(&part));
        let only = quote!(#private::is_all_of(&#gone, [#(#own),*]));
        let rest = self.rest(&shape, &quote!(#value), (&value, to));
        quote!(if #only { #rest } else { #private::whole(#gone); })
    }

    /// Clones what is left of a value at `value`, a reference; `base` is what it lies in, and `copy` a pointer to the copy of that.
    fn rest(&mut self, shape: &Shape, value: &TokenStream, (base, copy): (&Ident, &Ident)) -> TokenStream {
        let private = &self.cx.private;
        let owner = self.owner();
        let all =
            quote!(#owner = #private::Option::Some(#private::Remnant::of(#value, #base, #copy).__cloned()););
        let inside = shape.inside();
        let otherwise = (!inside.is_empty()).then(|| {
            let (any, parts) = (any_of(&inside), self.parts(shape, value, (base, copy)));
            quote!(if #any { #parts } else)
        });
        if shape.gone.is_empty() {
            return quote!(#otherwise { #all });
        }
        let gone = any_of(&shape.gone);
        quote!(if #gone {} else #otherwise { #all })
    }

    /// The same, one by one.
    fn parts(&mut self, shape: &Shape, value: &TokenStream, (base, copy): (&Ident, &Ident)) -> TokenStream {
        let private = &self.cx.private;
        if let Some(content) = &shape.content {
            let [owner, boxed, room] =
                ["owner", "boxed", "room"].map(|name| ours(&format!("{name}_{}", self.n_parts)));
            self.n_parts += 1;
            let name = self.owner();
            let rest = self.rest(content, &quote!(#boxed), (&boxed, &room));
            return quote! {
                use #private::NoBox as _;
                let #boxed = &**#value;
                let (#owner, #room) = #private::Emptied((&#private::Remnant::of(#value, #base, #copy)).place()).__anew(#boxed);
                #name = #private::Option::Some(#owner);
                #rest
            };
        }
        let cases = shape.cases.iter().map(|case| {
            let (pattern, names) = self.pattern(case);
            let fields = case.fields.iter().zip(names);
            let rest: TokenStream =
                fields.map(|((_, shape), name)| self.rest(shape, &quote!(#name), (base, copy))).collect();
            quote!(#pattern => { #rest })
        });
        let cases: TokenStream = cases.collect();
        quote! {
            match #value { #cases _ => #private::another() }
        }
    }

    /// A pattern with a name for each field.
    fn pattern(&mut self, case: &Case) -> (TokenStream, Vec<Ident>) {
        let names: Vec<Ident> =
            (0..case.fields.len()).map(|at| ours(&format!("part_{}", self.n_parts + at))).collect();
        self.n_parts += names.len();
        let members = case.fields.iter().map(|(member, _)| member);
        let pattern = match &case.kind {
            Kind::Tuple => quote!((#(#names,)*)),
            Kind::Named(path) => quote!(#path { #(#members: #names,)* }),
            Kind::Elements(rest) => {
                let names = names.iter().enumerate();
                let names = names
                    .map(|(at, name)| if Some(at) == *rest { quote!(#name @ ..) } else { quote!(#name) });
                quote!([#(#names),*])
            }
        };
        (pattern, names)
    }

    fn owner(&mut self) -> Ident {
        let name = ours(&format!("left_{}_{}", self.local.index(), self.names.len()));
        self.names.push(name.clone());
        name
    }
}

/// Whether one of the parts is gone.
fn any_of(parts: &[usize]) -> TokenStream {
    let gone = ours("gone");
    let parts = parts.iter().map(|part| number(*part));
    quote!(#(#gone[#parts])||*)
}
