//! Guards: what owns a local's value while the machine runs, made anew by each resume.

use super::names::ours;
use super::{Cx, number};
use crate::analysis::Ownership;
use crate::index::Id;
use crate::ir::{Lie, LocalId, Part, PointId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Cx<'_> {
    /// `let mut x_live = ..;` for a local that gets its first value.
    pub(super) fn guard_init(&self, local: LocalId, value: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if self.has_parts(local) {
            let rest = self.rest(local);
            quote!(let mut #live = #private::Parts::init(#place, #value, #rest);)
        } else {
            quote!(let mut #live = #private::Live::init(#place, #value);)
        }
    }

    /// The same for one whose value is in its slot already, if `armed`.
    pub(super) fn guard_whole(&self, local: LocalId, armed: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if self.has_parts(local) {
            let rest = self.rest(local);
            quote!(let mut #live = #private::Parts::whole(#place, #armed, #rest);)
        } else {
            match armed.to_string().as_str() {
                "true" => quote!(let mut #live = #private::Live::held(#place);),
                "false" => quote!(let mut #live = #private::Live::empty(#place);),
                _ => quote!(let mut #live = #private::Live::held_if(#place, #armed);),
            }
        }
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
            return quote!(#private::Parts::held_if(#place, #armed, #moved));
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

    /// `|value, moved| ..`: drops a value but for the parts that are gone, as rustc drops a variable partly moved.
    fn rest(&self, local: LocalId) -> TokenStream {
        let (value, moved) = (ours("value"), ours("moved"));
        let parts: Vec<(usize, &Part)> = self.body.locals[local].parts.iter().enumerate().collect();
        let gone = self.forget_parts(&parts);
        let count = number(parts.len());
        quote!(|mut #value, #moved: [bool; #count]| { #gone })
    }

    fn forget_parts(&self, parts: &[(usize, &Part)]) -> TokenStream {
        let moved = ours("moved");
        // A part that holds others is gone as a whole, or not at all; so is one that is there instead of others.
        let Some(outer) = parts.iter().min_by_key(|(index, part)| (part.way.len(), *index)) else {
            return TokenStream::new();
        };
        let (otherwise, apart): (Vec<_>, Vec<_>) = parts
            .iter()
            .copied()
            .filter(|(index, _)| *index != outer.0)
            .partition(|(_, part)| outer.1.lies_to(part) != Lie::Apart);
        let index = number(outer.0);
        let gone = self.forget_part(outer.1);
        let otherwise = self.forget_parts(&otherwise);
        let apart = self.forget_parts(&apart);
        let otherwise = (!otherwise.is_empty()).then(|| quote!(else { #otherwise }));
        quote!(if #moved[#index] { #gone } #otherwise #apart)
    }

    fn forget_part(&self, part: &Part) -> TokenStream {
        let private = &self.private;
        let value = ours("value");
        let place = part.projection.of(&quote!(#value));
        match &part.pattern {
            None => quote!(#private::gone(#place);),
            Some((pattern, name)) => quote!(match #place { #pattern => #private::gone(#name), _ => {} }),
        }
    }
}

/// The names of guards, as a suspension forgets them.
pub(super) fn lives(cx: &Cx<'_>, scope: &[LocalId]) -> Vec<Ident> {
    scope.iter().map(|local| cx.names.live(*local)).collect()
}
