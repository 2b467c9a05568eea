//! Machines with `+ Clone`: a copy of the frame, value by value.
//!
//! ```text
//!   |raw, into| match (*frame).state {
//!       UNRESUMED => { let a_live = cloned(from.a, to.a); .. forget((a_live, ..)) }
//!       AT_YIELD => { let n_live = cloned(from.n, to.n); .. }
//!       _ => {}                                            there is nothing in it
//!   }
//! ```
//!
//! What owns something is cloned, and is the copy's from then on: if a later clone panics, its guard drops it. What has nothing
//! to drop is copied if it is used again, and has to be `Copy`. Of a value that is partly gone the rest is cloned, where it is known
//! what that is (`apart`). The state is written last.

mod apart;
mod shape;

use super::names::ours;
use super::{Cx, frame, number};
use crate::analysis::Ownership;
use crate::ir::{LocalId, PatternName, PlaceUse, PointId};
use crate::syntax::face::Face;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// What a machine that can be cloned is made with: the closure that clones its frame, or what has that as a method.
pub(super) fn argument(cx: &Cx<'_>, resume: &Ident) -> Option<TokenStream> {
    cx.coroutine.face.is_clone().then(|| match &cx.coroutine.named {
        Some(_) => quote!(#resume),
        None => {
            let (private, closure) = (&cx.private, closure(cx, resume));
            quote!(#private::Copier(#closure))
        }
    })
}

/// The closure that clones a frame.
fn closure(cx: &Cx<'_>, resume: &Ident) -> TokenStream {
    let private = &cx.private;
    let [raw, into, frame, copy] = ["raw", "into", "frame", "copy"].map(ours);
    let (frame_of, steps) = (frame_of(cx), steps(cx));
    // SAFETY: (of the generated code) `raw` points to the frame of a machine that is not running, and `into` to room for
    // one. The state tells what the frame holds; the copy says that it holds the same when it does.
    quote! {
        move |#raw: *mut (), #into: *mut ()| unsafe {
            let #frame = #raw.cast();
            let #copy = #into.cast();
            if false {
                loop {}
                #frame_of(&#resume, #frame);
                #private::same_frame(#frame, #copy);
            }
            #steps
        }
    }
}

/// What tells the type of the frame of a resume closure.
fn frame_of(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    match cx.coroutine.face {
        Face::Future | Face::Iterator { .. } | Face::Stream { .. } => quote!(#private::frame_of_generator),
        Face::Coroutine { .. } => quote!(#private::frame_of_resumer),
    }
}

/// The same as a method of a machine with a name.
pub(super) fn method(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let [raw, frame, into, copy] = ["raw", "frame", "into", "copy"].map(ours);
    let (frame_type, steps) = (frame::frame_type(cx), steps(cx));
    // SAFETY: (of the generated code) as above; the type parameter is the type of the machine's frame.
    quote! {
        unsafe fn clone_frame<Any>(&self, #raw: *const Any) -> #private::MaybeUninit<Any> { unsafe {
            let mut #into = #private::MaybeUninit::<Any>::uninit();
            let #frame: *mut #frame_type = #raw.cast_mut().cast();
            let #copy: *mut #frame_type = (&mut #into).as_mut_ptr().cast();
            #steps
            #into
        }}
    }
}

/// The copy of a frame, from its state and slots.
fn steps(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let [frame, copy, state] = ["frame", "copy", "state"].map(ours);
    let (from, to) = (frame::slots_as(cx, &frame, "from"), frame::slots_as(cx, &copy, "to"));
    let arguments = cx.body.params.iter().map(|param| {
        let owned = !cx.body.locals[*param].inert;
        (*param, if owned { Held::Owned } else { Held::Copied })
    });
    let unresumed = arm(cx, arguments.collect());
    let suspended = cx.body.points.ids().map(|point| {
        let (state, arm) = (cx.names.state(point), arm(cx, held(cx, point)));
        quote!(#state => { #arm })
    });
    let flags =
        (cx.n_flags() > 0).then(|| quote!((*#copy).flags = #private::read(&raw mut (*#frame).flags);));
    quote! {
        #from
        #to
        let #state = (*#frame).state;
        #flags
        match #state {
            #private::UNRESUMED => { #unresumed }
            #(#suspended)*
            _ => {}
        }
        (*#copy).state = #state;
    }
}

/// How a value is held.
enum Held {
    Owned,
    /// If the flag says so.
    Maybe,
    /// There is nothing to drop.
    Copied,
}

fn held(cx: &Cx<'_>, point: PointId) -> Vec<(LocalId, Held)> {
    let held = cx.facts.held[point].iter().filter_map(|(local, ownership)| match ownership {
        Ownership::Owned => Some((*local, Held::Owned)),
        Ownership::Maybe => Some((*local, Held::Maybe)),
        Ownership::Bytes => cx.facts.live[point].contains(*local).then_some((*local, Held::Copied)),
    });
    held.collect()
}

fn arm(cx: &Cx<'_>, held: Vec<(LocalId, Held)>) -> TokenStream {
    let private = &cx.private;
    let frame = ours("frame");
    let (mut tokens, mut bound, mut guards) = (TokenStream::new(), TokenStream::new(), Vec::new());
    let owns = |local: LocalId| held.iter().any(|(held, how)| *held == local && !matches!(how, Held::Copied));
    for (local, held) in &held {
        let Some((from, to)) = places(cx, *local) else { continue };
        let guard: Ident = cx.names.live(*local);
        if cx.keeps_parts(*local) && !matches!(held, Held::Copied) {
            let flag = number(cx.flag(*local));
            let is_held = matches!(held, Held::Maybe).then(|| quote!((&(*#frame).flags).get(#flag)));
            let (cloned, names) = apart::cloned(cx, *local, is_held);
            tokens.extend(cloned);
            guards.extend(names);
            continue;
        }
        if let Some(carried) =
            cx.body.locals[*local].bound.as_deref().and_then(|of| carried(cx, *local, of, &owns))
        {
            bound.extend(carried);
            continue;
        }
        tokens.extend(match held {
            Held::Owned => quote!(let #guard = #private::cloned(#from, #to);),
            Held::Maybe => {
                let flag = number(cx.flag(*local));
                quote!(let #guard = #private::cloned_if(#from, #to, (&(*#frame).flags).get(#flag));)
            }
            Held::Copied => quote!(#private::copied(#from, #to);),
        });
        if !matches!(held, Held::Copied) {
            guards.push(guard);
        }
    }
    quote!(#tokens #bound #private::forget((#(#guards,)*));)
}

/// The places of a local in both frames.
fn places(cx: &Cx<'_>, local: LocalId) -> Option<(Ident, Ident)> {
    let slot = cx.frame.slot_of[local]?;
    Some((frame::slot_name(cx, slot, "from"), frame::slot_name(cx, slot, "to")))
}

/// What a pattern has bound, for a guard that suspends: the bytes of a part of a value that is cloned itself.
fn carried(
    cx: &Cx<'_>,
    local: LocalId,
    (place, name): &(PlaceUse, PatternName),
    owns: &impl Fn(LocalId) -> bool,
) -> Option<TokenStream> {
    let private = &cx.private;
    let (_, to) = places(cx, local)?;
    let (_, of) = places(cx, place.local).filter(|_| name.moves() && owns(place.local))?;
    let (matched, ident, by_place) = (place.projection.of(&quote!((*#of))), &name.ident, &name.by_place);
    Some(quote! {
        match &#matched {
            #by_place => #private::transfer_of_name(#to, #ident),
            _ => #private::another(),
        }
    })
}

/// The function that puts a machine together that can be cloned.
pub(super) fn maker(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    match cx.coroutine.face {
        Face::Future | Face::Iterator { .. } | Face::Stream { .. } => quote!(#private::generator_cloned),
        Face::Coroutine { .. } => quote!(#private::movable_cloned),
    }
}
