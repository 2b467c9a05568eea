//! Values that are moved away in parts: what is left of them, and structs that are made of what others leave.

use super::call::callee;
use super::code::in_parentheses;
use super::names::ours;
use super::resume::Emitter;
use super::{Cx, number};
use crate::index::Id;
use crate::ir::{ByCall, Call, Lie, LocalId, Others, Part, Projection, Update, Way, WayStep, lie};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// `Path { field: value, ..place }`: nothing can be moved out from behind a pointer; so the place is copied, bit by
    /// bit, and the fields that are given written over it.
    pub(super) fn update(&mut self, update: &Update) -> TokenStream {
        let Update { local, ident, projection, part, takes, path, fields } = update;
        let (members, values): (Vec<_>, Vec<_>) =
            fields.iter().map(|(member, value)| (member, self.code(value))).unzip();
        let place = projection.of(&self.base(*local, ident));
        if !self.cx.has_parts(*local) {
            return quote!(#path { #(#members: #values,)* ..#place });
        }
        if self.is_unmade(*local) {
            // Nor is there a guard yet, and this never runs.
            let private = &self.cx.private;
            return quote!(#path { #(#members: #values,)* ..#private::read(&raw mut #place) });
        }
        let own = self.cx.body.locals[*local].parts.iter().enumerate().filter(|(_, own)| {
            let parted = &self.cx.body.locals[*local].parts[*part];
            let member = parted.field_at(&own.projection);
            is_plain(own) && member.is_some_and(|member| !members.contains(&&member))
        });
        let own = own.map(|(own, _)| number(own));
        let (private, live, part) = (&self.cx.private, self.cx.names.live(*local), number(*part));
        let empties = self.emptied(*local, *takes);
        let new = ours("new");
        let given: Vec<Ident> = (0..members.len()).map(|number| ours(&format!("field{number}"))).collect();
        // What is temporary in the values ends with what is around. Of which type the place is may be told here first.
        quote! {
            match (
                if false {
                    loop {}
                    let _ = #path { ..#private::read(&raw mut #place) };
                },
                #(#private::field_of(&raw const #place.#members, #values),)*
            ) {
                ((), #(#given,)*) => {
                    let mut #new = #private::read(&raw mut #place);
                    #(#private::write(&raw mut #new.#members, #given);)*
                    #live.moved[#part] = true;
                    #(#live.moved[#own] = true;)*
                    #empties
                    #new
                }
            }
        }
    }
}

impl Cx<'_> {
    /// A local of which a call may consume a part: that call says what is left, since it alone knows its arguments.
    pub(super) fn told_by_call(&self, local: LocalId) -> Option<(Literal, Option<TokenStream>)> {
        let parts = &self.body.locals[local].parts;
        let told = self.has_parts(local) && parts.iter().any(|part| part.by_call.is_some());
        told.then(|| (number(parts.len()), self.piecewise(local, &quote!(true))))
    }

    /// Whether the call on this part is the one that says what is left.
    pub(super) fn is_teller(&self, local: LocalId, part: usize) -> bool {
        let parts = &self.body.locals[local].parts;
        let typed = parts.iter().position(|part| matches!(part.by_call, Some(ByCall::Typed)));
        typed.or_else(|| parts.iter().position(|part| part.by_call.is_some())) == Some(part)
    }

    /// `|value, moved, arguments| ..`: as [`Self::rest`], where a call may have consumed a part. A closure that makes the
    /// call captures what the call consumes.
    pub(super) fn rest_of_call(
        &self,
        call: &Call,
        names: &[Ident],
        arguments: &[TokenStream],
    ) -> TokenStream {
        let [value, moved, never] = ["value", "moved", "never"].map(ours);
        let private = &self.private;
        let parts = &self.body.locals[call.local].parts;
        let count = number(parts.len());
        let receiver = in_parentheses(call.user_span(), quote!(#value)).into();
        let called = callee(&call.projection.of(&receiver), &call.method, arguments, call.parens);
        let typed = |part: &Part| matches!(part.by_call, Some(ByCall::Typed));
        let result = result_name(call.local, parts.iter().position(typed).unwrap_or_default());
        let consumed = quote! {
            #private::gone(|| {
                loop {}
                let (#(mut #names,)*) = #never();
                #result.tell(#called);
            });
        };
        let all = self.parts_of(call.local);
        let gone = self.forget(call.local, &self.gone_together(call.local, &all), &consumed);
        let led = parts.iter().any(|part| !part.projection.is_held());
        let open = (!led).then(|| {
            quote! {
                use #private::Open as _;
                let mut #value = #private::Opened(#value).__open();
            }
        });
        let holders = self.holders(call.local, &all);
        let gone = self.one_or_all(call.local, &all, &consumed, gone);
        quote!(move |mut #value, #moved: [#private::bool; #count], #never| { #open #holders #gone })
    }

    /// For an array of which elements are moved: where some may be gone, as some may when the machine is suspended, or when it panics,
    /// rustc drops it piece by piece. (Not where the machine is dropped, and something panics then: so whether it `runs`.)
    pub(super) fn piecewise(&self, local: LocalId, runs: &TokenStream) -> Option<TokenStream> {
        let ways = self.body.locals[local].parts.iter().flat_map(|part| &part.ways);
        let of_array = ways.flatten().any(|step| step.of.as_deref() == Some(WayStep::ELEMENT));
        let parted = self.facts.parted.contains(local);
        of_array.then(|| if parted { quote!(.piecewise()) } else { quote!(.unwound_piecewise(#runs)) })
    }

    /// `|value, moved| ..`: drops a value but for the parts that are gone, as rustc drops a variable partly moved.
    pub(super) fn rest(&self, local: LocalId) -> TokenStream {
        let (private, value, moved) = (&self.private, ours("value"), ours("moved"));
        let parts = &self.body.locals[local].parts;
        let count = number(parts.len());
        if let Some(elements) = elements(parts) {
            let parts = elements.iter().enumerate().map(|(index, element)| {
                let index = number(index);
                quote!((#private::Elements::#element, #moved[#index]))
            });
            return quote!(|#value, #moved: [#private::bool; #count]| #private::asked(#value).drop_rest(&[#(#parts),*]));
        }
        let all = self.parts_of(local);
        let gone = self.forget(local, &self.gone_together(local, &all), &TokenStream::new());
        let holders = self.holders(local, &all);
        let gone = self.one_or_all(local, &all, &TokenStream::new(), gone);
        let open = self.as_field(local);
        quote!(move |mut #value, #moved: [#private::bool; #count]| { #open #holders #gone })
    }

    pub(super) fn parts_of(&self, local: LocalId) -> Vec<(usize, &Part)> {
        self.body.locals[local].parts.iter().enumerate().collect()
    }

    /// The parts of a local that are gone together, or not at all: those that one pattern moves.
    pub(super) fn gone_together<'p>(
        &self,
        local: LocalId,
        parts: &[(usize, &'p Part)],
    ) -> Vec<Vec<(usize, &'p Part)>> {
        let local = &self.body.locals[local];
        let arm = |part: &Part| part.pattern.as_ref().map(|pattern| (pattern.choice, pattern.arm));
        let mut groups: Vec<Vec<(usize, &Part)>> = Vec::new();
        for (index, part) in parts.iter().copied() {
            match groups.last_mut() {
                Some(group)
                    if !local.parts[index].is_refilled_alone(&local.refilled)
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

    pub(super) fn forget(
        &self,
        local: LocalId,
        groups: &[Vec<(usize, &Part)>],
        consumed: &TokenStream,
    ) -> TokenStream {
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
        let (apart, mut otherwise) = (owned(apart), owned(otherwise));
        // What may be gone beside this one, and not beside what is gone instead of it, is looked for in both branches.
        let lies_in = |a: &[(usize, &Part)], b: &[(usize, &Part)]| {
            a.iter().any(|(_, a)| b.iter().any(|(_, b)| a.lies_to(b) != Lie::Apart))
        };
        let (mut torn, mut apart) = (Vec::new(), apart);
        loop {
            let beside: Vec<_> = otherwise.iter().chain(&torn).cloned().collect();
            let (more, rest): (Vec<_>, Vec<_>) =
                apart.into_iter().partition(|group| beside.iter().any(|other| lies_in(group, other)));
            apart = rest;
            if more.is_empty() {
                break;
            }
            torn.extend(more);
        }
        otherwise.extend(torn.iter().cloned());
        // An enum is not matched again when something was moved out of it: what an earlier pattern took can only have been copied.
        let choice = |group: &[(usize, &Part)]| {
            group.iter().filter_map(|(_, part)| part.pattern.as_ref().map(|pattern| pattern.choice)).min()
        };
        let is_before =
            |group: &Vec<_>| choice(group).zip(choice(outer)).is_some_and(|(own, outer)| own < outer);
        let (torn_before, torn): (Vec<_>, Vec<_>) = torn.into_iter().partition(is_before);
        let (before, apart): (Vec<_>, Vec<_>) = apart.into_iter().partition(is_before);
        // But where what was taken may have got a value again, a later pattern may have moved that: then either is gone.
        let refilled = &self.body.locals[local].refilled;
        let reaches = |way: &Way| refilled.iter().any(|place| lie(way, place) == Lie::Inside);
        let is_refilled =
            |group: &[(usize, &Part)]| group.iter().any(|(_, part)| part.ways.iter().any(reaches));
        let clashes = |group: &&Vec<_>| {
            is_refilled(group) && torn.iter().chain(&apart).any(|other| lies_in(group, other))
        };
        if let Some(either) = before.iter().chain(&torn_before).find(clashes) {
            let others = || groups.iter().filter(|group| first(group) != first(either)).cloned();
            let beside: Vec<_> = others().filter(|group| !lies_in(group, either)).collect();
            let [beside, others] =
                [beside, others().collect()].map(|groups| self.forget(local, &groups, consumed));
            let any = either.iter().map(|(index, _)| number(*index));
            let gone = self.forget_group(local, either, consumed);
            return quote!(if #(#moved[#any])||* { #gone #beside } else { #others });
        }
        let [torn_before, torn, before, apart, otherwise] =
            [torn_before, torn, before, apart, otherwise].map(|groups| self.forget(local, &groups, consumed));
        let any = outer.iter().map(|(index, _)| number(*index)).map(|index| quote!(#moved[#index]));
        let gone = self.forget_group(local, outer, consumed);
        let otherwise = (!otherwise.is_empty()).then(|| quote!(else { #otherwise }));
        quote!(#before if #(#any)||* { #torn_before #gone #torn } #otherwise #apart)
    }

    fn forget_group(&self, local: LocalId, group: &[(usize, &Part)], consumed: &TokenStream) -> TokenStream {
        let private = &self.private;
        let Some((index, part)) = group.first() else { return TokenStream::new() };
        let (place, result) = (part.projection.of_ours(&self.left_of(local)), result_name(local, *index));
        match &part.by_call {
            Some(ByCall::Typed) => return consumed.clone(),
            Some(ByCall::Plain(call)) => {
                return quote!(#private::gone(|| { loop {} #result.tell(#place #call); }););
            }
            None => {}
        }
        if let Some(Others { path, given }) = &part.others {
            let left = given.iter().map(|member| quote!(#member: #private::read(&raw mut #place.#member)));
            return quote! {
                if false {
                    loop {}
                    let _ = #path { ..#place };
                }
                #private::gone(#path { #(#left,)* ..#place });
            };
        }
        let Some(pattern) = &part.pattern else { return self.forget_part(*index, part, &place) };
        let way = if group.len() == 1 { &pattern.alone } else { &pattern.joint };
        let names = group.iter().filter_map(|(_, part)| part.pattern.as_ref()).map(|pattern| &pattern.name);
        let place = part.projection.of(&self.left_at(local, pattern.at));
        quote!(match #place { #way => { #(#private::gone(#names);)* } _ => {} })
    }

    /// The types of what calls give that may have consumed a part: what forgets the part has the call too, and nothing else
    /// there says what it gives.
    pub(super) fn results(&self) -> TokenStream {
        let private = &self.private;
        let called = self.body.locals.iter().filter(|(id, _)| self.has_parts(*id)).flat_map(|(id, local)| {
            let parts = local.parts.iter().enumerate().filter(|(_, part)| part.by_call.is_some());
            parts.map(move |(number, _)| result_name(id, number))
        });
        called.map(|result| quote!(let #result = #private::Expected::unknown();)).collect()
    }

    /// Forgets a part that is gone: see `Holder` in the support library.
    fn forget_part(&self, index: usize, part: &Part, place: &TokenStream) -> TokenStream {
        let private = &self.private;
        // In this crate's edition, closures take parts of variables. (By value: nothing refers to a field of a packed struct.)
        let here = proc_macro2::Span::mixed_site();
        let taken = quote_spanned!(here=> #private::gone(move || { loop {} #private::drop(#place) }););
        let holders: Vec<Ident> =
            (0..part.projection.around().count()).map(|depth| holder_name(index, depth)).collect();
        let forgotten = holders.iter().fold(taken, |otherwise, holder| {
            quote! {
                if (&#holder).__is_box() {
                    (&#holder).__opens();
                    #private::gone(#place);
                } else {
                    (&#holder).__is_plain();
                    #otherwise
                }
            }
        });
        quote!(#((&&&#holders).__splits();)* #forgotten)
    }

    /// Where parts may lie behind `Deref`, a closure that forgets one takes all that it lies in: there is none after it, so that those which
    /// are gone together have one. (Of a value with a `Deref` of which more than a few parts of its own are gone, what is left is leaked.)
    pub(super) fn one_or_all(
        &self,
        local: LocalId,
        parts: &[(usize, &Part)],
        consumed: &TokenStream,
        all: TokenStream,
    ) -> TokenStream {
        let (value, moved) = (self.left_of(local), ours("moved"));
        let private = &self.private;
        let (plain, others): (Vec<_>, Vec<_>) = parts.iter().copied().partition(|(_, part)| is_plain(part));
        if plain.is_empty() || parts.len() < 2 {
            return all;
        }
        // What else lies there? A part that is alone there may take all of it.
        let is_shared = |place: &Projection| {
            let way = place.way();
            let meets = |part: &Part| part.ways.iter().any(|own| lie(own, &way) != Lie::Apart);
            way.is_empty() || parts.iter().filter(|(_, part)| meets(part)).count() > 1
        };
        let holders = plain.iter().flat_map(|(index, part)| {
            let around = part.projection.around().enumerate().filter(|(_, place)| is_shared(place));
            around.map(|(depth, _)| holder_name(*index, depth)).collect::<Vec<_>>()
        });
        let holders: Vec<Ident> = holders.collect();
        let one = plain.iter().map(|(index, part)| {
            let (number, place) = (number(*index), part.projection.of_ours(&value));
            let gone = self.forget_part(*index, part, &place);
            quote!(if #moved[#number] { #gone } else)
        });
        let several = several_of(&plain).into_iter().map(|set| {
            let is_gone = parts.iter().map(|part| {
                let (number, is_one) = (number(part.0), set.iter().any(|one| one.0 == part.0));
                if is_one { quote!(#moved[#number]) } else { quote!(!#moved[#number]) }
            });
            let places = set.iter().map(|(_, part)| part.projection.of_ours(&value));
            let here = proc_macro2::Span::mixed_site();
            let gone =
                quote_spanned!(here=> #private::gone(move || { loop {} #(#private::drop(#places);)* }););
            quote!(if #(#is_gone)&&* { #gone } else)
        });
        let numbers =
            |parts: &[(usize, &Part)]| parts.iter().map(|(index, _)| number(*index)).collect::<Vec<_>>();
        let (plain, beside) = (numbers(&plain), numbers(&others));
        let rest = self.forget(local, &self.gone_together(local, &others), consumed);
        quote! {
            if #((&&&#holders).__leads())||* {
                #(#several)* if #private::several_gone([#(#moved[#plain],)* false #(|| #moved[#beside])*]) {
                    #private::gone(#value);
                } else #(#one)* { #rest }
            } else {
                #((&&&#holders).__holds();)*
                #all
            }
        }
    }

    /// What the parts lie in, told while all of the value is there.
    pub(super) fn holders(&self, local: LocalId, parts: &[(usize, &Part)]) -> TokenStream {
        let (private, value) = (&self.private, self.left_of(local));
        let (names, places): (Vec<Ident>, Vec<TokenStream>) = parts
            .iter()
            .copied()
            .filter(|(_, part)| is_plain(part))
            .flat_map(|(index, part)| {
                let around = part.projection.around().enumerate();
                around.map(move |(depth, place)| (holder_name(index, depth), place)).collect::<Vec<_>>()
            })
            .map(|(name, place)| (name, place.of_ours(&value)))
            .unzip();
        if names.is_empty() {
            return TokenStream::new();
        }
        quote! {
            use #private::{
                BoxHolder as _, Leads as _, LeadsBox as _, LeadsNowhere as _, PlainHolder as _, SplitParts as _,
                SplitPointer as _, SplitWhole as _,
            };
            #(let #names = #private::Holder::unknown();)*
            if false {
                loop {}
                #((&#names).tell(&#places);)*
            }
        }
    }
}

/// What of a few parts may be gone together.
fn several_of<'a>(parts: &[(usize, &'a Part)]) -> Vec<Vec<(usize, &'a Part)>> {
    const FEW: usize = 3;
    if parts.len() > FEW {
        return Vec::new();
    }
    let sets = (0..1_usize << parts.len()).map(|set| {
        let chosen = parts.iter().enumerate().filter(|(number, _)| set >> number & 1 == 1);
        chosen.map(|(_, part)| *part).collect::<Vec<_>>()
    });
    sets.filter(|set| set.len() > 1).collect()
}

/// Found neither by a pattern, nor as the rest of a struct, nor by a call that says itself what it takes.
fn is_plain(part: &Part) -> bool {
    part.by_call.is_none() && part.others.is_none() && part.pattern.is_none()
}

/// The type of what a call on a part gives: see [`Cx::results`].
pub(super) fn result_name(local: LocalId, part: usize) -> Ident {
    ours(&format!("result_{}_{part}", local.index()))
}

fn holder_name(part: usize, depth: usize) -> Ident {
    ours(&format!("holder_{part}_{depth}"))
}

/// The elements that the parts are, if they are all elements of the one array that the value is.
fn elements(parts: &[Part]) -> Option<Vec<TokenStream>> {
    parts.iter().map(element).collect()
}

pub(super) fn element(part: &Part) -> Option<TokenStream> {
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
