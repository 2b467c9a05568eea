//! Values of which one call decides what is left: the parts of the frame that begin with them (see the support library's
//! `remains`, and `frame::remains`).
//!
//! ```text
//!   struct SendsHead { state: u8, flags: Flags<1> }
//!   union SendsParts<Tx, SendsLeft0, Name, Reply> {
//!       part_0: ManuallyDrop<Over<Waiting<Tx, SendsHead>, Name>>,
//!       part_1: ManuallyDrop<Over<Room<SendsLeft0>, Reply>>,
//!   }
//! ```

use super::Cx;
use super::call::{Told, callee};
use super::code::deref_at;
use super::frame;
use super::names::{item_name, ours};
use super::resume::Emitter;
use crate::frame::{Base, Part, RemainId, Remaining, SlotId};
use crate::ir::{Call, LocalId, UseId, have_own_types};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

impl Cx<'_> {
    /// Whether a call decides what is left of the local.
    pub(super) fn remaining(&self, local: LocalId) -> Option<&Remaining> {
        self.frame
            .remains
            .iter()
            .map(|(_, remaining)| remaining)
            .find(|remaining| remaining.of.local == local)
    }

    fn decides(&self, call: UseId) -> Option<&Remaining> {
        self.frame.remains.iter().map(|(_, remaining)| remaining).find(|remaining| remaining.of.call == call)
    }

    fn has_parts_of_frame(&self) -> bool {
        !self.frame.parts.is_empty()
    }
}

/// The type parameters for what calls leave.
pub(super) fn types(cx: &Cx<'_>) -> impl Iterator<Item = Ident> {
    cx.frame.remains.ids().map(|id| left(cx, id))
}

fn left(cx: &Cx<'_>, id: RemainId) -> Ident {
    cx.names.left(crate::index::Id::index(id))
}

/// The types of what the frame may hold. Of values that are not there before the call, what is left; and not those that are there in macro
/// calls only.
pub(super) fn holds(cx: &Cx<'_>) -> Vec<Ident> {
    let is_there =
        |slot: &SlotId| cx.frame.remains.iter().all(|(_, other)| other.slot != *slot || other.of.waits);
    let is_held = |slot: &SlotId| is_there(slot) && !cx.is_beside_calls(*slot);
    let slots = frame::slots(cx).filter(is_held).map(|slot| parameter(cx, slot));
    slots.chain(types(cx)).collect()
}

fn parameter(cx: &Cx<'_>, slot: SlotId) -> Ident {
    cx.names.type_parameter(cx.frame.slots[slot].locals[0])
}

/// `parts: SendsParts<..>,`
pub(super) fn items(cx: &Cx<'_>, items: &mut Vec<TokenStream>) -> Option<TokenStream> {
    if !cx.has_parts_of_frame() {
        return None;
    }
    let head = &cx.names.head;
    let (numbers, state) = (head_types(cx), frame::state_and_flags(cx));
    let fields = frame::fields(cx, &cx.frame.head, items);
    items.push(quote! {
        /// What each part of the frame begins with.
        struct #head<#(#numbers),*> { #state #(#fields)* }
    });
    let parts = fields_of_parts(cx, &cx.frame.parts, items);
    if is_union(cx) {
        return Some(parts);
    }
    let parts = union_of_parts(cx, &cx.names.parts, &cx.frame.parts, (parts, items));
    let called = cx.frame.remains.iter().map(|(_, remaining)| parameter(cx, remaining.slot));
    let all = head_types(cx).into_iter().chain(called).chain(types(cx));
    let calls = (cx.frame.remains.len() > 0)
        .then(|| quote!(calls: ::core::marker::PhantomData<fn() -> (#(#all),*)>,));
    Some(quote!(parts: #parts, #calls))
}

/// Whether the frame is nothing but its parts. (A layer less, for rustc.)
pub(super) fn is_union(cx: &Cx<'_>) -> bool {
    cx.has_parts_of_frame() && cx.frame.layout.is_empty() && cx.frame.remains.len() == 0
}

/// `part_0: ManuallyDrop<..>, ..`
fn fields_of_parts(cx: &Cx<'_>, parts: &[Part], items: &mut Vec<TokenStream>) -> TokenStream {
    let private = &cx.private;
    let fields = parts.iter().enumerate().map(|(number, part)| {
        let (doc, name) = (format!(" {}", describe(cx, part)), part_name(number));
        let ty = part_type(cx, part, items);
        quote!(#[doc = #doc] #name: #private::ManuallyDrop<#ty>,)
    });
    fields.collect()
}

/// Parts that lie over each other: a union.
fn union_of_parts(
    cx: &Cx<'_>,
    name: &Ident,
    parts: &[Part],
    (fields, items): (TokenStream, &mut Vec<TokenStream>),
) -> TokenStream {
    let used = used_types(cx, parts);
    items.push(quote! {
        /// One at a time.
        union #name<#(#used),*> { #fields }
    });
    quote!(#name<#(#used),*>)
}

/// `Begun<SendsHead, Future, Name>`: without layers, for rustc follows them through machines that await machines.
fn part_type(cx: &Cx<'_>, part: &Part, items: &mut Vec<TokenStream>) -> TokenStream {
    let (private, base) = (&cx.private, base_type(cx, &part.base, items));
    let future = part.future.map(|future| parameter(cx, future).into_token_stream());
    let rest = part.layout.as_ref().map(|layout| frame::bare_type(cx, layout, items));
    if let Some(front) = in_front(cx, part) {
        let (future, rest) = (future.unwrap_or_else(|| quote!(())), rest.unwrap_or_else(|| quote!(())));
        return quote!(#private::Fronted<#front, #base, #future, #rest>);
    }
    match (future, rest) {
        (Some(future), Some(rest)) => quote!(#private::Begun<#base, #future, #rest>),
        (Some(rest), None) | (None, Some(rest)) => quote!(#private::Over<#base, #rest>),
        (None, None) => base,
    }
}

/// The type of what a part has in front of the head.
fn in_front(cx: &Cx<'_>, part: &Part) -> Option<Ident> {
    let front = cx.frame.front.filter(|_| part.base == Base::Head)?;
    Some(parameter(cx, front))
}

fn describe(cx: &Cx<'_>, part: &Part) -> String {
    let name = |slot: SlotId| format!("`{}`", cx.body.locals[frame::first(cx, slot)].name);
    let of = |id: RemainId| name(cx.frame.remains[id].slot);
    let base = match &part.base {
        Base::Head => cx.frame.front.map(name),
        Base::Waiting(id) => Some(format!("{} before its call", of(*id))),
        Base::Called(id) => Some(format!("What its call left of {}", of(*id))),
        Base::Parts(_) => Some(String::from("Several")),
    };
    let layout = part.layout.iter();
    let others = layout.flat_map(|layout| frame::leaves(std::slice::from_ref(layout)));
    let others = part.future.into_iter().chain(others).map(name);
    format!("{}.", base.into_iter().chain(others).collect::<Vec<_>>().join(", "))
}

fn part_name(number: usize) -> Ident {
    item_name(&format!("part_{number}"))
}

/// Numbers stand in the head.
fn head_types(cx: &Cx<'_>) -> Vec<Ident> {
    frame::leaves(&cx.frame.head).map(|slot| parameter(cx, slot)).collect()
}

fn head_type(cx: &Cx<'_>) -> TokenStream {
    let (head, numbers) = (&cx.names.head, head_types(cx));
    quote!(#head<#(#numbers),*>)
}

/// The type parameters of parts.
fn used_types(cx: &Cx<'_>, parts: &[Part]) -> Vec<Ident> {
    let mut used = Used::default();
    used.add(cx, parts);
    let head = if used.head { head_types(cx) } else { Vec::new() };
    let front = cx.frame.front.filter(|_| used.head);
    let of_slots = front.into_iter().chain(used.slots).map(|slot| parameter(cx, slot));
    let left = cx.frame.remains.ids().filter(|id| used.left.contains(id)).map(|id| left(cx, id));
    head.into_iter().chain(of_slots).chain(left).collect()
}

/// What the types of parts name.
#[derive(Default)]
struct Used {
    head: bool,
    slots: Vec<SlotId>,
    left: Vec<RemainId>,
}

impl Used {
    fn add(&mut self, cx: &Cx<'_>, parts: &[Part]) {
        for part in parts {
            let below = match &part.base {
                Base::Head => None,
                Base::Waiting(id) => {
                    self.slots.push(cx.frame.remains[*id].slot);
                    cx.frame.remains[*id].below
                }
                Base::Called(id) => Some(*id),
                Base::Parts(parts) => {
                    self.add(cx, parts);
                    None
                }
            };
            self.head |= below.is_none();
            self.left.extend(below);
            self.slots.extend(part.future);
            self.slots
                .extend(part.layout.iter().flat_map(|layout| frame::leaves(std::slice::from_ref(layout))));
        }
    }
}

fn base_type(cx: &Cx<'_>, base: &Base, items: &mut Vec<TokenStream>) -> TokenStream {
    let private = &cx.private;
    match base {
        Base::Head => head_type(cx),
        Base::Waiting(id) => {
            let (ty, below) = (parameter(cx, cx.frame.remains[*id].slot), below(cx, *id));
            quote!(#private::Waiting<#ty, #below>)
        }
        Base::Called(id) => room_type(cx, *id),
        Base::Parts(parts) => {
            let fields = fields_of_parts(cx, parts, items);
            let name = cx.names.shared(items.len());
            union_of_parts(cx, &name, parts, (fields, items))
        }
    }
}

fn room_type(cx: &Cx<'_>, id: RemainId) -> TokenStream {
    let (private, left) = (&cx.private, left(cx, id));
    quote!(#private::Room<#left>)
}

/// The type of what is below a value.
fn below(cx: &Cx<'_>, id: RemainId) -> TokenStream {
    cx.frame.remains[id].below.map_or_else(|| head_type(cx), |below| room_type(cx, below))
}

/// `let head = (&raw mut (*frame).parts).cast::<SendsHead<..>>();`
pub(super) fn bind_head(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, name, ty, parts) = (&cx.private, ours("head"), head_type(cx), address_of_parts(cx));
    cx.has_parts_of_frame().then(|| match cx.frame.front.map(|front| parameter(cx, front)) {
        Some(front) => {
            quote!(let #name = &raw mut (*#parts.cast::<#private::Fronted<#front, #ty, (), ()>>()).base;)
        }
        None => quote!(let #name = #parts.cast::<#ty>();),
    })
}

/// The address of all parts.
fn address_of_parts(cx: &Cx<'_>) -> TokenStream {
    let raw = ours("frame");
    if is_union(cx) { quote!(#raw) } else { quote!((&raw mut (*#raw).parts)) }
}

fn place_of_parts(cx: &Cx<'_>) -> TokenStream {
    let raw = ours("frame");
    if is_union(cx) { quote!((*#raw)) } else { quote!((*#raw).parts) }
}

/// The place of the head.
pub(super) fn head(cx: &Cx<'_>) -> Option<TokenStream> {
    let name = ours("head");
    cx.has_parts_of_frame().then(|| quote!((*#name)))
}

/// The places of the slots in the parts.
pub(super) fn project(cx: &Cx<'_>, out: &mut Vec<(SlotId, TokenStream)>) {
    out.extend(cx.frame.front.map(|slot| {
        let (parts, ty) = (address_of_parts(cx), parameter(cx, slot));
        (slot, quote!((*#parts.cast::<#ty>())))
    }));
    project_parts(cx, &cx.frame.parts, &place_of_parts(cx), out);
}

fn project_parts(cx: &Cx<'_>, parts: &[Part], place: &TokenStream, out: &mut Vec<(SlotId, TokenStream)>) {
    let private = &cx.private;
    for (number, part) in parts.iter().enumerate() {
        let name = part_name(number);
        let place = quote!((*#private::shared(&raw mut #place.#name)));
        let behind = |field| TokenStream::from_iter([place.clone(), field]);
        if let Some(future) = part.future {
            let is_last = part.layout.is_none() && in_front(cx, part).is_none();
            let field = if is_last { quote!(.rest) } else { quote!(.future) };
            out.push((future, behind(field)));
        }
        if let Some(layout) = &part.layout {
            frame::project(cx, layout, &behind(quote!(.rest)), out);
        }
        if let Base::Parts(parts) = &part.base {
            let is_alone = part.future.is_none() && part.layout.is_none();
            let place = if is_alone { place } else { behind(quote!(.base)) };
            project_parts(cx, parts, &place, out);
        }
    }
}

/// Where each value is that a call decides about: its type, and how its address is found.
pub(super) fn pointers(cx: &Cx<'_>) -> impl Iterator<Item = (TokenStream, TokenStream)> {
    let (private, head) = (&cx.private, ours("head"));
    cx.frame.remains.ids().map(move |id| {
        let (left, slot, below) = (left(cx, id), parameter(cx, cx.frame.remains[id].slot), below(cx, id));
        let ty = quote!(#private::Called<#left, #slot, #below>);
        (ty, quote!(#private::remains(#head.cast::<#below>())))
    })
}

/// What the pointers are called.
pub(super) fn names(cx: &Cx<'_>) -> impl Iterator<Item = Ident> {
    cx.frame.remains.iter().map(|(_, remaining)| cx.names.slot(remaining.of.local))
}

/// `let tx = place_of(tx_slot);`
pub(super) fn places(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let waiting = cx.frame.remains.iter().filter(|(_, remaining)| remaining.of.waits);
    let places = waiting.map(|(_, remaining)| {
        let (place, slot) = (cx.names.place(remaining.of.local), cx.names.slot(remaining.of.local));
        quote!(let #place = #private::place_of(#slot);)
    });
    places.collect()
}

impl Emitter<'_> {
    /// Says what the call leaves of its receiver, for the frame's type; and asserts that it leaves nothing, if there is no room.
    pub(super) fn leaves(&self, call: &Call, told: &Told) -> Option<(TokenStream, TokenStream)> {
        // Where an argument is told what it is to be, the call stands once more.
        if !self.expecting.is_empty() {
            return None;
        }
        let private = &self.cx.private;
        let slot = self.cx.names.slot(self.cx.decides(call.id)?.of.local);
        let (usage, waiting) = (ours("usage"), ours("waiting"));
        let Told { names, copies, .. } = told;
        let receiver = deref_at(call.user_span(), &quote!(#waiting.below.receiver));
        let called = callee(&receiver, &call.method, copies, call.parens);
        // What the call gives has to be inferred from what is done with it, if it can be; and has another type here, if there
        // are closures in it.
        let (leaves, end) = if have_own_types(&call.arguments) {
            (quote!(leaves_at_end), Some(quote!(;)))
        } else {
            (quote!(leaves), None)
        };
        // SAFETY (of what is written): it is type-checked, and never run.
        let asked = quote! {
            let #waiting = #private::waiting(#slot);
            #private::#leaves(#slot, &#usage, move |(#(mut #names,)*)| { loop {} unsafe { #called #end } });
        };
        Some((asked, quote!(#private::leaves_nothing(#slot, &#usage);)))
    }
}
