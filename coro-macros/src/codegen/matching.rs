//! Matching a place whose parts the pattern may move away, and what comes of it.
//!
//! A place behind a pointer cannot be moved out of by a pattern. So the place is matched against the pattern without its
//! names, and then each name is bound on its own: see `binds_by_place` in the support library.

use super::binding::Lent;
use super::code::{deref_between, let_of, match_of};
use super::guard::Armed;
use super::names::ours;
use super::number;
use super::points::{block_points, code_points, fresh};
use super::resume::Emitter;
use crate::ir::{
    Arm, ArmBody, Binding, Block, Code, Guard, LocalId, MatchWords, MatchedPlace, Pattern, PlaceUse, Words,
};
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// `let pattern = code else { otherwise };`
    pub(super) fn unpack(
        &mut self,
        (pattern, ty): (&Pattern, Option<&TokenStream>),
        code: &Code,
        place: Option<&MatchedPlace>,
        bindings: &[Binding],
        otherwise: Option<&Code>,
        words: Words,
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
        let mut tokens = let_of(words, &quote!(#full #ty), Some(&quote!(#code #otherwise)));
        let mut guards = false;
        for (name, binding) in pattern.names.iter().zip(bindings) {
            let ident = &binding.ident;
            if self.cx.is_pointer(binding.local) {
                tokens.extend(self.init(binding.local, &quote!(#ident)));
                guards = true;
            } else if guards && name.moves() && !self.is_constant_or_inert(binding.local) {
                // It is younger than what has a guard now.
                let mutable = name.mutable.then(|| quote!(mut));
                tokens.extend(quote!(let #mutable #ident = #ident;));
            }
        }
        tokens
    }

    fn is_constant_or_inert(&self, local: LocalId) -> bool {
        let local = &self.cx.body.locals[local];
        local.inert || local.may_be_constant
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
        let otherwise = otherwise.map(|otherwise| {
            let (refuted, otherwise) = (self.taken(&matched.place, matched.refuted), self.code(otherwise));
            if refuted.is_some() { quote!({ #refuted #otherwise }) } else { otherwise }
        });
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
        let (start, span) = place.at;
        let base = self.cx.names.place_at(place.local, span);
        place.projection.of(&deref_between((start, span.resolved_at(start)), &base))
    }

    /// A match: which arm, then the arm.
    pub(super) fn match_node(
        &mut self,
        scrutinee: &Code,
        place: Option<&PlaceUse>,
        arms: &[Arm],
        words: MatchWords,
    ) -> TokenStream {
        let asks = arms.iter().any(|arm| arm.guard_block().is_some());
        // A reference has no guard, but a name may move it all the same.
        let inert = place.filter(|place| self.is_inert(place));
        let place = place.filter(|place| asks || self.cx.is_guarded(place.local));
        let suspends = arms.iter().any(|arm| arm.body.block().is_some());
        if place.is_none() && !suspends {
            return self.plain_match(scrutinee, inert, arms, words);
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
        let alike: TokenStream = arms.windows(2).map(|pair| self.alike(pair)).collect();
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
                // What leaves from there is of no type, which a block would have.
                match &arm.body {
                    ArmBody::Code(_) if arm.carriers.is_empty() => quote!(#pattern => #body,),
                    ArmBody::Block(Block { span: Some(span), .. }) => {
                        let mut braces = Group::new(Delimiter::Brace, body);
                        braces.set_span(*span);
                        quote!(#pattern => #braces)
                    }
                    ArmBody::Code(_) | ArmBody::Block(_) => quote!(#pattern => { #body }),
                }
            })
            .collect();
        let choice = quote!(#rooms #alike let #arm_name = #choice;);
        // It ends where it does for the user: so far rustc points, if the arms are of different types.
        let mut chosen = Group::new(Delimiter::Brace, quote!(#arm_name));
        chosen.set_span(words.end);
        let branch = match_of(words, &quote!(#chosen), &quote!(#(#bodies)*));
        quote!({ #choice #branch })
    }

    pub(super) fn guard_in_pattern(&mut self, arm: &Arm) -> Option<TokenStream> {
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
    pub(super) fn bind_whole(&self, inert: Option<&PlaceUse>, pattern: &Pattern) -> Option<TokenStream> {
        let [name] = pattern.names.as_slice() else { return None };
        let (private, place) = (&self.cx.private, self.matched(inert?));
        let is_whole = !name.by_ref && name.ways.iter().all(Vec::is_empty);
        let (ident, mutable) = (&name.ident, name.mutable.then(|| quote!(mut)));
        is_whole.then(|| quote!(let #mutable #ident = #private::read(&raw mut #place);))
    }

    /// What is matched, and the place that a name which is a whole pattern is bound to by its bytes. Such a name may be a
    /// constant's: then the place itself is matched by its bytes, if nothing refers to it.
    pub(super) fn inert_scrutinee<'a>(
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
                        arm_of(arm, &quote!(#wild #guard), quote!(#bind #carried #index))
                    }
                    None => {
                        let full = &arm.pattern.full;
                        let guard = guard.map(|guard| quote!(if #guard));
                        arm_of(arm, &quote!(#full #guard), quote!(#carried #index))
                    }
                }
            })
            .collect();
        quote!(match #scrutinee { #(#choices)* })
    }

    fn choose_by_place(&mut self, place: &PlaceUse, arms: &[Arm]) -> TokenStream {
        let (reached, at) = self.reached(place, arms.iter().map(|arm| &arm.pattern));
        let matched = &at.place;
        let gone = ours("gone");
        let mut declared = TokenStream::new();
        let choices: Vec<TokenStream> = arms
            .iter()
            .enumerate()
            .map(|(index, arm)| {
                let (wild, index) = (&arm.pattern.wild, number(index));
                let moved = self.mark_moved(place, arm);
                let compared = arm.pattern.compared.as_ref().filter(|_| arm.guard_block().is_none());
                let compared = compared.map(|pattern| quote!(::core::matches!(&#matched, #pattern)));
                match &arm.guard {
                    None if compared.is_some() => {
                        let binds = self.bind_names(place, &at, arm);
                        arm_of(arm, &quote!(#wild if #compared), quote!(#binds #moved #index))
                    }
                    None if arm.carriers.is_empty() && moved.is_empty() => {
                        let mut index = index;
                        index.set_span(arm.end);
                        quote!(#wild => #index,)
                    }
                    None if arm.pattern.only_refers() => {
                        let (full, binds) = (&arm.pattern.full, self.write_names(&arm.carriers));
                        arm_of(arm, full, quote!(#binds #moved #index))
                    }
                    None => {
                        let binds = self.bind_names(place, &at, arm);
                        arm_of(arm, wild, quote!(#binds #moved #index))
                    }
                    Some(Guard::Code(guard)) => {
                        let guard = self.code(guard);
                        let Lent { declare, bind, within, settle } = self.lend_names(place, &at, arm, false);
                        declared.extend(declare);
                        let first = compared.map(|compared| quote!(#compared &&));
                        let pattern = quote!(#wild if #first { #bind #within #guard });
                        arm_of(arm, &pattern, quote!(#settle #moved #index))
                    }
                    // Then the arms are tried one by one.
                    Some(Guard::Block(_)) => TokenStream::new(),
                }
            })
            .collect();
        let compared = arms.iter().any(|arm| arm.pattern.compared.is_some());
        let otherwise = compared.then(|| quote!(_ => ::core::unreachable!()));
        quote!({ let mut #gone = false; #declared #reached match #matched { #(#choices)* #otherwise } })
    }

    /// What two alternatives bind under one name is of one type, whichever of them says which.
    fn alike(&self, pair: &[Arm]) -> TokenStream {
        let [first, second] = pair else { return TokenStream::new() };
        let private = &self.cx.private;
        let same = |carrier: &Binding| second.carriers.iter().find(|other| other.ident == carrier.ident);
        let pairs = first.carriers.iter().filter(|_| second.instead).filter_map(|a| Some((a, same(a)?)));
        let alike = pairs.map(|(a, b)| {
            let (a, b) = (self.cx.names.place(a.local), self.cx.names.place(b.local));
            quote!(#private::alike(#a, #b);)
        });
        alike.collect()
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

/// `pattern => { body }`, which ends where the user's arm does: there rustc suggests what is missing behind it.
pub(super) fn arm_of(arm: &Arm, pattern: &TokenStream, body: TokenStream) -> TokenStream {
    let mut body = Group::new(Delimiter::Brace, body);
    body.set_span(arm.end);
    quote!(#pattern => #body)
}
