//! Guards: what owns a local's value while the machine runs, made anew by each resume.

use super::names::ours;
use super::{Cx, number};
use crate::analysis::Ownership;
use crate::index::Id;
use crate::ir::{Lie, LocalId, Part, PointId, WayStep};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Cx<'_> {
    /// `let mut x_live = ..;` for a local that gets its first value.
    pub(super) fn guard_init(&self, local: LocalId, value: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if self.has_parts(local) {
            let (rest, piecewise) = (self.rest(local), self.piecewise(local));
            quote!(let mut #live = #private::Parts::init(#place, #value, #rest) #piecewise;)
        } else {
            quote!(let mut #live = #private::Live::init(#place, #value);)
        }
    }

    /// The same for one whose value is in its slot already, if `armed`.
    pub(super) fn guard_whole(&self, local: LocalId, armed: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if self.has_parts(local) {
            let (rest, piecewise) = (self.rest(local), self.piecewise(local));
            quote!(let mut #live = #private::Parts::whole(#place, #armed, #rest) #piecewise;)
        } else {
            match armed.to_string().as_str() {
                "true" => quote!(let mut #live = #private::Live::held(#place);),
                "false" => quote!(let mut #live = #private::Live::empty(#place);),
                _ => quote!(let mut #live = #private::Live::held_if(#place, #armed);),
            }
        }
    }

    /// The same for one that gets its first value later on, which alone may say what its type is: see [`Self::tell`].
    pub(super) fn guard_empty(&self, local: LocalId) -> TokenStream {
        if !self.has_parts(local) {
            return self.guard_whole(local, &quote!(false));
        }
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        let (count, piecewise) = (number(self.body.locals[local].parts.len()), self.piecewise(local));
        quote!(let mut #live = #private::Parts::<_, _, #count>::empty(#place) #piecewise;)
    }

    /// What is left of a value in parts, now that its type is known.
    pub(super) fn tell(&self, local: LocalId) -> TokenStream {
        let (live, rest) = (self.names.live(local), self.rest(local));
        quote!(if false { #live.tell(#rest) })
    }

    /// The guard of a local when the machine is resumed at one of the points from `later.0` to `later.1`.
    pub(super) fn rearm(&self, local: LocalId, later: (PointId, PointId)) -> TokenStream {
        let (private, place) = (&self.private, self.names.place(local));
        let armed = self.armed_at(local, later);
        if self.has_parts(local) {
            let moved = if self.keeps_parts(local) {
                let (frame, parts) = (ours("frame"), self.names.parts(local));
                quote!((*#frame).#parts)
            } else {
                let none = self.body.locals[local].parts.iter().map(|_| quote!(false));
                quote!([#(#none),*])
            };
            let piecewise = self.piecewise(local);
            return quote!(#private::Parts::held_if(#place, #armed, #moved) #piecewise);
        }
        match armed.to_string().as_str() {
            "true" => quote!(#private::Live::held(#place)),
            "false" => quote!(#private::Live::empty(#place)),
            _ => quote!(#private::Live::held_if(#place, #armed)),
        }
    }

    /// Whether the local owns a value at the point where the machine is resumed.
    fn armed_at(&self, local: LocalId, later: (PointId, PointId)) -> TokenStream {
        if self.is_flagged(local) {
            let (frame, flag) = (ours("frame"), self.names.live(local));
            return quote!((*#frame).#flag);
        }
        let points: Vec<PointId> = (later.0.index()..=later.1.index()).map(PointId::new).collect();
        let owned: Vec<&Ident> = points
            .iter()
            .filter(|point| self.ownership(local, **point) == Some(Ownership::Owned))
            .map(|point| self.names.state(*point))
            .collect();
        if owned.is_empty() {
            quote!(false)
        } else if owned.len() == points.len() {
            quote!(true)
        } else {
            let at = ours("at");
            quote!(::core::matches!(#at, #(#owned)|*))
        }
    }

    /// What a suspension stores of the guards in scope.
    pub(super) fn store_flags(&self, scope: &[LocalId]) -> TokenStream {
        let frame = ours("frame");
        let stores = scope.iter().map(|local| {
            let live = self.names.live(*local);
            let flag = self.is_flagged(*local).then(|| quote!((*#frame).#live = #live.armed();));
            let parts = self.keeps_parts(*local).then(|| {
                let parts = self.names.parts(*local);
                quote!((*#frame).#parts = #live.moved;)
            });
            quote!(#flag #parts)
        });
        stores.collect()
    }

    /// For an array of which elements are moved away somewhere.
    fn piecewise(&self, local: LocalId) -> Option<TokenStream> {
        let ways = self.body.locals[local].parts.iter().flat_map(|part| &part.ways);
        let of_array = ways.flatten().any(|step| step.of.as_deref() == Some(WayStep::ELEMENT));
        of_array.then(|| quote!(.piecewise()))
    }

    /// `|value, moved| ..`: drops a value but for the parts that are gone, as rustc drops a variable partly moved.
    fn rest(&self, local: LocalId) -> TokenStream {
        let (value, moved) = (ours("value"), ours("moved"));
        let parts = &self.body.locals[local].parts;
        let count = number(parts.len());
        if let Some(elements) = elements(parts) {
            let private = &self.private;
            let parts = elements.iter().enumerate().map(|(index, element)| {
                let index = number(index);
                quote!((#private::Elements::#element, #moved[#index]))
            });
            return quote!(|#value, #moved: [bool; #count]| #private::Array::drop_rest(#value, &[#(#parts),*]));
        }
        let gone = self.forget(&self.gone_together(local));
        quote!(|mut #value, #moved: [bool; #count]| { #gone })
    }

    /// The parts of a local that are gone together, or not at all: those that one pattern moves.
    fn gone_together(&self, local: LocalId) -> Vec<Vec<(usize, &Part)>> {
        let local = &self.body.locals[local];
        let arm = |part: &Part| part.pattern.as_ref().map(|pattern| (pattern.choice, pattern.arm));
        let mut groups: Vec<Vec<(usize, &Part)>> = Vec::new();
        for (index, part) in local.parts.iter().enumerate() {
            match groups.last_mut() {
                Some(group)
                    if !local.refilled
                        && arm(part).is_some()
                        && group.iter().all(|(_, other)| arm(other) == arm(part)) =>
                {
                    group.push((index, part));
                }
                _ => groups.push(vec![(index, part)]),
            }
        }
        groups
    }

    fn forget(&self, groups: &[Vec<(usize, &Part)>]) -> TokenStream {
        let moved = ours("moved");
        // A part that holds others is gone as a whole, or not at all; so is one that is there instead of others.
        let depth = |group: &[(usize, &Part)]| group.iter().map(|(_, part)| part.depth()).min();
        let first = |group: &[(usize, &Part)]| group.first().map(|(index, _)| *index);
        let Some(outer) = groups.iter().min_by_key(|group| (depth(group), first(group))) else {
            return TokenStream::new();
        };
        let is_apart = |group: &&Vec<(usize, &Part)>| {
            outer.iter().all(|(_, a)| group.iter().all(|(_, b)| a.lies_to(b) == Lie::Apart))
        };
        let (apart, otherwise): (Vec<_>, Vec<_>) =
            groups.iter().filter(|group| first(group) != first(outer)).partition(is_apart);
        let owned = |groups: Vec<&Vec<_>>| groups.into_iter().cloned().collect::<Vec<_>>();
        let (apart, otherwise) = (self.forget(&owned(apart)), self.forget(&owned(otherwise)));
        let any = outer.iter().map(|(index, _)| number(*index)).map(|index| quote!(#moved[#index]));
        let gone = self.forget_group(outer);
        let otherwise = (!otherwise.is_empty()).then(|| quote!(else { #otherwise }));
        quote!(if #(#any)||* { #gone } #otherwise #apart)
    }

    fn forget_group(&self, group: &[(usize, &Part)]) -> TokenStream {
        let private = &self.private;
        let value = ours("value");
        let Some((_, part)) = group.first() else { return TokenStream::new() };
        let place = part.projection.of(&quote!(#value));
        let Some(pattern) = &part.pattern else { return quote!(#private::gone(#place);) };
        let way = if group.len() == 1 { &pattern.alone } else { &pattern.joint };
        let names = group.iter().filter_map(|(_, part)| part.pattern.as_ref()).map(|pattern| &pattern.name);
        quote!(match #place { #way => { #(#private::gone(#names);)* } _ => {} })
    }
}

/// The elements that the parts are, if they are all elements of the one array that the value is.
fn elements(parts: &[Part]) -> Option<Vec<TokenStream>> {
    parts.iter().map(element).collect()
}

fn element(part: &Part) -> Option<TokenStream> {
    let ([way], Some(_), true) = (part.ways.as_slice(), &part.pattern, part.projection.is_whole()) else {
        return None;
    };
    let [step] = way.as_slice() else { return None };
    step.of.as_ref().filter(|of| *of == WayStep::ELEMENT)?;
    let number_of = |text: &str| text.parse().ok().map(number);
    Some(match (step.field.split_once("..-"), step.field.strip_prefix('-')) {
        (Some((before, after)), _) => {
            let (before, after) = (number_of(before)?, number_of(after)?);
            quote!(Rest(#before, #after))
        }
        (None, Some(distance)) => {
            let distance = number_of(distance)?;
            quote!(Last(#distance))
        }
        (None, None) => {
            let index = number_of(&step.field)?;
            quote!(First(#index))
        }
    })
}

/// The names of guards, as a suspension forgets them.
pub(super) fn lives(cx: &Cx<'_>, scope: &[LocalId]) -> Vec<Ident> {
    scope.iter().map(|local| cx.names.live(*local)).collect()
}
