//! Guards: what owns a local's value while the machine runs, made anew by each resume.

use super::names::ours;
use super::{Cx, number};
use crate::analysis::{Class, Ownership};
use crate::index::Id;
use crate::ir::{LocalId, PointId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Cx<'_> {
    /// `let mut x_live = ..;` for a local that gets its first value.
    pub(super) fn guard_init(&self, local: LocalId, value: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if let Some((count, piecewise)) = self.told_by_call(local) {
            quote!(let mut #live = #private::Parts::<_, _, #count>::init_untold(#place, #value) #piecewise;)
        } else if self.has_parts(local) {
            let (rest, piecewise) = (self.rest(local), self.piecewise(local));
            quote!(let mut #live = #private::Parts::init(#place, #value, #rest) #piecewise;)
        } else {
            quote!(let mut #live = #private::Live::init(#place, #value);)
        }
    }

    /// The same for one whose value is in its slot already, if `armed`.
    pub(super) fn guard_whole(&self, local: LocalId, armed: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if let Some((count, piecewise)) = self.told_by_call(local) {
            quote!(let mut #live = #private::Parts::<_, _, #count>::whole_untold(#place, #armed) #piecewise;)
        } else if self.has_parts(local) {
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
                let (flags, first) = (ours("flags"), number(self.parts_flag(local)));
                quote!((*#flags).get_all(#first))
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
            let (flags, flag) = (ours("flags"), number(self.flag(local)));
            return quote!((*#flags).get(#flag));
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
        let mut values = vec![quote!(false); self.n_flags()];
        let mut stored = 0;
        let mut matter = Vec::new();
        for local in scope {
            let live = self.names.live(*local);
            if self.is_flagged(*local) {
                let flag = self.flag(*local);
                values[flag] = quote!(#live.armed);
                stored = stored.max(flag + 1);
                matter.push(quote!(#live.matters()));
            }
            if self.keeps_parts(*local) {
                let first = self.parts_flag(*local);
                for part in 0..self.body.locals[*local].parts.len() {
                    let index = number(part);
                    values[first + part] = quote!(#live.moved[#index]);
                    stored = stored.max(first + part + 1);
                }
                matter.push(quote!(#live.matters()));
            }
        }
        if stored == 0 {
            return TokenStream::new();
        }
        let (private, flags, values) = (&self.private, ours("flags"), &values[..stored]);
        let store = quote!(*#flags = #private::Flags::of([#(#values),*]););
        // Who looks into a suspended machine wants to know it of every value.
        if self.coroutine.named.is_some() || self.coroutine.face.is_clone() {
            return store;
        }
        quote!(if #(#matter)||* { #store })
    }
}

/// The names of guards, as a suspension forgets them.
pub(super) fn lives(cx: &Cx<'_>, scope: &[LocalId]) -> Vec<Ident> {
    scope.iter().map(|local| cx.names.live(*local)).collect()
}

/// Room for the locals that are reached through a pointer but need no slot, or none if their types are what is expected.
pub(super) fn rooms(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let with_room = cx.body.locals.ids().filter_map(|local| {
        let (place, room, slot) = (cx.names.place(local), cx.names.room(local), cx.names.slot(local));
        let of = match (cx.facts.class[local], cx.passing(local)) {
            (Class::Stack, _) => quote!(#private::slot(&mut #room)),
            (Class::Frame, Some(_)) => quote!(#private::slot_or_room(#slot, &mut #room)),
            (Class::Frame | Class::Native | Class::Outer, _) => return None,
        };
        Some(quote! {
            let mut #room = #private::MaybeUninit::uninit();
            let #place = #of;
        })
    });
    with_room.collect()
}
