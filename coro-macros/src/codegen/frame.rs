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
    let fields = cx.frame.layout.iter().enumerate().map(|(number, part)| {
        let (name, ty) = (field_name(cx, number, part), layout_type(cx, part));
        quote!(#name: #ty,)
    });
    let names: Vec<Ident> = slots(cx).map(|slot| cx.names.place(first(cx, slot))).collect();
    let projections = projections(cx).into_iter().map(|(slot, pointer)| {
        let name = cx.names.place(first(cx, slot));
        quote!(#name: #pointer)
    });
    let (frame, slots_name, raw) = (&cx.names.frame, &cx.names.slots, ours("frame"));
    let states = cx.body.points.iter().map(|(id, point)| {
        let (name, line) = (cx.names.state(id), point.span.start().line);
        let text = format!(" Suspended in line {line}: waits for `{}`.", point.text);
        // The states before it: not yet resumed, returned, panicked.
        let number = super::number(crate::index::Id::index(id) + 3);
        quote!(#[doc = #text] const #name: u8 = #number;)
    });
    let function = &cx.coroutine.sig.ident;
    let kept = format!(" What `{function}` keeps while it is suspended.");
    let lie = format!(" Where in `{}` it lies.", cx.names.frame);
    quote! {
        #(#states)*
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
        project(cx, part, &quote!(&raw mut (*#raw).#name), &mut pointers);
    }
    pointers
}

fn slots<'a>(cx: &'a Cx<'_>) -> impl Iterator<Item = SlotId> + 'a {
    cx.frame.slots.ids()
}

fn first(cx: &Cx<'_>, slot: SlotId) -> LocalId {
    cx.frame.slots[slot].locals[0]
}

fn layout_type(cx: &Cx<'_>, layout: &Layout) -> TokenStream {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => {
            let ty = cx.names.type_parameter(first(cx, *slot));
            quote!(#private::MaybeUninit<#ty>)
        }
        Layout::Both(parts) => {
            let parts = parts.iter().map(|part| layout_type(cx, part));
            quote!((#(#parts,)*))
        }
        Layout::Either(parts) => either_type(cx, parts),
    }
}

/// Pointers to the leaves of a layout, given the expression that points to it.
fn project(cx: &Cx<'_>, layout: &Layout, pointer: &TokenStream, out: &mut Vec<(SlotId, TokenStream)>) {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => {
            out.push((*slot, quote!(#private::room(#pointer))));
        }
        Layout::Both(parts) => {
            for (number, part) in parts.iter().enumerate() {
                let index = proc_macro2::Literal::usize_unsuffixed(number);
                project(cx, part, &quote!(&raw mut (*(#pointer)).#index), out);
            }
        }
        Layout::Either(parts) => project_either(cx, parts, pointer, out),
    }
}

/// A tree of unions that is as flat as can be: rustc walks it as deep as it is.
fn either_type(cx: &Cx<'_>, parts: &[Layout]) -> TokenStream {
    let private = &cx.private;
    match parts {
        [] => quote!(()),
        [only] => layout_type(cx, only),
        parts => {
            let (first, second) = parts.split_at(parts.len() / 2);
            let (first, second) = (either_type(cx, first), either_type(cx, second));
            quote!(#private::Or<#first, #second>)
        }
    }
}

fn project_either(
    cx: &Cx<'_>,
    parts: &[Layout],
    pointer: &TokenStream,
    out: &mut Vec<(SlotId, TokenStream)>,
) {
    let private = &cx.private;
    match parts {
        [] => {}
        [only] => project(cx, only, pointer, out),
        parts => {
            let (first, second) = parts.split_at(parts.len() / 2);
            project_either(cx, first, &quote!(#private::Or::first(#pointer)), out);
            project_either(cx, second, &quote!(#private::Or::second(#pointer)), out);
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
