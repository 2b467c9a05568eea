//! The frame's types: one type parameter for each slot, which inference fills in.

use super::Cx;
use super::names::ours;
use crate::frame::{Layout, SlotId};
use crate::ir::LocalId;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The items that make up the frame.
pub(super) fn items(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let types: Vec<Ident> = slots(cx).map(|slot| cx.names.type_parameter(first(cx, slot))).collect();
    let flags = flags(cx);
    let mut unions = Vec::new();
    let fields: Vec<TokenStream> = (cx.frame.layout.iter().enumerate())
        .map(|(number, part)| {
            let (name, ty) = (field_name(cx, number, part), field_type(cx, part, &mut unions));
            quote!(#name: #ty,)
        })
        .collect();
    let names: Vec<Ident> = slots(cx).map(|slot| cx.names.place(first(cx, slot))).collect();
    let projections = projections(cx).into_iter().map(|(slot, pointer)| {
        let name = cx.names.place(first(cx, slot));
        quote!(#name: #pointer)
    });
    let (frame, slots_name, raw) = (&cx.names.frame, &cx.names.slots, ours("frame"));
    let states = cx.body.points.iter().map(|(id, point)| {
        let (name, line) = (cx.names.state(id), point.span.start().line);
        let does = if point.future.is_some() { "waits for" } else { "yields" };
        let text = format!(" Suspended in line {line}: {does} `{}`.", point.text);
        // The states before it: not yet resumed, returned, panicked.
        let number = super::number(crate::index::Id::index(id) + 3);
        quote!(#[doc = #text] const #name: u8 = #number;)
    });
    let stated = cx.stated_frame(&types);
    let function = &cx.coroutine.sig.ident;
    let kept = format!(" What `{function}` keeps while it is suspended.");
    let lie = format!(" Where in `{}` it lies.", cx.names.frame);
    quote! {
        #(#states)*
        #(#unions)*
        #[doc = #kept]
        struct #frame<#(#types),*> { state: u8, #flags #(#fields)* }
        #[doc = #lie]
        struct #slots_name<#(#types),*> { #(#names: *mut #types),* }
        // SAFETY (both): a frame is its slots and plain numbers. Said in one step, so that machines may call machines as deep as native ones do.
        unsafe impl<#(#types: #private::Send),*> #private::Send for #frame<#(#types),*> {}
        unsafe impl<#(#types: #private::Sync),*> #private::Sync for #frame<#(#types),*> {}
        impl<#(#types),*> #frame<#(#types),*> {
            /// Where each slot is.
            #[inline(always)]
            unsafe fn slots(#raw: *mut Self) -> #slots_name<#(#types),*> {
                unsafe { #slots_name { #(#projections),* } }
            }
        }
        #stated
    }
}

/// What the frame remembers of guards beside the state: which values are there, and which parts of them are gone.
fn flags(cx: &Cx<'_>) -> Option<TokenStream> {
    let private = &cx.private;
    let name = |local: LocalId| &cx.body.locals[local].name;
    let whole = cx.frame.flagged.iter().map(|local| format!("`{}` is there", name(*local)));
    let parts = cx.parted().map(|(local, parts)| match parts {
        1 => format!("a part of `{}` is gone", name(local)),
        parts => format!("{parts} parts of `{}` are gone", name(local)),
    });
    let doc = format!(" In this order: {}.", whole.chain(parts).collect::<Vec<_>>().join(", "));
    let bytes = super::number(cx.n_flags().div_ceil(8));
    (cx.n_flags() > 0).then(|| quote!(#[doc = #doc] flags: #private::Flags<#bytes>,))
}

/// `Frame<_, _, ..>`
pub(super) fn frame_type(cx: &Cx<'_>) -> TokenStream {
    let frame = &cx.names.frame;
    let unknown = slots(cx).map(|_| quote!(_));
    quote!(#frame<#(#unknown),*>)
}

/// `let Slots { a, b: c, .. } = ..`: every local that lives in a slot, by its own name.
pub(super) fn project_slots(cx: &Cx<'_>) -> TokenStream {
    let raw = ours("frame");
    let (frame, slots_name) = (&cx.names.frame, &cx.names.slots);
    let mut fields = Vec::new();
    let mut copies = Vec::new();
    for slot in slots(cx) {
        let field = cx.names.place(first(cx, slot));
        fields.push(field.clone());
        for other in &cx.frame.slots[slot].locals[1..] {
            let other = cx.names.place(*other);
            copies.push(quote!(let #other = #field;));
        }
    }
    if fields.is_empty() {
        return TokenStream::new();
    }
    quote!(let #slots_name { #(#fields),* } = #frame::slots(#raw); #(#copies)*)
}

/// `let a = room(..);` for the arguments only.
pub(super) fn project_arguments(cx: &Cx<'_>) -> TokenStream {
    let pointers = projections(cx);
    let lets = cx.body.params.iter().filter_map(|param| {
        let slot = cx.frame.slot_of[*param]?;
        let (_, pointer) = pointers.iter().find(|(found, _)| *found == slot)?;
        let name = cx.names.place(*param);
        Some(quote!(let #name = #pointer;))
    });
    lets.collect()
}

/// Where each slot is.
fn projections(cx: &Cx<'_>) -> Vec<(SlotId, TokenStream)> {
    let raw = ours("frame");
    let mut pointers = Vec::new();
    for (number, part) in cx.frame.layout.iter().enumerate() {
        let name = field_name(cx, number, part);
        project(cx, part, &quote!((*#raw).#name), &mut pointers);
    }
    pointers
}

fn slots<'a>(cx: &'a Cx<'_>) -> impl Iterator<Item = SlotId> + 'a {
    cx.frame.slots.ids()
}

fn first(cx: &Cx<'_>, slot: SlotId) -> LocalId {
    cx.frame.slots[slot].locals[0]
}

/// The type of one of the frame's fields.
fn field_type(cx: &Cx<'_>, layout: &Layout, unions: &mut Vec<TokenStream>) -> TokenStream {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => {
            let ty = cx.names.type_parameter(first(cx, *slot));
            quote!(#private::MaybeUninit<#ty>)
        }
        Layout::Both(parts) => {
            let parts = parts.iter().map(|part| field_type(cx, part, unions));
            quote!((#(#parts,)*))
        }
        Layout::Either(parts) => union_of(cx, parts, unions),
    }
}

/// Room for one of several at a time: a union of its own, so that types are no deeper than they have to be. rustc goes as deep
/// for the layout of a machine that awaits machines, and its depth is limited.
fn union_of(cx: &Cx<'_>, parts: &[Layout], unions: &mut Vec<TokenStream>) -> TokenStream {
    let fields: Vec<TokenStream> = (parts.iter().enumerate())
        .map(|(number, part)| {
            let (name, ty) = (field_name(cx, number, part), shared_type(cx, part, unions));
            quote!(#name: #ty)
        })
        .collect();
    let types: Vec<Ident> = leaves(parts).map(|slot| cx.names.type_parameter(first(cx, slot))).collect();
    let name = cx.names.shared(unions.len());
    let parts = parts.iter().map(|part| match part {
        Layout::Leaf(slot) => format!("`{}`", cx.body.locals[first(cx, *slot)].name),
        Layout::Both(_) | Layout::Either(_) => String::from("several"),
    });
    let doc = format!(" One at a time: {}.", parts.collect::<Vec<_>>().join(", "));
    unions.push(quote!(#[doc = #doc] union #name<#(#types),*> { #(#fields),* }));
    quote!(#name<#(#types),*>)
}

/// The type of what shares its room with something else.
fn shared_type(cx: &Cx<'_>, layout: &Layout, unions: &mut Vec<TokenStream>) -> TokenStream {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => {
            let ty = cx.names.type_parameter(first(cx, *slot));
            quote!(#private::ManuallyDrop<#ty>)
        }
        Layout::Both(parts) => {
            let parts = parts.iter().map(|part| shared_type(cx, part, unions));
            quote!((#(#parts,)*))
        }
        Layout::Either(parts) => {
            let ty = union_of(cx, parts, unions);
            quote!(#private::ManuallyDrop<#ty>)
        }
    }
}

fn leaves(parts: &[Layout]) -> Box<dyn Iterator<Item = SlotId> + '_> {
    Box::new(parts.iter().flat_map(|part| match part {
        Layout::Leaf(slot) => Box::new(std::iter::once(*slot)),
        Layout::Both(parts) | Layout::Either(parts) => leaves(parts),
    }))
}

/// Pointers to the leaves of a layout, given its place in the frame.
fn project(cx: &Cx<'_>, layout: &Layout, place: &TokenStream, out: &mut Vec<(SlotId, TokenStream)>) {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => {
            out.push((*slot, quote!(#private::room(&raw mut #place))));
        }
        Layout::Both(parts) => {
            for (number, part) in parts.iter().enumerate() {
                let index = proc_macro2::Literal::usize_unsuffixed(number);
                project(cx, part, &quote!(#place.#index), out);
            }
        }
        Layout::Either(parts) => project_union(cx, parts, place, out),
    }
}

fn project_union(cx: &Cx<'_>, parts: &[Layout], place: &TokenStream, out: &mut Vec<(SlotId, TokenStream)>) {
    for (number, part) in parts.iter().enumerate() {
        let name = field_name(cx, number, part);
        project_shared(cx, part, &quote!(#place.#name), out);
    }
}

fn project_shared(cx: &Cx<'_>, layout: &Layout, place: &TokenStream, out: &mut Vec<(SlotId, TokenStream)>) {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => out.push((*slot, quote!(#private::shared(&raw mut #place)))),
        Layout::Both(parts) => {
            for (number, part) in parts.iter().enumerate() {
                let index = proc_macro2::Literal::usize_unsuffixed(number);
                project_shared(cx, part, &quote!(#place.#index), out);
            }
        }
        Layout::Either(parts) => {
            project_union(cx, parts, &quote!((*#private::shared(&raw mut #place))), out);
        }
    }
}

/// A part of the frame: a slot's name, or a word for room that several share.
fn field_name(cx: &Cx<'_>, number: usize, part: &Layout) -> Ident {
    match part {
        Layout::Leaf(slot) => cx.names.place(first(cx, *slot)),
        Layout::Both(_) | Layout::Either(_) => ours(&format!("shared_{number}")),
    }
}
