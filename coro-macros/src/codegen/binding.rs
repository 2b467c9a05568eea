//! How the names of a pattern are bound to parts of a place, and what becomes of the place: for a name that may move its part, a
//! closure that binds it says by its type whether it does (see `binds_by_place` in the support library).
//!
//! While a guard is asked nothing is moved yet: what a name would move stays where it is, and the name stands for that place.

use super::code::probed;
use super::names::ours;
use super::number;
use super::reached::Reached;
use super::resume::Emitter;
use crate::analysis::Class;
use crate::ir::{Arm, Binding, Fields, LocalId, PatternName, PlaceUse, UseId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// How the names of an arm are bound while its guard is asked.
#[derive(Default)]
pub(super) struct Lent {
    /// In front of the match.
    pub(super) declare: TokenStream,
    /// Where the pattern has matched.
    pub(super) bind: TokenStream,
    /// In the guard, also where the machine is resumed in it.
    pub(super) within: TokenStream,
    /// Where the guard has passed.
    pub(super) settle: TokenStream,
}

impl Emitter<'_> {
    /// Room for what a name is bound to, where its local has none.
    pub(super) fn room_if_native(&self, local: LocalId) -> TokenStream {
        if self.cx.facts.class[local] != Class::Native {
            return TokenStream::new();
        }
        let (private, place, room) =
            (&self.cx.private, self.cx.names.place(local), self.cx.names.room(local));
        quote! {
            let mut #room = #private::MaybeUninit::uninit();
            let #place = #private::slot(&mut #room);
        }
    }

    /// The variable of a name, whose value lies in that room.
    pub(super) fn read_room(
        &self,
        name: &PatternName,
        ident: &Ident,
        bound: &Ident,
        local: LocalId,
    ) -> TokenStream {
        let private = &self.cx.private;
        if self.cx.body.locals[local].may_be_constant && !name.mutable {
            // Where it is a constant's, it is compared, and is what the constant is.
            return quote!(let #ident = #private::read(#bound) else { ::core::unreachable!() };);
        }
        let mutable = name.mutable.then(|| quote!(mut));
        quote!(let #mutable #ident = #private::read(#bound);)
    }

    /// Binds one name of a pattern that the place matches.
    pub(super) fn bind_name(
        &self,
        at: &Reached,
        name: &PatternName,
        bound: &Ident,
        flag: &TokenStream,
    ) -> TokenStream {
        let private = &self.cx.private;
        let Reached { place: matched, base, .. } = at;
        let PatternName { ident, alone, by_ref, .. } = name;
        let usage = ours("usage");
        if *by_ref || !name.moves() {
            return quote!(match #matched { #alone => #private::write(#bound, #ident), _ => {} });
        }
        let transfer = if name.unused { quote!(transfer_of_name) } else { quote!(transfer) };
        let by_place = quote!(#private::binds_by_place(#usage, #base, #bound, #flag));
        self.binding(at, name, bound, flag, &by_place, &quote!(#private::#transfer(#bound, #ident)))
    }

    /// Binds a name that may move its part: `asked` tells whether it does, or else binds it; then `moved` is what is done.
    fn binding(
        &self,
        at: &Reached,
        name: &PatternName,
        bound: &Ident,
        flag: &TokenStream,
        asked: &TokenStream,
        moved: &TokenStream,
    ) -> TokenStream {
        let private = &self.cx.private;
        let Reached { place: matched, base, projection, at } = at;
        let PatternName { ident, alone, by_place, .. } = name;
        let [usage, probe, to] = ["usage", "probe", "to"].map(ours);
        let probed = projection.of(&probed(&probe, *at));
        let seen = self.cx.is_looked_into().then(|| quote!(*(#flag) = true;));
        quote! {{
            let #usage = #private::Usage::unknown();
            #private::with(&#usage, #bound);
            if false {
                loop {}
                let mut #probe = #private::probe_of(#base);
                #private::usage_of(&#usage, |#to| {
                    let _ = &#probe;
                    match #probed { #alone => #private::write(#to, #ident), _ => {} }
                });
            }
            if #asked {
                #seen
                match #private::Beside(&#matched, #bound).seen() { #by_place => #moved, _ => {} }
            }
        }}
    }

    /// Binds the names of an arm that has no guard, or is chosen.
    pub(super) fn bind_names(&self, place: &PlaceUse, at: &Reached, arm: &Arm) -> TokenStream {
        let named = arm.pattern.names.iter().zip(&arm.carriers);
        named.map(|(name, carrier)| self.bind_carrier(place, at, name, carrier)).collect()
    }

    fn bind_carrier(
        &self,
        place: &PlaceUse,
        at: &Reached,
        name: &PatternName,
        carrier: &Binding,
    ) -> TokenStream {
        let bound = self.cx.names.place(carrier.local);
        if self.cx.is_guarded(place.local) {
            let gone = ours("gone");
            return self.bind_name(at, name, &bound, &quote!(&mut #gone));
        }
        // A reference, or what is behind one: nothing is moved out but the reference itself.
        let (private, matched) = (&self.cx.private, &at.place);
        let (alone, ident) = (&name.alone, &name.ident);
        let is_whole = place.projection.is_whole() && name.ways.iter().all(Vec::is_empty);
        if is_whole && !name.by_ref {
            return quote!(#private::write(#bound, #private::read(&raw mut #matched)););
        }
        quote!(match #matched { #alone => #private::write(#bound, #ident), _ => {} })
    }

    /// Binds the names of an arm for its guard. What may be moved stays where it is; of that the guard may change what can be changed
    /// behind a shared reference. If the guard suspends, the names are bound anew when the machine is resumed in it.
    pub(super) fn lend_names(&self, place: &PlaceUse, at: &Reached, arm: &Arm, suspends: bool) -> Lent {
        let mut lent = Lent::default();
        for (name, carrier) in arm.pattern.names.iter().zip(&arm.carriers) {
            let may_move = name.moves() && !name.by_ref && !name.unused && self.cx.is_guarded(place.local);
            match &arm.lent {
                Some(stay) => {
                    match stay.iter().find(|stays| stays.ident == name.ident) {
                        Some(stays) if may_move => lent.within.extend(self.lend_in_place(at, name, stays)),
                        Some(stays) => lent.bind.extend(self.bind_carrier(place, at, name, stays)),
                        None => {}
                    }
                    lent.settle.extend(self.bind_carrier(place, at, name, carrier));
                }
                None if may_move => self.lend_by_usage(at, name, carrier, suspends, &mut lent),
                None => lent.bind.extend(self.bind_carrier(place, at, name, carrier)),
            }
        }
        lent
    }

    /// The name stands for a part of a place, and only what is not there has a slot of its own: see `LentName` in the support library.
    fn lend_in_place(&self, at: &Reached, name: &PatternName, stays: &Binding) -> TokenStream {
        let private = &self.cx.private;
        let Reached { place: matched, base, projection, at } = at;
        let PatternName { ident, alone, by_place, .. } = name;
        let [at_point, to, probe] = ["at", "to", "probe"].map(ours);
        let probed = projection.of(&probed(&probe, *at));
        let room = self.cx.names.place(stays.local);
        quote! {
            let #room = {
                let #to = #private::unbound();
                if false {
                    loop {}
                    let mut #probe = #private::probe_of(#base);
                    match #probed { #alone => #private::write(#to, #ident), _ => {} }
                }
                match #private::Beside(&#matched, #to).seen() {
                    #by_place => #private::stands_for(#to, #room, #ident, #at_point == 0),
                    _ => ::core::unreachable!(),
                }
            };
        }
    }

    /// The name stands for a part of a place, or for what was copied from there, as its type says.
    fn lend_by_usage(
        &self,
        at: &Reached,
        name: &PatternName,
        carrier: &Binding,
        suspends: bool,
        lent: &mut Lent,
    ) {
        let private = &self.cx.private;
        let (bound, stays) = (self.cx.names.place(carrier.local), self.cx.names.lent(carrier.local));
        let ([at_point, gone, usage], ident) = (["at", "gone", "usage"].map(ours), &name.ident);
        let (base, flag) = (&at.base, quote!(&mut #gone));
        let bind = quote!(#private::binds_by_place(#usage, #base, #bound, #flag));
        let asked = if suspends {
            quote!(if #at_point == 0 { #bind } else { #private::binds_by_value(&#usage) })
        } else {
            bind
        };
        let within = quote!(#stays = #private::left_in_place(#bound, #ident));
        let bind = self.binding(at, name, &bound, &flag, &quote!((#asked)), &within);
        lent.declare.extend(quote!(let mut #stays = #bound;));
        lent.within.extend(quote!(#bind let #bound = #stays;));
        lent.settle.extend(quote!(#private::settle(#bound, #stays);));
    }

    /// The arm is chosen: what it binds is its own.
    pub(super) fn mark_moved(&self, place: &PlaceUse, arm: &Arm) -> TokenStream {
        if let Some(taken) = self.taken(place, arm.takes) {
            return taken;
        }
        if !self.cx.has_parts(place.local) {
            return TokenStream::new();
        }
        let (private, live) = (&self.cx.private, self.cx.names.live(place.local));
        let moved = arm.parts.iter().zip(&arm.carriers).filter_map(|(part, carrier)| {
            let (part, carrier) = (part.map(number)?, self.cx.names.place(carrier.local));
            Some(if self.cx.is_looked_into() {
                quote!(#live.moved[#part] |= (&&#private::kind_of(#carrier)).__is_moved();)
            } else {
                quote!(#live.moved[#part] |= #private::owns(#carrier);)
            })
        });
        let seen = self.cx.is_looked_into().then(|| quote!(use #private::{KindIsCopy as _, KindIsNot as _};));
        quote!(#seen #(#moved)*)
    }

    /// A pattern has taken all that may be dropped of a variable, which is not used again.
    pub(super) fn taken(&self, place: &PlaceUse, takes: Option<UseId>) -> Option<TokenStream> {
        self.emptied(place.local, takes)
    }

    /// The same of any use that may leave nothing to be dropped.
    pub(super) fn emptied(&self, local: LocalId, takes: Option<UseId>) -> Option<TokenStream> {
        let id = takes.filter(|id| self.cx.facts.emptying.contains(*id))?;
        let (live, slot, private) = (self.cx.names.live(local), self.cx.names.place(local), &self.cx.private);
        let locals = &self.cx.body.locals;
        let choice = locals[locals[local].origin.declared(local)].choice.as_ref();
        let ty = choice.filter(|choice| choice.relied_on.contains(&id)).map(|choice| &choice.ty);
        let said = ty.map(|ty| quote!(let _: *mut #ty = #slot;));
        let fields = locals[local]
            .fields
            .as_ref()
            .filter(|fields| fields.relied_on.iter().any(|(relying, _)| *relying == id));
        let asserted = fields.map(|Fields { all, inert, .. }| {
            quote!(let #all = *#slot; #(#private::inert(&raw const (*#slot).#inert);)*)
        });
        self.cx.is_guarded(local).then(|| quote!(#said #asserted (&mut #live).disarm();))
    }

    /// What the names of a pattern are bound to, in the places of the locals that they become.
    pub(super) fn write_names(&self, bindings: &[Binding]) -> TokenStream {
        let private = &self.cx.private;
        let writes = bindings.iter().map(|binding| {
            let (place, ident) = (self.cx.names.place(binding.local), &binding.ident);
            quote!(#private::write(#place, #ident);)
        });
        writes.collect()
    }
}
