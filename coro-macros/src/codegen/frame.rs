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
    let names: Vec<Ident> = slots(cx).map(|slot| cx.names.place(first(cx, slot))).collect();
    let flags = cx.frame.flagged.iter().map(|local| {
        let flag = cx.names.live(*local);
        quote!(#flag: bool,)
    });
    let parts = cx.body.locals.iter().filter(|(local, _)| cx.keeps_parts(*local)).map(|(id, local)| {
        let (parts, count) = (cx.names.parts(id), super::number(local.parts.len()));
        quote!(#parts: [bool; #count],)
    });
    let layout = cx.frame.layout.as_ref().map(|layout| {
        let ty = layout_type(cx, layout);
        quote!(slots: #ty,)
    });
    let mut projections = Vec::new();
    if let Some(layout) = &cx.frame.layout {
        project(cx, layout, &quote!(&raw mut (*frame).slots), &mut projections);
    }
    let (frame, slots_name) = (&cx.names.frame, &cx.names.slots);
    let states = cx.body.points.iter().map(|(id, point)| {
        let (name, text) = (cx.names.state(id), format!(" Suspended: waits for `{}`.", point.text));
        // The states before it: not yet resumed, returned, panicked.
        let number = super::number(crate::index::Id::index(id) + 3);
        quote!(#[doc = #text] const #name: u8 = #number;)
    });
    quote! {
        #(#states)*
        struct #frame<#(#types),*> { state: u8, #(#flags)* #(#parts)* #layout }
        struct #slots_name<#(#types),*> { #(#names: *mut #types),* }
        // SAFETY (both): a frame is its slots and plain numbers. Said in one step, so that machines may call machines as deep as native ones do.
        unsafe impl<#(#types: #private::Send),*> #private::Send for #frame<#(#types),*> {}
        unsafe impl<#(#types: #private::Sync),*> #private::Sync for #frame<#(#types),*> {}
        impl<#(#types),*> #frame<#(#types),*> {
            /// Where each slot is.
            #[inline(always)]
            unsafe fn slots(frame: *mut Self) -> #slots_name<#(#types),*> {
                unsafe { #slots_name { #(#projections),* } }
            }
        }
    }
}

/// `Frame<_, _, ..>`
pub(super) fn frame_type(cx: &Cx<'_>) -> TokenStream {
    let frame = &cx.names.frame;
    let unknown = slots(cx).map(|_| quote!(_));
    quote!(#frame<#(#unknown),*>)
}

/// `let Slots { a, b: c, .. } = ..`: every local that lives in a slot, by its own name.
pub(super) fn project_slots(cx: &Cx<'_>, wanted: impl Fn(LocalId) -> bool) -> TokenStream {
    let raw = ours("frame");
    let (frame, slots_name) = (&cx.names.frame, &cx.names.slots);
    let mut fields = Vec::new();
    let mut copies = Vec::new();
    for slot in slots(cx) {
        let field = cx.names.place(first(cx, slot));
        let mut locals = cx.frame.slots[slot].locals.iter().filter(|local| wanted(**local));
        let Some(local) = locals.next() else { continue };
        let name = cx.names.place(*local);
        fields.push(if name == field { quote!(#field) } else { quote!(#field: #name) });
        for other in locals {
            let other = cx.names.place(*other);
            copies.push(quote!(let #other = #name;));
        }
    }
    let rest = if fields.len() < slots(cx).count() { quote!(..) } else { TokenStream::new() };
    quote!(let #slots_name { #(#fields,)* #rest } = #frame::slots(#raw); #(#copies)*)
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
        Layout::Either(parts) => {
            let mut types = parts.iter().rev().map(|part| layout_type(cx, part));
            let last = types.next().unwrap_or_default();
            types.fold(last, |rest, part| quote!(#private::Or<#part, #rest>))
        }
    }
}

/// Pointers to the leaves of a layout, given the expression that points to it.
fn project(cx: &Cx<'_>, layout: &Layout, pointer: &TokenStream, out: &mut Vec<TokenStream>) {
    let private = &cx.private;
    match layout {
        Layout::Leaf(slot) => {
            let name = cx.names.place(first(cx, *slot));
            out.push(quote!(#name: #private::room(#pointer)));
        }
        Layout::Both(parts) => {
            for (number, part) in parts.iter().enumerate() {
                let index = proc_macro2::Literal::usize_unsuffixed(number);
                project(cx, part, &quote!(&raw mut (*(#pointer)).#index), out);
            }
        }
        Layout::Either(parts) => {
            let mut rest = pointer.clone();
            for (number, part) in parts.iter().enumerate() {
                if number + 1 == parts.len() {
                    project(cx, part, &rest, out);
                } else {
                    project(cx, part, &quote!(#private::Or::first(#rest)), out);
                    rest = quote!(#private::Or::second(#rest));
                }
            }
        }
    }
}
