//! `Debug` of machines with a name: the variables that a frame holds in each state.
//!
//! What is shown has to be there, and may not be borrowed exclusively by something else. It is there if it has its value on every
//! path, or if its flag says so; or if it was given one, will be used again, and is `Copy`. It is not borrowed if its place is never
//! used; or, in a machine that may be moved, if it will be used again: the second check has looked at it at each yield
//! (`relocate`, which leaves arguments that are references out).

use super::names::ours;
use super::{Cx, frame, number};
use crate::analysis::Ownership;
use crate::ir::{LocalId, Origin, PointId};
use proc_macro2::TokenStream;
use quote::quote;

/// How a value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    Held,
    /// If its flag says so.
    Maybe,
    /// If it is `Copy`.
    Bytes,
}

/// The method that shows what a frame holds.
pub(super) fn method(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let [raw, out, frame] = ["raw", "out", "frame"].map(ours);
    let (frame_type, slots) = (frame::frame_type(cx), frame::slots_as(cx, &frame, "from"));
    let arguments = cx.body.params.iter().map(|param| (*param, Read::Held)).collect();
    let unresumed = fields(cx, arguments);
    let suspended = cx.body.points.ids().map(|point| {
        let (state, fields) = (cx.names.state(point), fields(cx, readable(cx, point)));
        quote!(#state => { #fields })
    });
    // SAFETY: (of the generated code) the pointer leads to such a frame; what is read is there, see above.
    quote! {
        unsafe fn describe(#raw: *const (), #out: &mut #private::DebugStruct<'_, '_>) { unsafe {
            use #private::{Hide as _, Show as _};
            let #frame: *mut #frame_type = #raw.cast_mut().cast();
            #slots
            match (*#frame).state {
                #private::UNRESUMED => { #unresumed }
                #(#suspended)*
                _ => {}
            }
        }}
    }
}

fn fields(cx: &Cx<'_>, read: Vec<(LocalId, Read)>) -> TokenStream {
    let (private, out, frame) = (&cx.private, ours("out"), ours("frame"));
    let fields = read.into_iter().filter_map(|(local, read)| {
        let place = frame::slot_name(cx, cx.frame.slot_of[local]?, "from");
        let name = &cx.body.locals[local].name;
        let show = if read == Read::Bytes { quote!(bytes) } else { quote!(held) };
        let field = quote!(#out.field(#name, (&&#private::#show(#place)).shown()););
        let field = if read == Read::Maybe {
            let flag = number(cx.flag(local));
            quote!(if (*#frame).flags.get(#flag) { #field })
        } else {
            field
        };
        if !cx.keeps_parts(local) {
            return Some(field);
        }
        let (first, count) = (number(cx.parts_flag(local)), number(cx.body.locals[local].parts.len()));
        Some(quote!(if !(*#frame).flags.get_all::<#count>(#first).contains(&true) { #field }))
    });
    fields.collect()
}

/// What can be read at a point, of what will be used again.
fn readable(cx: &Cx<'_>, point: PointId) -> Vec<(LocalId, Read)> {
    let held = cx.facts.held[point].iter().filter(|(local, _)| is_variable(cx, *local));
    held.filter_map(|(local, ownership)| {
        let (sure, live) = (cx.facts.sure[point].contains(*local), cx.facts.live[point].contains(*local));
        let given = cx.facts.given[point].contains(*local);
        let looked_at = cx.coroutine.face.is_movable() && live && !cx.is_reference(*local);
        let free = looked_at || !cx.body.locals[*local].borrowed;
        let read = match ownership {
            Ownership::Maybe => Some(Read::Maybe),
            Ownership::Owned => Some(Read::Held),
            Ownership::Bytes if sure => Some(Read::Held),
            Ownership::Bytes => (live && given).then_some(Read::Bytes),
        };
        read.filter(|_| free).map(|read| (*local, read))
    })
    .collect()
}

fn is_variable(cx: &Cx<'_>, local: LocalId) -> bool {
    match cx.body.locals[local].origin {
        Origin::Param | Origin::User(_) => true,
        Origin::Temporary | Origin::Future | Origin::Carrier | Origin::Outer => false,
    }
}
