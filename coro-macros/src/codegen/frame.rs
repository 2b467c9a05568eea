//! The frame's types: one type parameter for each slot, which inference fills in.

use super::names::{item_name, ours};
use super::{Cx, remains};
use crate::frame::{Layout, SlotId};
use crate::ir::{HANDS_ON, LocalId};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// The items that make up the frame.
pub(super) fn items(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let types = type_parameters(cx);
    let holds = remains::holds(cx);
    let holds = if let [ty] = holds.as_slice() { quote!((#ty,)) } else { quote!((#(#holds),*)) };
    let mut unions = Vec::new();
    let mut fields = fields(cx, &cx.frame.layout, &mut unions);
    match remains::items(cx, &mut unions) {
        Some(parts) => fields.insert(0, parts),
        None => fields.insert(0, state_and_flags(cx)),
    }
    let (frame, raw) = (&cx.names.frame, ours("frame"));
    let keyword = if remains::is_union(cx) { quote!(union) } else { quote!(struct) };
    let states = cx.body.points.iter().map(|(id, point)| {
        let (name, line) = (cx.names.state(id), point.span.start().line);
        let does = match point.future {
            Some(_) => "waits for",
            None if point.name == HANDS_ON => "yields what comes of",
            None => "yields",
        };
        let text = format!(" Suspended in line {line}: {does} `{}`.", point.text);
        // The states before it: not yet resumed, returned, panicked.
        let number = super::number(crate::index::Id::index(id) + 3);
        quote!(#[doc = #text] const #name: #private::u8 = #number;)
    });
    let points = points(cx);
    let function = &cx.coroutine.sig.ident;
    let kept = format!(" What `{function}` keeps while it is suspended.");
    let pointers = pointers(cx);
    let (pointer_types, places): (Vec<TokenStream>, Vec<TokenStream>) = (pointers.iter())
        .map(|Pointer { slot, ty, place, .. }| {
            let cast = slot.map(|_| quote!(as *mut #ty));
            (quote!(*mut #ty), quote!(&raw mut #place #cast))
        })
        .chain(remains::pointers(cx).map(|(ty, address)| (quote!(*mut #ty), address)))
        .unzip();
    let given: Vec<&Pointer> = (cx.body.params.iter())
        .filter_map(|param| cx.frame.slot_of[*param])
        .filter_map(|slot| pointers.iter().find(|pointer| pointer.slot == Some(slot)))
        .collect();
    let (given_types, given_names): (Vec<&TokenStream>, Vec<&Ident>) =
        given.iter().map(|pointer| (&pointer.ty, &pointer.name)).unzip();
    let types = quote!(#(#types),*);
    let given_places = given.iter().map(|pointer| &pointer.place);
    let is_vacated =
        |slot: &SlotId| cx.frame.slots[*slot].locals.iter().any(|local| cx.facts.vacated.contains(*local));
    let vacated = slots(cx).filter(is_vacated).map(|slot| cx.names.type_parameter(first(cx, slot)));
    let (head, bind_head) = (head(cx), remains::bind_head(cx));
    let no_flags = (cx.n_flags() > 0).then(|| quote!(#head.flags = #private::Flags::none();));
    let (items_left, begins_apart, endless) = (cx.items_left(), cx.begins_apart(), cx.endless());
    quote! {
        #(#states)*
        #(#unions)*
        #[doc = #kept]
        #keyword #frame<#types> { #(#fields)* }
        // SAFETY: the types are those of the slots, the pointers lead to them, and all else is initialised.
        unsafe impl<#types> #private::Frame for #frame<#types> {
            type Holds = #holds;
            type Arguments = (#(#given_types,)*);
            type Slots = (#(#pointer_types,)*);
            #begins_apart
            #endless
            #[inline(always)]
            unsafe fn slots(#raw: *mut Self) -> (*mut #private::u8, #private::Points, Self::Slots) {
                #(#private::owner::<#vacated>();)*
                // SAFETY: only addresses are computed.
                unsafe {
                    #bind_head
                    (&raw mut #head.state, #points, (#(#places,)*))
                }
            }
            #[inline(always)]
            unsafe fn begin(#raw: *mut Self, (#(#given_names,)*): Self::Arguments) {
                // SAFETY: there is room for a frame.
                unsafe {
                    #bind_head
                    #head.state = #private::UNRESUMED;
                    #no_flags
                    #(#private::write(&raw mut #given_places as *mut #given_types, #given_names);)*
                }
            }
            #items_left
        }
    }
}

/// The frame's type parameters: what is in the slots, and the calls that decide what is left there.
pub(super) fn type_parameters(cx: &Cx<'_>) -> Vec<Ident> {
    let slots = slots(cx).map(|slot| cx.names.type_parameter(first(cx, slot)));
    slots.chain(remains::types(cx)).collect()
}

/// Fields with slots in them, side by side.
pub(super) fn fields(cx: &Cx<'_>, layout: &[Layout], unions: &mut Vec<TokenStream>) -> Vec<TokenStream> {
    let fields = layout.iter().enumerate().map(|(number, part)| {
        let (name, ty) = (field_name(cx, number, part), field_type(cx, part, unions));
        quote!(#name: #ty,)
    });
    fields.collect()
}

pub(super) fn state_and_flags(cx: &Cx<'_>) -> TokenStream {
    let (private, flags) = (&cx.private, flags(cx));
    quote!(state: #private::u8, #flags)
}

/// The place of what has the state and the flags.
fn head(cx: &Cx<'_>) -> TokenStream {
    let raw = ours("frame");
    remains::head(cx).unwrap_or_else(|| quote!((*#raw)))
}

/// Where the machine can be suspended: `(file!(), "line:column name\n..")`. One text is what costs rustc least.
fn points(cx: &Cx<'_>) -> TokenStream {
    let points = cx.body.points.iter().map(|(_, point)| {
        let at = point.start.start();
        format!("{}:{} {}", at.line, at.column + 1, point.full_text())
    });
    let points = points.collect::<Vec<_>>().join("\n");
    quote!((::core::file!(), #points))
}

/// What the frame remembers of guards beside the state: which values are there, and which parts of them are gone.
fn flags(cx: &Cx<'_>) -> Option<TokenStream> {
    let name = |local: LocalId| &cx.body.locals[local].name;
    let whole = cx.frame.flagged.iter().map(|local| format!("`{}` is there", name(*local)));
    let parts = cx.parted().map(|(local, parts)| match parts {
        1 => format!("a part of `{}` is gone", name(local)),
        parts => format!("{parts} parts of `{}` are gone", name(local)),
    });
    let doc = format!(" In this order: {}.", whole.chain(parts).collect::<Vec<_>>().join(", "));
    let ty = flags_type(cx)?;
    Some(quote!(#[doc = #doc] flags: #ty,))
}

fn flags_type(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, bytes) = (&cx.private, super::number(cx.n_flags().div_ceil(8)));
    (cx.n_flags() > 0).then(|| quote!(#private::Flags<#bytes>))
}

/// `Frame<_, _, ..>`; of a machine with a name, with the types of its slots.
pub(super) fn frame_type(cx: &Cx<'_>) -> TokenStream {
    let frame = &cx.names.frame;
    let types = slots(cx).map(|slot| match cx.type_of_slot(first(cx, slot)) {
        Some(ty) => ty.to_token_stream(),
        None => quote!(_),
    });
    let types = types.chain(remains::types(cx).map(|_| quote!(_)));
    quote!(#frame<#(#types),*>)
}

/// `let (_, _, (a_from, ..)) = ..`: the slots of one of two frames.
pub(super) fn slots_as(cx: &Cx<'_>, frame: &Ident, suffix: &str) -> TokenStream {
    let private = &cx.private;
    let names = pointers(cx).into_iter().map(|pointer| ours(&format!("{}_{suffix}", pointer.name)));
    quote!(let (_, _, (#(#names,)*)) = #private::Frame::slots(#frame);)
}

/// What it calls a slot.
pub(super) fn slot_name(cx: &Cx<'_>, slot: SlotId, suffix: &str) -> Ident {
    ours(&format!("{}_{suffix}", cx.names.place(first(cx, slot))))
}

/// `let (state, _, (flags, a, b, ..)): (*mut u8, _, (.., *mut _, *mut _)) = ..;`: every local that lives in a slot, by its own name.
pub(super) fn project_slots(cx: &Cx<'_>) -> TokenStream {
    let (private, raw, state) = (&cx.private, ours("frame"), ours("state"));
    let flags = flags_type(cx).map(|ty| quote!(*mut #ty,));
    let names = flags
        .is_some()
        .then(|| ours("flags"))
        .into_iter()
        .chain(pointers(cx).into_iter().filter(|pointer| pointer.slot.is_some()).map(|pointer| pointer.name))
        .chain(remains::names(cx));
    let blanks = slots(cx).map(|_| <syn::Token![_]>::default());
    let places = remains::places(cx);
    let copies = slots(cx).flat_map(|slot| {
        let field = cx.names.place(first(cx, slot));
        cx.frame.slots[slot].locals[1..].iter().map(move |other| {
            let other = cx.names.place(*other);
            quote!(let #other = #field;)
        })
    });
    quote! {
        let (#state, _, (#(#names,)*)): (*mut #private::u8, _, (#flags #(*mut #blanks,)*)) = #private::Frame::slots(#raw);
        #places
        #(#copies)*
    }
}

/// Something in the frame.
struct Pointer {
    /// The slot, if it is one.
    slot: Option<SlotId>,
    name: Ident,
    ty: TokenStream,
    place: TokenStream,
}

/// The flags and the slots.
fn pointers(cx: &Cx<'_>) -> Vec<Pointer> {
    let raw = ours("frame");
    let plain = |name: &str, ty| Pointer {
        slot: None,
        name: ours(name),
        ty,
        place: {
            let (head, name) = (head(cx), item_name(name));
            quote!(#head.#name)
        },
    };
    let mut pointers: Vec<Pointer> = flags_type(cx).map(|ty| plain("flags", ty)).into_iter().collect();
    let mut slots = Vec::new();
    project_fields(cx, &cx.frame.head, &head(cx), &mut slots);
    project_fields(cx, &cx.frame.layout, &quote!((*#raw)), &mut slots);
    remains::project(cx, &mut slots);
    pointers.extend(slots.into_iter().map(|(slot, place)| {
        let local = first(cx, slot);
        let ty = cx.names.type_parameter(local).into_token_stream();
        Pointer { slot: Some(slot), name: slot_pointer(cx, slot), ty, place }
    }));
    pointers
}

fn project_fields(cx: &Cx<'_>, layout: &[Layout], place: &TokenStream, out: &mut Vec<(SlotId, TokenStream)>) {
    for (number, part) in layout.iter().enumerate() {
        let name = field_name(cx, number, part);
        project(cx, part, &quote!(#place.#name), out);
    }
}

/// What the pointer to a slot is called.
pub(super) fn slot_pointer(cx: &Cx<'_>, slot: SlotId) -> Ident {
    let local = first(cx, slot);
    if cx.passing(local).is_some() { cx.names.slot(local) } else { cx.names.place(local) }
}

pub(super) fn slots<'a>(cx: &'a Cx<'_>) -> impl Iterator<Item = SlotId> + 'a {
    cx.frame.slots.ids()
}

pub(super) fn first(cx: &Cx<'_>, slot: SlotId) -> LocalId {
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

/// The type of what is within something that shares its room.
pub(super) fn bare_type(cx: &Cx<'_>, layout: &Layout, unions: &mut Vec<TokenStream>) -> TokenStream {
    match layout {
        Layout::Leaf(slot) => cx.names.type_parameter(first(cx, *slot)).into_token_stream(),
        Layout::Both(parts) => {
            let parts = parts.iter().map(|part| bare_type(cx, part, unions));
            quote!((#(#parts,)*))
        }
        Layout::Either(parts) => union_of(cx, parts, unions),
    }
}

pub(super) fn leaves(parts: &[Layout]) -> Box<dyn Iterator<Item = SlotId> + '_> {
    Box::new(parts.iter().flat_map(|part| match part {
        Layout::Leaf(slot) => Box::new(std::iter::once(*slot)),
        Layout::Both(parts) | Layout::Either(parts) => leaves(parts),
    }))
}

/// The places of the leaves of a layout, given its own in the frame.
pub(super) fn project(
    cx: &Cx<'_>,
    layout: &Layout,
    place: &TokenStream,
    out: &mut Vec<(SlotId, TokenStream)>,
) {
    match layout {
        Layout::Leaf(slot) => {
            out.push((*slot, place.clone()));
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
        Layout::Leaf(slot) => out.push((*slot, place.clone())),
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
        Layout::Leaf(slot) => cx.names.field(first(cx, *slot)),
        Layout::Both(_) | Layout::Either(_) => item_name(&format!("shared_{number}")),
    }
}
