//! The types of the slots of a machine with a name: each has to be known.

use super::Frame;
use crate::diagnostics::Diagnostics;
use crate::ir::{Body, Local, Origin};
use proc_macro2::Ident;

/// Reports what the machine keeps and cannot name the type of.
pub(crate) fn check(name: &Ident, body: &Body, frame: &Frame, diagnostics: &mut Diagnostics) {
    for (_, slot) in frame.slots.iter() {
        let local = &body.locals[slot.locals[0]];
        if local.ty.is_none() {
            diagnostics.error(local.start.unwrap_or(local.span), missing(name, local));
        }
    }
}

fn missing(name: &Ident, local: &Local) -> String {
    let variable = &local.name;
    match local.origin {
        Origin::User(_) | Origin::Param | Origin::Carrier if local.half_typed => format!(
            "the type of `{variable}` leaves something out, and `{name}` keeps it while it is suspended: write all of it, with the \
             lifetimes, `let {variable}: &'a Type = ..`; what borrows from a variable of the function itself has no type that can \
             be written, and cannot be kept by a machine with a name"
        ),
        Origin::User(_) | Origin::Param | Origin::Carrier => format!(
            "the type of `{variable}` is not known, and `{name}` keeps it while it is suspended: write `let {variable}: Type = ..`"
        ),
        Origin::Temporary if variable == "iter" => format!(
            "the type of what this loop goes through is not known, and `{name}` keeps it while it is suspended: write `let items: \
             Type = ..` before the loop, and `for .. in items`"
        ),
        Origin::Future => format!(
            "the type of the future that is awaited here is not known, and `{name}` keeps it while it is suspended: write `let \
             future: Type = ..`, and `future.await`; what has no name for its type is put in a box: `let future: Pin<Box<dyn \
             Future<Output = T>>> = Box::pin(..)`"
        ),
        // What is outside has no slot.
        Origin::Temporary | Origin::Outer | Origin::Receiver(..) => format!(
            "the type of this value is not known, and `{name}` keeps it while it is suspended in the same statement: write `let \
             value: Type = ..` before it"
        ),
    }
}
