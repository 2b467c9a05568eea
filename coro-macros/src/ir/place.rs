//! Places: parts of a local's value, the way to them, and the patterns that are matched against them.

use super::LocalId;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// A part of a local's value.
pub(crate) struct Part {
    pub(crate) projection: Projection,
    /// If a pattern moves it: a pattern that is nothing but the way to the one name it has.
    pub(crate) pattern: Option<(TokenStream, Ident)>,
    /// The way to it from the whole.
    pub(crate) way: Vec<WayStep>,
}

/// One step on the way to a part: a field, or what a box holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct WayStep {
    /// The struct or variant whose field it is, if a pattern says so.
    pub(crate) of: Option<String>,
    pub(crate) field: String,
}

/// How two parts lie to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lie {
    /// One in the other, or the same: only one of them can be gone.
    Inside,
    /// In different variants: only one of them can be there.
    Instead,
    /// Apart: both can be gone.
    Apart,
}

impl Part {
    pub(crate) fn lies_to(&self, other: &Part) -> Lie {
        for (a, b) in fields(&self.way).zip(fields(&other.way)) {
            let variants = matches!((&a.of, &b.of), (Some(a), Some(b)) if a != b);
            if variants {
                return Lie::Instead;
            }
            if a.field != b.field {
                // All that a box holds, and a field of it.
                let whole = a.field == "*" || b.field == "*";
                return if whole { Lie::Inside } else { Lie::Apart };
            }
        }
        Lie::Inside
    }

    /// Whether it is a part of what the way leads to, and not all of it.
    pub(crate) fn is_within(&self, way: &[WayStep]) -> bool {
        let mut own = fields(&self.way).map(|step| &step.field);
        fields(way).all(|step| own.next() == Some(&step.field)) && own.next().is_some()
    }

    /// Whether it is what the way leads to.
    pub(crate) fn is_at(&self, way: &[WayStep]) -> bool {
        fields(&self.way).map(|step| &step.field).eq(fields(way).map(|step| &step.field))
    }
}

/// The steps of a way, without those into a box that a field's name implies: `(*x).a` and `x.a` are the same.
fn fields(way: &[WayStep]) -> impl Iterator<Item = &WayStep> {
    way.iter().enumerate().filter(|(at, step)| step.field != "*" || at + 1 == way.len()).map(|(_, step)| step)
}

/// From a place to a part of it: an expression around [`Projection::BASE`].
#[derive(Clone)]
pub(crate) struct Projection(pub(crate) TokenStream);

impl Projection {
    /// Stands for the place itself.
    pub(crate) const BASE: &'static str = "__coro_base";

    pub(crate) fn whole() -> Self {
        Projection(Ident::new(Self::BASE, Span::call_site()).into_token_stream())
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.0.to_string() == Self::BASE
    }

    /// The way that it goes.
    pub(crate) fn way(&self) -> Vec<WayStep> {
        fn walk(tokens: TokenStream, way: &mut Vec<WayStep>) {
            let mut stars = 0;
            for token in tokens {
                match token {
                    TokenTree::Group(group) => walk(group.stream(), way),
                    TokenTree::Punct(punct) if punct.as_char() == '*' => stars += 1,
                    TokenTree::Punct(_) => {}
                    TokenTree::Ident(ident) if ident == Projection::BASE => {}
                    other => {
                        // `x.0.1` may be one token behind the dot.
                        let text = other.to_string();
                        way.extend(
                            text.split('.').map(|field| WayStep { of: None, field: field.to_owned() }),
                        );
                    }
                }
            }
            way.extend((0..stars).map(|_| WayStep { of: None, field: String::from("*") }));
        }
        let mut way = Vec::new();
        walk(self.0.clone(), &mut way);
        way
    }

    /// The part of the given place.
    pub(crate) fn of(&self, base: &TokenStream) -> TokenStream {
        replace(self.0.clone(), base)
    }
}

fn replace(tokens: TokenStream, base: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == Projection::BASE => base.clone(),
            TokenTree::Group(group) => {
                let mut replaced = proc_macro2::Group::new(group.delimiter(), replace(group.stream(), base));
                replaced.set_span(group.span());
                TokenTree::Group(replaced).into()
            }
            other => other.into(),
        })
        .collect()
}

/// A place that a pattern is matched against.
pub(crate) struct PlaceUse {
    pub(crate) local: LocalId,
    pub(crate) projection: Projection,
}

/// A pattern, and what else generated code makes of it.
pub(crate) struct Pattern {
    pub(crate) full: TokenStream,
    /// With `_` for each name: matches the same, binds nothing.
    pub(crate) wild: TokenStream,
    pub(crate) names: Vec<PatternName>,
}

/// A name that a pattern binds.
pub(crate) struct PatternName {
    pub(crate) ident: Ident,
    /// Bound with `ref`, or not to be told apart from it.
    pub(crate) by_ref: bool,
    pub(crate) mutable: bool,
    /// The pattern with this name only.
    pub(crate) alone: TokenStream,
    /// The same, for a reference to the place: nothing but the way to the name.
    pub(crate) by_place: TokenStream,
    /// The way to it from the matched place.
    pub(crate) way: Vec<WayStep>,
}

impl PatternName {
    /// Whether the name may move what it is bound to: not by `ref`, and not from behind `&`.
    pub(crate) fn moves(&self) -> bool {
        fn contains(tokens: TokenStream, name: &Ident) -> bool {
            tokens.into_iter().any(|token| match token {
                TokenTree::Ident(ident) => ident == *name,
                TokenTree::Group(group) => contains(group.stream(), name),
                TokenTree::Punct(_) | TokenTree::Literal(_) => false,
            })
        }
        !self.by_ref && contains(self.by_place.clone(), &self.ident)
    }
}

/// A place that a step matches, and the part of it that each name of the pattern may move away.
pub(crate) struct MatchedPlace {
    pub(crate) place: PlaceUse,
    /// `None` where a name cannot move anything.
    pub(crate) parts: Vec<Option<usize>>,
}
