//! The drop closure: for each state, what the frame holds, in the order in which rustc drops it.

use super::names::ours;
use super::{Cx, frame, number, state_of};
use crate::analysis::Ownership;
use crate::index::Id;
use crate::ir::{LocalId, PointId};
use proc_macro2::TokenStream;
use quote::quote;

/// The drop closure; `scopes` are the guards in scope at each suspension point.
pub(super) fn closure(cx: &Cx<'_>, scopes: &[Vec<LocalId>]) -> TokenStream {
    let private = &cx.private;
    let (raw, ty, frame) = (ours("raw"), ours("ty"), ours("frame"));
    let frame_type = frame::frame_type(cx);
    let slots = frame::project_slots(cx, |local| local_drops(cx, local, scopes));
    // Arguments drop front to back before the first resume, as a closure's captures do.
    let unresumed = cx.body.params.iter().filter(|param| !cx.body.locals[**param].inert).map(|param| {
        let place = cx.names.place(*param);
        quote!(#private::Live::held(#place))
    });
    let suspended = scopes.iter().enumerate().map(|(index, scope)| {
        let point = PointId::new(index);
        let state = number(state_of(point));
        let held = scope.iter().rev().filter_map(|local| held(cx, *local, point));
        quote!(#state => #private::drop((#(#held,)*)),)
    });
    quote! {
        |#raw, #ty| unsafe {
            let #frame: *mut #frame_type = #raw.cast();
            if false { loop {} #private::tie(#ty, #frame) }
            #slots
            match (*#frame).state {
                #private::UNRESUMED => #private::drop((#(#unresumed,)*)),
                #(#suspended)*
                _ => {}
            }
        }
    }
}

fn held(cx: &Cx<'_>, local: LocalId, point: PointId) -> Option<TokenStream> {
    let (private, place) = (&cx.private, cx.names.place(local));
    match cx.ownership(local, point)? {
        Ownership::Owned => Some(quote!(#private::Live::held(#place))),
        Ownership::Maybe => {
            let (frame, flag) = (ours("frame"), cx.names.flag(local));
            Some(quote!(#private::Live::held_if(#place, (*#frame).#flag)))
        }
        Ownership::Bytes => None,
    }
}

fn local_drops(cx: &Cx<'_>, local: LocalId, scopes: &[Vec<LocalId>]) -> bool {
    if cx.body.params.contains(&local) {
        return !cx.body.locals[local].inert;
    }
    scopes.iter().enumerate().any(|(index, scope)| {
        scope.contains(&local) && matches!(cx.ownership(local, PointId::new(index)), Some(Ownership::Owned | Ownership::Maybe))
    })
}
