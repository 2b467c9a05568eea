//! Matching a place whose parts the pattern may move away, and what comes of it.
//!
//! A place behind a pointer cannot be moved out of by a pattern. So the place is matched against the pattern without its
//! names, and then each name is bound on its own: see `binds_by_place` in the support library.

use super::code::deref_at;
use super::guard::Armed;
use super::names::ours;
use super::number;
use super::points::{block_points, code_points, fresh};
use super::reached::Reached;
use super::resume::Emitter;
use crate::analysis::Class;
use crate::ir::{
    Arm, ArmBody, Binding, Code, Guard, LocalId, MatchedPlace, Pattern, PatternName, PlaceUse, UseId,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// `let pattern = code else { otherwise };`
    pub(super) fn unpack(
        &mut self,
        pattern: &Pattern,
        ty: Option<&TokenStream>,
        code: &Code,
        place: Option<&MatchedPlace>,
        bindings: &[Binding],
        otherwise: Option<&Code>,
    ) -> TokenStream {
        if let Some(matched) = place.filter(|matched| self.cx.is_guarded(matched.place.local)) {
            return self.unpack_place(pattern, matched, bindings, otherwise);
        }
        let code = self.code(code);
        let ty = ty.map(|ty| quote!(: #ty));
        let otherwise = otherwise.map(|otherwise| self.code(otherwise));
        // `let .. = { .. } else` is not allowed.
        let code = if otherwise.is_some() { quote!((#code)) } else { code };
        let otherwise = otherwise.map(|otherwise| quote!(else #otherwise));
        let full = &pattern.full;
        let inert = place.map(|matched| &matched.place).filter(|place| self.is_inert(place));
        let code = match inert.filter(|_| self.bind_whole(inert, pattern).is_some()) {
            // By its bytes: the name may be a constant's.
            Some(place) => {
                let (private, place) = (&self.cx.private, self.matched(place));
                quote!(#private::read(&raw mut #place))
            }
            None => code,
        };
        let mut tokens = quote!(let #full #ty = #code #otherwise;);
        for binding in bindings {
            if self.cx.is_pointer(binding.local) {
                let ident = &binding.ident;
                tokens.extend(self.init(binding.local, &quote!(#ident)));
            }
        }
        tokens
    }

    fn unpack_place(
        &mut self,
        pattern: &Pattern,
        matched: &MatchedPlace,
        bindings: &[Binding],
        otherwise: Option<&Code>,
    ) -> TokenStream {
        let (mut tokens, at) = self.reached(&matched.place, [pattern]);
        let place = &at.place;
        let wild = &pattern.wild;
        let at_once = pattern.only_refers();
        let otherwise = otherwise.map(|otherwise| self.code(otherwise));
        if at_once {
            let rooms: TokenStream =
                bindings.iter().map(|binding| self.room_if_native(binding.local)).collect();
            let (full, bound) = (&pattern.full, self.write_names(bindings));
            let otherwise = otherwise.unwrap_or_else(|| quote!({}));
            tokens.extend(quote!(#rooms match #place { #full => { #bound } _ => #otherwise }));
        } else if let Some(otherwise) = otherwise {
            let compared =
                pattern.compared.iter().map(|pattern| quote!(&&::core::matches!(&#place, #pattern)));
            tokens.extend(quote!(if !(::core::matches!(#place, #wild) #(#compared)*) #otherwise));
        }
        let live = self.cx.names.live(matched.place.local);
        for ((name, binding), part) in pattern.names.iter().zip(bindings).zip(&matched.parts) {
            let flag = match part.map(number) {
                Some(part) => quote!(&mut #live.moved[#part]),
                None => quote!(&mut false),
            };
            let bound = self.cx.names.place(binding.local);
            if !at_once {
                let room = self.room_if_native(binding.local);
                let bind = self.bind_name(&at, name, &bound, &flag);
                tokens.extend(quote!(#room #bind));
            }
            tokens.extend(if self.cx.is_guarded(binding.local) {
                self.enter_scope(binding.local);
                self.cx.guard_whole(binding.local, &Armed::Yes)
            } else if self.cx.is_pointer(binding.local) {
                TokenStream::new()
            } else {
                self.read_room(name, &binding.ident, &bound, binding.local)
            });
        }
        tokens.extend(self.taken(&matched.place, matched.takes));
        tokens
    }

    /// The expression for a matched place.
    pub(super) fn matched(&self, place: &PlaceUse) -> TokenStream {
        let base = self.cx.names.place_at(place.local, place.span);
        place.projection.of(&deref_at(place.span, &base))
    }

    fn room_if_native(&self, local: LocalId) -> TokenStream {
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

    fn read_room(&self, name: &PatternName, ident: &Ident, bound: &Ident, local: LocalId) -> TokenStream {
        let private = &self.cx.private;
        if self.cx.body.locals[local].may_be_constant && !name.mutable {
            // Where it is a constant's, it is compared, and is what the constant is.
            return quote!(let #ident = #private::read(#bound) else { ::core::unreachable!() };);
        }
        let mutable = name.mutable.then(|| quote!(mut));
        quote!(let #mutable #ident = #private::read(#bound);)
    }

    /// Binds one name of a pattern that the place matches.
    fn bind_name(&self, at: &Reached, name: &PatternName, bound: &Ident, flag: &TokenStream) -> TokenStream {
        let private = &self.cx.private;
        let Reached { place: matched, base, projection, span } = at;
        let PatternName { ident, alone, by_place, by_ref, .. } = name;
        if *by_ref || !name.moves() {
            return quote!(match #matched { #alone => #private::write(#bound, #ident), _ => {} });
        }
        let (usage, mut probe, to) = (ours("usage"), ours("probe"), ours("to"));
        probe.set_span(probe.span().located_at(*span));
        let probed = projection.of(&quote!(#probe.t));
        let transfer = if name.unused { quote!(transfer_of_name) } else { quote!(transfer) };
        let seen = self.cx.is_looked_into().then(|| quote!(*(#flag) = true;));
        quote! {{
            let #usage = #private::Usage::unknown();
            #usage.with(#bound);
            if false {
                loop {}
                let mut #probe = #private::probe_of(#base);
                #private::usage_of(&#usage, |#to| {
                    let _ = &#probe;
                    match #probed { #alone => #private::write(#to, #ident), _ => {} }
                });
            }
            if #private::binds_by_place(#usage, #base, #bound, #flag) {
                #seen
                match &#matched { #by_place => #private::#transfer(#bound, #ident), _ => {} }
            }
        }}
    }

    /// A match: which arm, then the arm.
    pub(super) fn match_node(
        &mut self,
        scrutinee: &Code,
        place: Option<&PlaceUse>,
        arms: &[Arm],
    ) -> TokenStream {
        let asks = arms.iter().any(|arm| arm.guard_block().is_some());
        // A reference has no guard, but a name may move it all the same.
        let inert = place.filter(|place| self.is_inert(place));
        let place = place.filter(|place| asks || self.cx.is_guarded(place.local));
        let suspends = arms.iter().any(|arm| arm.body.block().is_some());
        if place.is_none() && !suspends {
            return self.plain_match(scrutinee, inert, arms);
        }
        let arm_name = ours("arm");
        let guards = arms.iter().filter_map(Arm::guard_block).filter_map(block_points).next_back();
        let fresh = fresh(&self.cx.names, guards.or(code_points(scrutinee)));
        let choice = match place {
            Some(place) if asks => self.ask(place, arms),
            Some(place) => self.choose_by_place(place, arms),
            None => self.choose(scrutinee, inert, arms),
        };
        let rooms: TokenStream = arms
            .iter()
            .flat_map(|arm| &arm.carriers)
            .map(|carrier| self.room_if_native(carrier.local))
            .collect();
        let choice = if suspends {
            let again = super::asking::resumed_arm(&self.cx.names, arms);
            quote!(if #fresh { #choice } else { #again })
        } else {
            choice
        };
        let last = arms.len().saturating_sub(1);
        let bodies: Vec<TokenStream> = arms
            .iter()
            .enumerate()
            .map(|(index, arm)| {
                let pattern = if index == last {
                    quote!(_)
                } else {
                    let index = number(index);
                    quote!(#index)
                };
                let body = self.arm_body(arm);
                quote!(#pattern => { #body })
            })
            .collect();
        quote! {{
            #rooms
            let #arm_name = #choice;
            match #arm_name { #(#bodies)* }
        }}
    }

    /// As the user wrote it.
    fn plain_match(&mut self, scrutinee: &Code, inert: Option<&PlaceUse>, arms: &[Arm]) -> TokenStream {
        let (scrutinee, inert) = self.inert_scrutinee(scrutinee, inert, arms);
        let arms: Vec<TokenStream> = arms
            .iter()
            .map(|arm| {
                let guard = self.guard_in_pattern(arm);
                let body = match &arm.body {
                    ArmBody::Code(code) => self.code(code),
                    ArmBody::Block(block) => self.block(block),
                };
                match self.bind_whole(inert, &arm.pattern) {
                    Some(bind) => {
                        let wild = &arm.pattern.wild;
                        let guard = guard.map(|guard| quote!(if { #bind #guard }));
                        quote!(#wild #guard => { #bind #body })
                    }
                    None => {
                        let full = &arm.pattern.full;
                        let guard = guard.map(|guard| quote!(if #guard));
                        quote!(#full #guard => #body,)
                    }
                }
            })
            .collect();
        quote!(match #scrutinee { #(#arms)* })
    }

    fn guard_code(&mut self, guard: &Guard) -> TokenStream {
        match guard {
            Guard::Code(code) => self.code(code),
            Guard::Block(block) => self.block(block),
        }
    }

    fn guard_in_pattern(&mut self, arm: &Arm) -> Option<TokenStream> {
        self.inline_carriers = true;
        let guard = match &arm.guard {
            Some(Guard::Code(code)) => Some(self.code(code)),
            Some(Guard::Block(_)) | None => None,
        };
        self.inline_carriers = false;
        guard
    }

    fn is_inert(&self, place: &PlaceUse) -> bool {
        self.cx.is_pointer(place.local) && !self.cx.is_guarded(place.local) && place.projection.is_held()
    }

    /// Binds the one name of a pattern that is the whole of a place without a guard, `name` or `name @ ..`: by its
    /// bytes, since a pattern cannot move what is behind a pointer.
    fn bind_whole(&self, inert: Option<&PlaceUse>, pattern: &Pattern) -> Option<TokenStream> {
        let [name] = pattern.names.as_slice() else { return None };
        let (private, place) = (&self.cx.private, self.matched(inert?));
        let is_whole = !name.by_ref && name.ways.iter().all(Vec::is_empty);
        let (ident, mutable) = (&name.ident, name.mutable.then(|| quote!(mut)));
        is_whole.then(|| quote!(let #mutable #ident = #private::read(&raw mut #place);))
    }

    /// What is matched, and the place that a name which is a whole pattern is bound to by its bytes. Such a name may be a
    /// constant's: then the place itself is matched by its bytes, if nothing refers to it.
    fn inert_scrutinee<'a>(
        &mut self,
        scrutinee: &Code,
        inert: Option<&'a PlaceUse>,
        arms: &[Arm],
    ) -> (TokenStream, Option<&'a PlaceUse>) {
        let is_unused = |arm: &Arm| arm.pattern.names.iter().any(|name| name.unused);
        let binds = arms.iter().any(|arm| is_unused(arm) && self.bind_whole(inert, &arm.pattern).is_some());
        let refers = arms.iter().flat_map(|arm| &arm.pattern.names).any(|name| name.by_ref);
        match inert {
            Some(place) if binds && !refers => {
                let (private, place) = (&self.cx.private, self.matched(place));
                (quote!(#private::read(&raw mut #place)), None)
            }
            inert => (self.code(scrutinee), inert),
        }
    }

    fn choose(&mut self, scrutinee: &Code, inert: Option<&PlaceUse>, arms: &[Arm]) -> TokenStream {
        let (scrutinee, inert) = self.inert_scrutinee(scrutinee, inert, arms);
        let choices: Vec<TokenStream> = arms
            .iter()
            .enumerate()
            .map(|(index, arm)| {
                let index = number(index);
                let guard = self.guard_in_pattern(arm);
                let carried = self.write_names(&arm.carriers);
                match self.bind_whole(inert, &arm.pattern) {
                    Some(bind) => {
                        let wild = &arm.pattern.wild;
                        let guard = guard.map(|guard| quote!(if { #bind #guard }));
                        quote!(#wild #guard => { #bind #carried #index })
                    }
                    None => {
                        let full = &arm.pattern.full;
                        let guard = guard.map(|guard| quote!(if #guard));
                        quote!(#full #guard => { #carried #index })
                    }
                }
            })
            .collect();
        quote!(match #scrutinee { #(#choices)* })
    }

    /// What the names of a pattern are bound to, in the places of the locals that they become.
    fn write_names(&self, bindings: &[Binding]) -> TokenStream {
        let private = &self.cx.private;
        let writes = bindings.iter().map(|binding| {
            let (place, ident) = (self.cx.names.place(binding.local), &binding.ident);
            quote!(#private::write(#place, #ident);)
        });
        writes.collect()
    }

    fn choose_by_place(&mut self, place: &PlaceUse, arms: &[Arm]) -> TokenStream {
        let (reached, at) = self.reached(place, arms.iter().map(|arm| &arm.pattern));
        let matched = &at.place;
        let gone = ours("gone");
        let choices: Vec<TokenStream> = arms
            .iter()
            .enumerate()
            .map(|(index, arm)| {
                let (wild, index) = (&arm.pattern.wild, number(index));
                let binds = self.bind_names(place, &at, arm);
                let moved = self.mark_moved(place, arm);
                if let (Some(pattern), None) = (&arm.pattern.compared, arm.guard_block()) {
                    let guard = arm.guard.as_ref().map(|guard| self.guard_code(guard));
                    let guard = guard.map(|guard| quote!(&& { #binds #guard }));
                    let rebinds = guard.is_none().then_some(&binds);
                    return quote!(#wild if ::core::matches!(&#matched, #pattern) #guard => { #rebinds #moved #index });
                }
                match &arm.guard {
                    None if arm.carriers.is_empty() && moved.is_empty() => quote!(#wild => #index,),
                    None if arm.pattern.only_refers() => {
                        let (full, binds) = (&arm.pattern.full, self.write_names(&arm.carriers));
                        quote!(#full => { #binds #moved #index })
                    }
                    None => quote!(#wild => { #binds #moved #index }),
                    Some(Guard::Code(guard)) => {
                        let guard = self.code(guard);
                        quote!(#wild if { #binds #guard } => { #moved #index })
                    }
                    // Then the arms are tried one by one.
                    Some(Guard::Block(_)) => TokenStream::new(),
                }
            })
            .collect();
        let compared = arms.iter().any(|arm| arm.pattern.compared.is_some());
        let otherwise = compared.then(|| quote!(_ => ::core::unreachable!()));
        quote!({ let mut #gone = false; #reached match #matched { #(#choices)* #otherwise } })
    }

    /// The bytes of what the pattern binds.
    pub(super) fn bind_carriers(&self, place: &PlaceUse, arm: &Arm) -> TokenStream {
        self.bind_names(place, &self.reached_anew(place), arm)
    }

    fn bind_names(&self, place: &PlaceUse, at: &Reached, arm: &Arm) -> TokenStream {
        let gone = ours("gone");
        let flag = quote!(&mut #gone);
        let named = arm.pattern.names.iter().zip(&arm.carriers);
        named
            .map(|(name, carrier)| {
                let bound = self.cx.names.place(carrier.local);
                if self.cx.is_guarded(place.local) {
                    return self.bind_name(at, name, &bound, &flag);
                }
                // Behind a reference: nothing is moved out.
                let (private, matched) = (&self.cx.private, &at.place);
                let (alone, ident) = (&name.alone, &name.ident);
                quote!(match #matched { #alone => #private::write(#bound, #ident), _ => {} })
            })
            .collect()
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
                quote!(#live.moved[#part] |= (&&#private::kind_of(#carrier)).is_moved();)
            } else {
                quote!(#live.moved[#part] |= #private::owns(#carrier);)
            })
        });
        let seen = self.cx.is_looked_into().then(|| quote!(use #private::{KindIsCopy as _, KindIsNot as _};));
        quote!(#seen #(#moved)*)
    }

    /// A pattern has taken all that may be dropped of a variable, which is not used again.
    fn taken(&self, place: &PlaceUse, takes: Option<UseId>) -> Option<TokenStream> {
        let is_last = takes.is_some_and(|id| !self.cx.facts.live_after.contains(id));
        let live = self.cx.names.live(place.local);
        (is_last && self.cx.is_guarded(place.local)).then(|| quote!(#live.disarm();))
    }

    fn arm_body(&mut self, arm: &Arm) -> TokenStream {
        match &arm.body {
            ArmBody::Block(block) => {
                let depth = self.scope_depth();
                let at = ours("at");
                let armed: TokenStream = arm
                    .carriers
                    .iter()
                    .filter(|carrier| self.cx.is_guarded(carrier.local))
                    .map(|carrier| self.cx.guard_whole(carrier.local, &Armed::If(quote!(#at == 0))))
                    .collect();
                let body = self.block_content(block);
                self.leave_scope(depth);
                quote!(#armed #body)
            }
            ArmBody::Code(code) => {
                let names: TokenStream = arm
                    .pattern
                    .names
                    .iter()
                    .zip(&arm.carriers)
                    .map(|(name, carrier)| {
                        let bound = self.cx.names.place(carrier.local);
                        self.read_room(name, &carrier.ident, &bound, carrier.local)
                    })
                    .collect();
                let body = self.code(code);
                quote!(#names #body)
            }
        }
    }
}
