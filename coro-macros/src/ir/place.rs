//! Places: parts of a local's value, the way to them, and the patterns that are matched against them.

use super::{LocalId, Rebound, UseId};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// A part of a local's value.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) projection: Projection,
    /// If a pattern moves it.
    pub(crate) pattern: Option<PartPattern>,
    /// If it is not all of the place.
    pub(crate) others: Option<Others>,
    /// If a call may consume it, and the local is not known to hold it itself.
    pub(crate) by_call: Option<ByCall>,
    /// The ways to it from the whole: a pattern with alternatives has several.
    pub(crate) ways: Vec<Way>,
}

/// The pattern that moves a part.
#[derive(Clone)]
pub(crate) struct PartPattern {
    /// Nothing but the way to the one name it has.
    pub(crate) alone: TokenStream,
    pub(crate) name: Ident,
    /// The same with all the names that the pattern moves.
    pub(crate) joint: TokenStream,
    /// Which match it stands in, and which arm. One arm of a match is taken, and moves all that it moves.
    pub(crate) choice: usize,
    pub(crate) arm: usize,
    /// Where stands what it is matched against.
    pub(crate) at: (Span, Span),
}

/// A call that may consume a part.
#[derive(Clone)]
pub(crate) enum ByCall {
    /// All of it behind the part: `.method()`, with literals for arguments at most.
    Plain(TokenStream),
    /// The types of its arguments are known only where it stands.
    Typed,
}

/// The fields of a struct but for some: what `Path { some: value, ..place }` takes.
#[derive(Clone)]
pub(crate) struct Others {
    pub(crate) path: TokenStream,
    /// The fields that stay, and those that are parts of their own.
    pub(crate) given: Vec<syn::Member>,
}

impl Others {
    fn gives(&self, step: &WayStep) -> bool {
        self.given.iter().any(|member| step.is(member))
    }
}

/// From a place to a part of it.
pub(crate) type Way = Vec<WayStep>;

/// One step on the way to a part: a field, or what a box holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct WayStep {
    /// The struct or variant whose field it is, if a pattern says so.
    pub(crate) of: Option<String>,
    pub(crate) field: String,
}

impl WayStep {
    /// What the elements of an array are said to be fields of.
    pub(crate) const ELEMENT: &'static str = "[]";

    /// Whether it leads to the field of that name.
    pub(crate) fn is(&self, member: &syn::Member) -> bool {
        match member {
            syn::Member::Named(name) => *name == self.field,
            syn::Member::Unnamed(index) => index.index.to_string() == self.field,
        }
    }
}

/// How two parts lie to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lie {
    /// One in the other, or the same: only one of them can be gone.
    Inside,
    /// In different variants, or in different arms of one match: only one of them can be gone.
    Instead,
    /// Apart: both can be gone.
    Apart,
}

impl Part {
    /// How many steps it is away from the whole.
    pub(crate) fn depth(&self) -> usize {
        self.ways.iter().map(Vec::len).min().unwrap_or(0)
    }

    pub(crate) fn lies_to(&self, other: &Part) -> Lie {
        if let (Some(a), Some(b)) = (&self.pattern, &other.pattern)
            && a.choice == b.choice
            && a.arm != b.arm
        {
            return Lie::Instead;
        }
        if self.leaves(other) || other.leaves(self) {
            return Lie::Apart;
        }
        let lies = || self.ways.iter().flat_map(|a| other.ways.iter().map(|b| lie(a, b)));
        if lies().any(|lie| lie == Lie::Inside) {
            Lie::Inside
        } else if lies().any(|lie| lie == Lie::Apart) {
            Lie::Apart
        } else {
            Lie::Instead
        }
    }

    /// Whether one pattern moves both, where it is matched once.
    pub(crate) fn moves_with(&self, other: &Part) -> bool {
        let from = |part: &Part| {
            let pattern = part.pattern.as_ref()?;
            Some((pattern.choice, pattern.arm, part.projection.0.to_string()))
        };
        from(self).is_some() && from(self) == from(other)
    }

    /// Whether it is not the other's place but for a field of which the other is (a part).
    fn leaves(&self, other: &Part) -> bool {
        let field = |own: &Way, way: &Way| fields(way).nth(fields(own).count()).cloned();
        self.others.as_ref().is_some_and(|others| {
            self.ways.iter().zip(&other.ways).all(|(own, way)| {
                lie(own, way) == Lie::Inside && field(own, way).is_some_and(|step| others.gives(&step))
            })
        })
    }

    /// Whether it is a part of what the way leads to, and not all of it; or more than that, and not all there is.
    pub(crate) fn is_within(&self, way: &[WayStep]) -> bool {
        if self.others.is_some() {
            let inside =
                |own: &Way| fields(own).count() >= fields(way).count() && lie(own, way) == Lie::Inside;
            return self.ways.iter().any(inside);
        }
        self.ways.iter().any(|own| {
            let mut own = fields(own).map(|step| &step.field);
            fields(way).all(|step| own.next() == Some(&step.field)) && own.next().is_some()
        })
    }

    /// The field that the projection leads to, if it is a field of what others are taken of.
    pub(crate) fn field_at(&self, projection: &Projection) -> Option<syn::Member> {
        let way = projection.way();
        let (last, base) = way.split_last()?;
        let [own] = self.ways.as_slice() else { return None };
        (self.others.is_some() && own == base).then(|| match last.field.parse::<usize>() {
            Ok(number) => syn::Member::from(number),
            Err(_) => syn::Member::Named(Ident::new(&last.field, Span::call_site())),
        })
    }

    /// The fields that are not among the others.
    pub(crate) fn given(&self) -> &[syn::Member] {
        self.others.as_ref().map_or(&[], |others| &others.given)
    }

    /// Whether an assignment to one of the places may bring it back without the others that its pattern moves.
    pub(crate) fn is_refilled_alone(&self, places: &[Way]) -> bool {
        let matched = self.projection.way();
        let holds_all = |place: &Way| {
            let mut way = fields(&matched);
            fields(place).all(|step| way.next().is_some_and(|on_way| on_way.field == step.field))
        };
        let reaches = |place: &Way| self.ways.iter().any(|own| lie(own, place) == Lie::Inside);
        places.iter().any(|place| reaches(place) && !holds_all(place))
    }

    /// Whether it is what the way leads to.
    pub(crate) fn is_at(&self, way: &[WayStep]) -> bool {
        let is_same = |own: &Way| fields(own).map(|step| &step.field).eq(fields(way).map(|step| &step.field));
        self.others.is_none() && self.ways.iter().any(is_same)
    }
}

/// How what two ways lead to lies to each other.
pub(crate) fn lie(a: &[WayStep], b: &[WayStep]) -> Lie {
    for (a, b) in fields(a).zip(fields(b)) {
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

    /// What it leads to behind a star of the user's, who has written the place up to the end: `(*place)`.
    pub(crate) fn target(self, star: syn::UnOp, end: Span) -> Self {
        let Projection(place) = self;
        let mut target = Group::new(Delimiter::Parenthesis, quote::quote!(#star #place));
        target.set_span(end);
        Projection(TokenTree::Group(target).into())
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.0.to_string() == Self::BASE
    }

    /// Whether it leads to a field; what is behind a `*` may have no size.
    pub(crate) fn is_field(&self) -> bool {
        self.way().last().is_some_and(|step| step.field != "*")
    }

    /// Whether what it leads to lies in the local itself, and not behind a reference.
    pub(crate) fn is_held(&self) -> bool {
        self.way().iter().all(|step| step.field != "*")
    }

    /// What it is a field of, or what it leads away from.
    fn outer(&self) -> Option<Projection> {
        let tokens: Vec<TokenTree> = self.0.clone().into_iter().collect();
        let some = |tokens: &[TokenTree]| Some(Projection(tokens.iter().cloned().collect()));
        match tokens.as_slice() {
            [TokenTree::Group(group)] => Projection(group.stream()).outer(),
            [TokenTree::Punct(star), behind @ ..] if star.as_char() == '*' => some(behind),
            [before @ .., TokenTree::Punct(_), TokenTree::Literal(fields)] => {
                // `x.0.1` may be one token behind the dot.
                let fields = fields.to_string();
                match fields.split_once('.').and_then(|(first, _)| first.parse().ok()) {
                    Some(first) => {
                        let first = proc_macro2::Literal::usize_unsuffixed(first);
                        Some(Projection(quote::quote!(#(#before)*.#first)))
                    }
                    None => some(before),
                }
            }
            [before @ .., TokenTree::Punct(_), _] => some(before),
            _ => None,
        }
    }

    /// All that the part lies in, from the inside to the whole.
    pub(crate) fn around(&self) -> impl Iterator<Item = Projection> {
        std::iter::successors(self.outer(), Projection::outer)
    }

    /// The same from what the other one leads to, if that is on the way.
    pub(crate) fn within(&self, outer: &Projection) -> Option<Projection> {
        fn cut(tokens: TokenStream, outer: &[String]) -> Option<TokenStream> {
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let words: Vec<String> = tokens.iter().map(ToString::to_string).collect();
            if let Some(at) = words.windows(outer.len()).position(|words| words == outer) {
                let (before, after) = (&tokens[..at], &tokens[at + outer.len()..]);
                let Projection(base) = Projection::whole();
                return Some(quote::quote!(#(#before)* #base #(#after)*));
            }
            tokens.iter().enumerate().find_map(|(at, token)| {
                let TokenTree::Group(group) = token else { return None };
                let inner = TokenTree::Group(Group::new(group.delimiter(), cut(group.stream(), outer)?));
                let (before, after) = (&tokens[..at], &tokens[at + 1..]);
                Some(quote::quote!(#(#before)* #inner #(#after)*))
            })
        }
        let outer: Vec<String> = outer.0.clone().into_iter().map(|token| token.to_string()).collect();
        cut(self.0.clone(), &outer).map(Projection)
    }

    /// The way that it goes.
    pub(crate) fn way(&self) -> Way {
        fn walk(tokens: TokenStream, way: &mut Way) {
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

    /// The same from a variable of ours: it stands where the part does for the user.
    pub(crate) fn of_ours(&self, name: &TokenStream) -> TokenStream {
        let last = self.0.clone().into_iter().last().filter(|_| !self.is_whole());
        last.map_or_else(|| name.clone(), |last| self.of(&at(last.span(), name.clone())))
    }
}

fn replace(tokens: TokenStream, base: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == Projection::BASE => base.clone(),
            TokenTree::Group(group) => {
                // Behind the user's star, all of it is where the user's place is.
                let base = at(group.span(), base.clone());
                at(group.span(), replace(group.stream(), &base))
            }
            other => other.into(),
        })
        .collect()
}

/// `(tokens)`, at a place of the user's.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(span);
    group.into_token_stream()
}

/// A place that a pattern is matched against.
#[derive(Clone)]
pub(crate) struct PlaceUse {
    pub(crate) local: LocalId,
    /// Where its name stands, or the value of which it is the place, from its beginning to its end.
    pub(crate) at: (Span, Span),
    pub(crate) projection: Projection,
}

/// A pattern, and what else generated code makes of it.
#[derive(Clone)]
pub(crate) struct Pattern {
    pub(crate) full: TokenStream,
    /// With `_` for each name: matches the same, binds nothing.
    pub(crate) wild: TokenStream,
    /// For a reference to the place: nothing but the ways to the names that it moves.
    pub(crate) joint: TokenStream,
    /// For a reference to the place: with the names that may be those of constants, if there are any.
    pub(crate) compared: Option<TokenStream>,
    pub(crate) names: Vec<PatternName>,
}

impl Pattern {
    /// Whether it leaves the place as it is: then all names are bound at once, and the way to the place is gone once.
    pub(crate) fn only_refers(&self) -> bool {
        self.compared.is_none() && !self.names.is_empty() && !self.names.iter().any(PatternName::moves)
    }
}

/// A name that a pattern binds.
#[derive(Clone)]
pub(crate) struct PatternName {
    pub(crate) ident: Ident,
    /// Bound with `ref`, or not to be told apart from it.
    pub(crate) by_ref: bool,
    pub(crate) mutable: bool,
    /// Nobody uses it: it may be a constant's.
    pub(crate) unused: bool,
    /// The pattern with this name only.
    pub(crate) alone: TokenStream,
    /// The same, for a reference to the place: nothing but the way to the name.
    pub(crate) by_place: TokenStream,
    /// The ways to it from the matched place, one for each alternative.
    pub(crate) ways: Vec<Way>,
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
#[derive(Clone)]
pub(crate) struct MatchedPlace {
    pub(crate) place: PlaceUse,
    /// `None` where a name cannot move anything.
    pub(crate) parts: Vec<Option<usize>>,
    /// The pattern takes all that may be dropped of it.
    pub(crate) takes: Option<UseId>,
    /// Where it does not match, there is nothing that may be dropped.
    pub(crate) refuted: Option<UseId>,
}

/// How a local is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    /// Its place: borrowed, or read in part.
    Place,
    /// Its place, by a macro that nobody knows: it may be assigned to.
    Unknown,
    /// Its value: moved, or copied.
    Value,
    /// From within a closure that has captured it.
    Captured,
    /// The same, for a macro call: beside the closure's witness.
    Witnessed,
    /// The same, for a field of it: a reference to it would do.
    CapturedFields,
    /// From within what says `move`, inside of the closure that has captured it: a value of its own, under the local's name.
    Bound,
    /// A statement around it that has to do with that value.
    Rebound(Rebound),
    /// Behind a macro call that was given a reference to it, which leads to it still.
    Kept,
    /// The same; if it was given the value, that is assigned to.
    Owned,
    /// A statement that binds its name to its place, if that is not what the name means already: for a macro's literal.
    Named,
    /// Behind the call with that literal: the name, which it has left where it was.
    NamedStill,
}
