//! `Debug` of machines with a name: the variables that a frame holds in each state.
//!
//! What is shown has to be there, and may not be borrowed exclusively by something else. It is there if it has its value on every
//! path, or if its flag says so; or if it was given one, will be used again, and is `Copy`. It is not borrowed if its place is never
//! used; or, in a machine that may be moved, if the second check has looked at it at that yield (`relocate`).

use super::names::ours;
use super::{Cx, frame, number};
use crate::analysis::Ownership;
use crate::ir::{LocalId, Origin, PointId};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Type;

/// How a value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Held,
    /// If its flag says so.
    Maybe,
    /// The same; and if it is `Copy`, for it is there though nobody owns it: it was copied from.
    Copied,
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
        let field = quote!((&mut *#out).field(#name, (&&#private::#show(#place)).__shown()););
        let field = match there(cx, local, read, &place) {
            Some(there) => quote!(if #there { #field }),
            None => field,
        };
        if !cx.keeps_parts(local) {
            return Some(field);
        }
        let (first, count) = (number(cx.parts_flag(local)), number(cx.body.locals[local].parts.len()));
        Some(quote!(if !#private::any_gone(&(&(*#frame).flags).get_all::<#count>(#first)) { #field }))
    });
    fields.collect()
}

/// Whether the value is there, if that is known only when the machine is looked at.
pub(super) fn there(cx: &Cx<'_>, local: LocalId, read: Read, place: &Ident) -> Option<TokenStream> {
    let (frame, flag) = (ours("frame"), number(cx.flag(local)));
    let owned = quote!((&(*#frame).flags).get(#flag));
    match read {
        Read::Held | Read::Bytes => None,
        Read::Maybe => Some(owned),
        Read::Copied => {
            let copied = is_copy(cx, place);
            Some(quote!(#owned || #copied))
        }
    }
}

/// Whether what is in the place is `Copy`.
pub(super) fn is_copy(cx: &Cx<'_>, place: &Ident) -> TokenStream {
    let private = &cx.private;
    quote!({
        use #private::{KindIsCopy as _, KindIsNot as _};
        !(&&#private::kind_of(#place)).__is_moved()
    })
}

/// What can be read at a point, of what will be used again.
fn readable(cx: &Cx<'_>, point: PointId) -> Vec<(LocalId, Read)> {
    let (sure, given, live) = (&cx.facts.sure[point], &cx.facts.given[point], &cx.facts.live[point]);
    let shown = |local: LocalId| live.contains(local) && is_variable(cx, local) && is_free(cx, local, point);
    let held = cx.facts.held[point].iter().filter(|(local, _)| shown(*local));
    held.filter_map(|(local, ownership)| {
        let read = match ownership {
            Ownership::Maybe if given.contains(*local) => Some(Read::Copied),
            Ownership::Maybe => Some(Read::Maybe),
            Ownership::Owned => Some(Read::Held),
            Ownership::Bytes if sure.contains(*local) => Some(Read::Held),
            Ownership::Bytes => given.contains(*local).then_some(Read::Bytes),
        };
        read.map(|read| (*local, read))
    })
    .collect()
}

/// Whether nothing has an exclusive reference to the value, or to what it leads to.
pub(super) fn is_free(cx: &Cx<'_>, local: LocalId, point: PointId) -> bool {
    cx.is_looked_at(local, point) || !cx.facts.is_lent(cx.body, local)
}

fn is_variable(cx: &Cx<'_>, local: LocalId) -> bool {
    match cx.body.locals[local].origin {
        Origin::Param | Origin::User(_) => true,
        Origin::Temporary | Origin::Future | Origin::Carrier | Origin::Outer | Origin::Receiver(..) => false,
    }
}

impl Cx<'_> {
    /// Whether the second check (`relocate`) looks at the value before it is moved: nothing can have an exclusive reference to it, or to what it leads
    /// to. What is not used again is looked at if it waits to be dropped, and has a type of the user's that borrows nothing: a machine
    /// with a name may be written out.
    pub(super) fn is_looked_at(&self, local: LocalId, point: PointId) -> bool {
        let movable = self.coroutine.face.is_movable() && !self.is_reference(local);
        let waits = || {
            let ty = self.body.locals[local].ty.as_ref();
            let unclear = ty.is_some_and(|ty| borrows_nothing(ty) && !is_own(ty));
            unclear && self.ownership(local, point) == Some(Ownership::Owned)
        };
        movable && (self.facts.live[point].contains(local) || waits())
    }
}

/// Whether the type's words speak of no lifetime, and hide none.
fn borrows_nothing(ty: &syn::Type) -> bool {
    fn all(tokens: TokenStream) -> bool {
        tokens.into_iter().all(|token| match token {
            TokenTree::Punct(punct) => !matches!(punct.as_char(), '\'' | '&'),
            TokenTree::Group(group) => all(group.stream()),
            TokenTree::Ident(ident) => ident != "dyn",
            TokenTree::Literal(_) => true,
        })
    }
    all(ty.to_token_stream())
}

/// Whether all that the type leads to is its own, or shared: nothing of it can be lent exclusively for longer than it is borrowed.
pub(super) fn is_own(ty: &Type) -> bool {
    const OWN: [&str; 27] = [
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
        "isize", "f32", "f64", "String", "Vec", "VecDeque", "Option", "Box", "BTreeMap", "BTreeSet",
        "HashMap", "HashSet", "Rc", "Arc",
    ];
    match ty {
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_own),
        Type::Array(array) => is_own(&array.elem),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().is_some_and(|last| {
            let arguments = match &last.arguments {
                syn::PathArguments::AngleBracketed(arguments) => arguments
                    .args
                    .iter()
                    .all(|argument| matches!(argument, syn::GenericArgument::Type(ty) if is_own(ty))),
                syn::PathArguments::None => true,
                syn::PathArguments::Parenthesized(_) => false,
            };
            arguments && OWN.iter().any(|own| last.ident == own)
        }),
        _ => false,
    }
}
