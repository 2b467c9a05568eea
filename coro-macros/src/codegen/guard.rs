//! Guards: what owns a local's value while the machine runs, made anew by each resume.

use super::names::ours;
use super::{Cx, number};
use crate::analysis::{Class, Ownership};
use crate::index::Id;
use crate::ir::{Event, LocalId, Origin, PointId};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

/// Whether a guard owns the value that may be in its slot.
pub(super) enum Armed {
    Yes,
    No,
    /// If this holds.
    If(TokenStream),
}

/// What a suspension stores in a flag. (Tokens that are put behind each other one by one are cheaper than streams of them.)
enum Flag {
    Unset,
    Set,
    Armed(Ident),
    Moved(Ident, usize),
}

impl ToTokens for Flag {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (live, field) = match self {
            Flag::Unset => return tokens.append(Ident::new("false", Span::call_site())),
            Flag::Set => return tokens.append(Ident::new("true", Span::call_site())),
            Flag::Armed(live) => (live, "armed"),
            Flag::Moved(live, _) => (live, "moved"),
        };
        tokens.append(live.clone());
        tokens.append(Punct::new('.', Spacing::Alone));
        tokens.append(Ident::new(field, Span::call_site()));
        if let Flag::Moved(_, part) = self {
            tokens.append(Group::new(Delimiter::Bracket, number(*part).into_token_stream()));
        }
    }
}

impl ToTokens for Armed {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Armed::Yes => quote!(true).to_tokens(tokens),
            Armed::No => quote!(false).to_tokens(tokens),
            Armed::If(condition) => condition.to_tokens(tokens),
        }
    }
}

impl Cx<'_> {
    /// `let mut x_live = ..;` for a local that gets its first value.
    pub(super) fn guard_init(&self, local: LocalId, value: &TokenStream) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        if let Some((count, piecewise)) = self.told_by_call(local) {
            quote!(let mut #live = #private::Parts::<_, _, #count>::init_untold(#place, #value) #piecewise;)
        } else if self.has_parts(local) {
            let (rest, piecewise) = (self.rest(local), self.piecewise(local, &quote!(true)));
            quote!(let mut #live = #private::Parts::init(#place, #value, #rest) #piecewise;)
        } else {
            quote!(let mut #live = #private::Live::init(#place, #value);)
        }
    }

    /// The same for one whose value is in its slot already, if `armed`.
    pub(super) fn guard_whole(&self, local: LocalId, armed: &Armed) -> TokenStream {
        let live = self.names.live(local);
        if self.has_parts(local) {
            let (private, place) = (&self.private, self.names.place(local));
            return if let Some((count, piecewise)) = self.told_by_call(local) {
                quote!(let mut #live = #private::Parts::<_, _, #count>::whole_untold(#place, #armed) #piecewise;)
            } else {
                let (rest, piecewise) = (self.rest(local), self.piecewise(local, &quote!(true)));
                quote!(let mut #live = #private::Parts::whole(#place, #armed, #rest) #piecewise;)
            };
        }
        let guard = self.guard_armed(local, armed);
        quote!(let mut #live = #guard;)
    }

    /// The guard of a value that is in its slot, or is not, as a whole.
    fn guard_armed(&self, local: LocalId, armed: &Armed) -> TokenStream {
        let (private, place) = (&self.private, self.names.place(local));
        match armed {
            Armed::Yes => quote!(#private::Live::held(#place)),
            Armed::No => quote!(#private::Live::empty(#place)),
            Armed::If(_) => quote!(#private::Live::held_if(#place, #armed)),
        }
    }

    /// The same for one that gets its first value later on, which alone may say what its type is: see [`Self::tell`].
    pub(super) fn guard_empty(&self, local: LocalId) -> TokenStream {
        // To one that never does, only parts are assigned: an error of the check's.
        if !self.has_parts(local) || !self.gets_value(local) {
            return self.guard_whole(local, &Armed::No);
        }
        let (private, place, live) = (&self.private, self.names.place(local), self.names.live(local));
        let (count, piecewise) =
            (number(self.body.locals[local].parts.len()), self.piecewise(local, &quote!(true)));
        quote!(let mut #live = #private::Parts::<_, _, #count>::empty(#place) #piecewise;)
    }

    /// Whether there is a way on which the local gets a value.
    pub(super) fn gets_value(&self, local: LocalId) -> bool {
        let mut events = self.body.flow.blocks.iter().flat_map(|(_, block)| &block.events);
        events.any(|event| *event == Event::Init(local))
    }

    /// What is left of a value in parts, now that its type is known.
    pub(super) fn tell(&self, local: LocalId) -> TokenStream {
        let (live, rest) = (self.names.live(local), self.rest(local));
        quote!(if false { (&#live).tell(#rest) })
    }

    /// The guard of a local when the machine is resumed at one of the points from `later.0` to `later.1`.
    pub(super) fn rearm(&self, local: LocalId, later: (PointId, PointId)) -> TokenStream {
        if let Origin::Receiver(of, _) = self.body.locals[local].origin {
            return self.receive_again(local, of, later);
        }
        let armed = self.armed_at(local, later);
        if self.has_parts(local) {
            let (private, place) = (&self.private, self.names.place(local));
            let moved = if self.keeps_parts(local) {
                let (flags, first) = (ours("flags"), number(self.parts_flag(local)));
                quote!((&*#flags).get_all(#first))
            } else {
                let none = self.body.locals[local].parts.iter().map(|_| quote!(false));
                quote!([#(#none),*])
            };
            let piecewise = self.piecewise(local, &self.is_poll());
            return quote!(#private::Parts::held_if(#place, #armed, #moved) #piecewise);
        }
        self.guard_armed(local, &armed)
    }

    /// Whether the local owns a value at the point where the machine is resumed.
    fn armed_at(&self, local: LocalId, later: (PointId, PointId)) -> Armed {
        if self.is_flagged(local) {
            let (flags, flag) = (ours("flags"), number(self.flag(local)));
            return Armed::If(quote!((&*#flags).get(#flag)));
        }
        self.armed_where(later, |point| self.ownership(local, point) == Some(Ownership::Owned))
    }

    /// The same where only the point tells.
    pub(super) fn armed_where(&self, later: (PointId, PointId), owns: impl Fn(PointId) -> bool) -> Armed {
        let points: Vec<PointId> = (later.0.index()..=later.1.index()).map(PointId::new).collect();
        let owned = points.iter().filter(|point| owns(**point)).map(|point| self.names.state(*point));
        let owned: Vec<&Ident> = owned.collect();
        if owned.is_empty() {
            Armed::No
        } else if owned.len() == points.len() {
            Armed::Yes
        } else {
            let at = ours("at");
            Armed::If(quote!(::core::matches!(#at, #(#owned)|*)))
        }
    }

    /// What a suspension stores of the guards in scope. (Where it is known what they own, rustc need not look for a field.)
    pub(super) fn store_flags(&self, scope: &[LocalId], point: PointId) -> TokenStream {
        let mut values: Vec<Flag> = Vec::new();
        values.resize_with(self.n_flags(), || Flag::Unset);
        let mut stored = 0;
        let mut matter = Vec::new();
        for local in scope {
            let (live, ownership) = (self.names.live(*local), self.ownership(*local, point));
            if self.is_flagged(*local) {
                let flag = self.flag(*local);
                values[flag] = match ownership {
                    Some(Ownership::Owned) => Flag::Set,
                    Some(Ownership::Maybe) => Flag::Armed(live.clone()),
                    Some(Ownership::Bytes) | None => Flag::Unset,
                };
                stored = stored.max(flag + 1);
            }
            if self.keeps_parts(*local) {
                let first = self.parts_flag(*local);
                for part in 0..self.body.locals[*local].parts.len() {
                    values[first + part] = Flag::Moved(live.clone(), part);
                    stored = stored.max(first + part + 1);
                }
            }
            if self.is_flagged(*local) || self.keeps_parts(*local) {
                matter.push(self.names.place(*local));
            }
        }
        if stored == 0 {
            return TokenStream::new();
        }
        let (private, flags, values) = (&self.private, ours("flags"), &values[..stored]);
        let store = quote!(*#flags = #private::Flags::of([#(#values),*]););
        // Who looks into a suspended machine wants to know it of every value.
        if self.is_looked_into() {
            return store;
        }
        let matter = matter.chunks(6).map(|places| {
            let function = Ident::new(&format!("any_matters_{}", places.len()), Span::mixed_site());
            quote!(#private::#function(#(#places),*))
        });
        quote!(if #(#matter)||* { #store })
    }
}

/// The names of guards, as a suspension forgets them.
pub(super) fn lives(cx: &Cx<'_>, scope: &[LocalId]) -> Vec<Ident> {
    scope.iter().map(|local| cx.names.live(*local)).collect()
}

/// The guards in scope at a suspension, the innermost first: those that own something there, and those that do not.
pub(super) fn left(cx: &Cx<'_>, scope: &[LocalId], point: PointId) -> (Vec<Ident>, Vec<Ident>) {
    let known = scope.iter().rev().filter(|local| !cx.is_done(**local, point));
    let (held, gone): (Vec<LocalId>, Vec<LocalId>) =
        known.partition(|local| cx.is_receiver(**local) || cx.ownership(**local, point).is_some());
    (lives(cx, &held), lives(cx, &gone))
}

/// Room for the locals that are reached through a pointer but need no slot, or none if their types are what is expected. Those of
/// a loop have theirs in it: they may refer to what ends with it.
pub(super) fn rooms(cx: &Cx<'_>) -> TokenStream {
    let is_in_loop = |local: LocalId| cx.body.locals[local].in_loop && cx.facts.class[local] == Class::Stack;
    cx.body.locals.ids().filter(|local| !is_in_loop(*local)).filter_map(|local| room(cx, local)).collect()
}

/// The body of a loop, with room for what is declared in it.
pub(super) fn with_rooms(cx: &Cx<'_>, own: &[LocalId], body: TokenStream) -> TokenStream {
    let stacked = own.iter().filter(|local| cx.facts.class[**local] == Class::Stack);
    let rooms: TokenStream = stacked.filter_map(|local| room(cx, *local)).collect();
    if rooms.is_empty() { body } else { quote!({ #rooms #body }) }
}

fn room(cx: &Cx<'_>, local: LocalId) -> Option<TokenStream> {
    let private = &cx.private;
    let (place, room, slot) = (cx.names.place(local), cx.names.room(local), cx.names.slot(local));
    let is_called = cx.remaining(local).is_some_and(|remaining| !remaining.of.waits);
    let of = match (cx.facts.class[local], cx.passing(local)) {
        (Class::Stack, _) => quote!(#private::slot(&mut #room)),
        (Class::Frame, Some(_)) => quote!(#private::slot_or_room(#slot, &mut #room)),
        (Class::Frame, None) if is_called => quote!(#private::place_or_room(#slot, &mut #room)),
        (Class::Frame | Class::Native | Class::Outer, _) => return None,
    };
    Some(quote! {
        let mut #room = #private::MaybeUninit::uninit();
        let #place = #of;
    })
}
