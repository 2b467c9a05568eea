//! `Serialize` and `Deserialize` of machines with a name, with the feature `serde`.
//!
//! What is written is what a point holds: values that will be used again, or dropped. In each state those are known, and what is read
//! back has to be exactly that. What is `Copy` and was moved is written if it will be used again.
//!
//! The impls have bounds on what the machine keeps, for some lifetime that they do not need: so they are no errors where they do not
//! hold. There are none of the machine that is pinned, of one whose variables may be lent exclusively to whoever has an item, and,
//! to be read back, of one with `unsafe` in its body: that relies on more than types; or of one that keeps a `&'static` reference.

use super::describe::{Read, is_copy, is_free, is_own, there};
use super::names::ours;
use super::{Cx, frame, number};
use crate::analysis::Ownership;
use crate::index::Id;
use crate::ir::{LocalId, PointId};
use crate::syntax::face::Face;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::Type;
use syn::visit::{self, Visit};

/// Whether there are any. (The golden expansions are the same with all features.)
const ENABLED: bool = cfg!(all(feature = "serde", not(test)));

/// A state, what the frame holds in it, and how.
struct Holds {
    state: TokenStream,
    held: Vec<Value>,
}

/// A value that is held in a state.
struct Value {
    local: LocalId,
    read: Read,
    /// It will be used again.
    live: bool,
}

/// The impls for the struct.
pub(super) fn impls(cx: &Cx<'_>, name: &Ident, body: &Ident) -> Option<TokenStream> {
    if !ENABLED {
        return None;
    }
    let library = cx.coroutine.library();
    let generics = &cx.coroutine.sig.generics;
    let (impls, arguments, bounds) = generics.split_for_impl();
    let predicates: Vec<_> = generics.where_clause.iter().flat_map(|bounds| &bounds.predicates).collect();
    let reading = read_from(generics);
    let (reading, _, _) = reading.split_for_impl();
    let _ = bounds;
    let text = name.to_string();
    let made_body = quote!(#body(#library::PhantomData));
    let clone = if cx.coroutine.face.is_clone() { made_body.clone() } else { quote!(()) };
    // SAFETY: (of the generated code) what was read back is the frame of such a machine.
    let machine = match cx.coroutine.face {
        Face::Iterator { .. } => quote!(unsafe { #library::generator_again(__frame, #made_body, #clone) }),
        Face::Coroutine { movable: true, .. } => {
            quote!(unsafe { #library::movable_again(__frame, #made_body, #clone) })
        }
        Face::Future | Face::Stream { .. } | Face::Coroutine { movable: false, .. } => {
            quote!(#library::never_read(__frame))
        }
    };
    Some(quote! {
        impl #impls #library::Serialize for #name #arguments
        where
            #(#predicates,)*
            for<'never> #body #arguments: #library::WriteFrame,
        {
            fn serialize<S: #library::Serializer>(&self, __serializer: S) -> #library::Result<S::Ok, S::Error> {
                #library::write_machine(&self.machine, #text, __serializer)
            }
        }
        impl #reading #library::Deserialize<'de> for #name #arguments
        where
            #(#predicates,)*
            for<'never> #body #arguments: #library::ReadFrame<'de>,
        {
            fn deserialize<D: #library::Deserializer<'de>>(__deserializer: D) -> #library::Result<Self, D::Error> {
                let __frame = #library::read_frame::<#body #arguments, D>(__deserializer, #text)?;
                #library::Result::Ok(#name { machine: #machine })
            }
        }
    })
}

/// The function's generics, and the lifetime of what is read.
fn read_from(generics: &syn::Generics) -> syn::Generics {
    let mut generics = generics.clone();
    crate::syntax::lifetimes::declare(&[syn::parse_quote!('de)], &mut generics);
    generics
}

/// The impls for what stands for the resume closure, if there are any.
pub(super) fn of_body(cx: &Cx<'_>, body: &Ident) -> Option<TokenStream> {
    if !ENABLED || !cx.coroutine.face.is_movable() {
        return None;
    }
    let states = states(cx)?;
    let kept = kept(cx, &states);
    let write = write(cx, body, &states, &kept);
    let relies_on_more = mentions_unsafe(cx.coroutine.body.to_token_stream());
    let lasts = kept.iter().filter_map(|local| cx.body.locals[*local].ty.as_ref()).any(refers_for_ever);
    let read = (!relies_on_more && !lasts).then(|| read(cx, body, &states, &kept));
    Some(quote!(#write #read))
}

/// Whether a reference is in the type that nothing that was read could be: `&'static str`. (rustc looks at bounds that do not hold, and
/// is silent; but for their lifetimes, of which it speaks.)
fn refers_for_ever(ty: &Type) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_type_reference(&mut self, reference: &syn::TypeReference) {
            self.0 |= reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static");
            visit::visit_type_reference(self, reference);
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

/// What each state holds; none, if something of it cannot be read.
fn states(cx: &Cx<'_>) -> Option<Vec<Holds>> {
    let private = &cx.private;
    let argument = |param: &LocalId| Value { local: *param, read: Read::Held, live: true };
    let arguments = cx.body.params.iter().map(argument).collect();
    let mut states = vec![Holds { state: quote!(#private::UNRESUMED), held: arguments }];
    for point in cx.body.points.ids() {
        let held: Option<Vec<_>> = held(cx, point).into_iter().collect();
        states.push(Holds { state: cx.names.state(point).to_token_stream(), held: held? });
    }
    Some(states)
}

/// What a point holds that will be used or dropped; `None` for what cannot be read.
fn held(cx: &Cx<'_>, point: PointId) -> Vec<Option<Value>> {
    let (sure, given, live) = (&cx.facts.sure[point], &cx.facts.given[point], &cx.facts.live[point]);
    let held = cx.facts.held[point].iter().filter_map(|(local, ownership)| {
        let read = match ownership {
            Ownership::Maybe if live.contains(*local) && given.contains(*local) => Read::Copied,
            Ownership::Maybe => Read::Maybe,
            Ownership::Owned => Read::Held,
            Ownership::Bytes if !live.contains(*local) => return None,
            Ownership::Bytes if sure.contains(*local) => Read::Held,
            // What has no value on some path is not read before it gets one.
            Ownership::Bytes if !given.contains(*local) => return None,
            Ownership::Bytes => Read::Bytes,
        };
        let ty = cx.body.locals[*local].ty.as_ref();
        let free = is_free(cx, *local, point) || ty.is_some_and(is_own);
        Some(free.then_some(Value { local: *local, read, live: live.contains(*local) }))
    });
    held.collect()
}

/// All that is held in some state, in order. An argument and the variable that it becomes are one.
fn kept(cx: &Cx<'_>, states: &[Holds]) -> Vec<LocalId> {
    let mut kept: Vec<LocalId> =
        states.iter().flat_map(|state| &state.held).map(|value| first(cx, value.local)).collect();
    kept.sort();
    kept.dedup();
    kept
}

/// The first local in the same slot.
fn first(cx: &Cx<'_>, local: LocalId) -> LocalId {
    cx.frame.slot_of[local].map_or(local, |slot| cx.frame.slots[slot].locals[0])
}

/// `for<'never> T: ..` for the types of what is kept.
fn bounds(cx: &Cx<'_>, states: &[Holds], kept: &[LocalId], of: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let where_clause = cx.coroutine.sig.generics.where_clause.iter();
    let predicates = where_clause.flat_map(|bounds| &bounds.predicates);
    let types = kept.iter().filter_map(|local| cx.body.locals[*local].ty.as_ref());
    let copied = states.iter().flat_map(|state| &state.held).filter(|value| value.read == Read::Bytes);
    let copied = copied.filter_map(|value| cx.body.locals[value.local].ty.as_ref());
    quote!(where #(#predicates,)* #(for<'never> #types: #of,)* #(for<'never> #copied: #private::Copy,)*)
}

fn write(cx: &Cx<'_>, body: &Ident, states: &[Holds], kept: &[LocalId]) -> TokenStream {
    let private = &cx.private;
    let [raw, frame, sink, state] = ["raw", "frame", "sink", "state"].map(ours);
    let (impls, arguments, _) = cx.coroutine.sig.generics.split_for_impl();
    let bounds = bounds(cx, states, kept, &quote!(#private::Serialize));
    let (frame_type, slots) = (frame::frame_type(cx), frame::slots_as(cx, &frame, "from"));
    let arms = states.iter().map(|Holds { state, held }| {
        let values = held.iter().filter_map(|Value { local, read, live }| {
            let (place, name) =
                (frame::slot_name(cx, cx.frame.slot_of[*local]?, "from"), key(cx, kept, *local));
            let value = match read {
                Read::Held | Read::Maybe | Read::Copied => quote!(&*#place),
                Read::Bytes => quote!(#private::copy_in(#place)),
            };
            let put = quote!(#private::Sink::put(#sink, #name, #value)?;);
            let put = if cx.keeps_parts(*local) { partly(cx, kept, *local, *live, &put) } else { put };
            Some(match there(cx, *local, *read, &place) {
                Some(there) => quote!(if #there { #put }),
                None => put,
            })
        });
        quote!(#state => { #(#values)* })
    });
    let fingerprint = fingerprint(cx);
    // SAFETY: (of the generated code) the pointer leads to such a frame; what is read is there, see `describe`.
    quote! {
        unsafe impl #impls #private::WriteFrame for #body #arguments #bounds {
            const FINGERPRINT: u64 = #fingerprint;
            unsafe fn write<Any: #private::Sink>(
                #raw: *const (),
                #sink: &mut Any,
            ) -> #private::Result<#private::u8, Any::Error> { unsafe {
                use #private::{IfCopy as _, IfNot as _};
                let #frame: *mut #frame_type = #raw.cast_mut().cast();
                #slots
                let #state = (*#frame).state;
                match #state {
                    #(#arms)*
                    _ => {}
                }
                #private::Result::Ok(#state)
            }}
        }
    }
}

/// The same for a value of which parts may be gone. What is `Copy` is there all the same; and of an option that is not used again,
/// nothing is left.
fn partly(cx: &Cx<'_>, kept: &[LocalId], local: LocalId, live: bool, put: &TokenStream) -> TokenStream {
    let private = &cx.private;
    let [frame, sink] = ["frame", "sink"].map(ours);
    let (first, count) = (number(cx.parts_flag(local)), number(cx.body.locals[local].parts.len()));
    let (name, place) =
        (key(cx, kept, local), cx.frame.slot_of[local].map(|slot| frame::slot_name(cx, slot, "from")));
    let is_option = cx.body.locals[local].ty.as_ref().is_some_and(is_option);
    let otherwise = if is_option && !live {
        quote!(#private::Sink::put(#sink, #name, &#private::none_like(#place))?)
    } else {
        quote!(return #private::Result::Err(#private::Sink::partial(#sink, #name)))
    };
    quote! {
        if #private::any_gone(&(&(*#frame).flags).get_all::<#count>(#first)) {
            match (&&#private::bytes(#place)).__if_copy() {
                #private::Option::Some(__value) => #private::Sink::put(#sink, #name, __value)?,
                #private::Option::None => #otherwise,
            }
        } else {
            #put
        }
    }
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

fn read(cx: &Cx<'_>, body: &Ident, states: &[Holds], kept: &[LocalId]) -> TokenStream {
    let private = &cx.private;
    let [variables, index, map] = ["variables", "number", "map"].map(ours);
    let (_, arguments, _) = cx.coroutine.sig.generics.split_for_impl();
    let reading = read_from(&cx.coroutine.sig.generics);
    let (reading, _, _) = reading.split_for_impl();
    let bounds = bounds(cx, states, kept, &quote!(#private::Readable<'de>));
    let frame_type = frame::frame_type(cx);
    let types = kept.iter().map(|local| &cx.body.locals[*local].ty);
    let none = kept.iter().map(|_| quote!(#private::Option::None));
    let names: Vec<String> = kept.iter().map(|local| key(cx, kept, *local)).collect();
    let reads = names.iter().enumerate().map(|(position, name)| {
        let position = number(position);
        quote!(#position => #private::read_variable(&mut #variables.#position, #name, #map),)
    });
    let restore = restore(cx, states, kept);
    let last = number(cx.body.points.ids().last().map_or(0, Id::index) + 3);
    let fingerprint = fingerprint(cx);
    // SAFETY: (of the generated code) the frame is given all that it holds in its state, and says in which it is.
    quote! {
        unsafe impl #reading #private::ReadFrame<'de> for #body #arguments #bounds {
            const FINGERPRINT: u64 = #fingerprint;
            const NAMES: &'static [&'static str] = &[#(#names),*];
            const LAST: #private::u8 = #last;
            type Image = #frame_type;
            type Variables = (#(#private::Option<#types>,)*);
            fn nothing() -> Self::Variables {
                (#(#none,)*)
            }
            fn read<Any: #private::MapAccess<'de>>(
                #variables: &mut Self::Variables,
                #index: #private::usize,
                #map: &mut Any,
            ) -> #private::Result<(), Any::Error> {
                match #index {
                    #(#reads)*
                    _ => ::core::unreachable!(),
                }
            }
            #restore
        }
    }
}

/// What makes a frame of a state and variables.
fn restore(cx: &Cx<'_>, states: &[Holds], kept: &[LocalId]) -> TokenStream {
    let private = &cx.private;
    let [variables, frame, state] = ["variables", "frame", "state"].map(ours);
    let slots = frame::slots_as(cx, &frame, "to");
    let arms = states.iter().map(|holds| restore_arm(cx, holds, kept));
    let over = kept.iter().map(|_| quote!(#private::Option::None));
    // SAFETY: (of the generated code) there is room for a frame, and what is written to a slot has its type.
    quote! {
        fn restore(
            #state: #private::u8,
            #variables: Self::Variables,
            #frame: &mut #private::MaybeUninit<Self::Image>,
        ) -> #private::bool { unsafe {
            let #frame: *mut Self::Image = #frame.as_mut_ptr();
            #slots
            match (#state, #variables) {
                #(#arms)*
                (#private::RETURNED | #private::PANICKED, (#(#over,)*)) => {}
                _ => return false,
            }
            (*#frame).state = #state;
            true
        }}
    }
}

/// `(AT_YIELD, (None, Some(n), kept)) => { write(n_to, n); .. }`
fn restore_arm(cx: &Cx<'_>, holds: &Holds, kept: &[LocalId]) -> TokenStream {
    let (private, frame) = (&cx.private, ours("frame"));
    let how = |local: LocalId| holds.held.iter().find(|held| held.local == local).map(|held| held.read);
    let value = |local: LocalId| cx.names.live(first(cx, local));
    let patterns = kept.iter().map(|local| {
        let value = value(*local);
        match holds.held.iter().find(|held| first(cx, held.local) == *local).map(|held| held.read) {
            Some(Read::Held | Read::Bytes) => quote!(#private::Option::Some(#value)),
            Some(Read::Maybe | Read::Copied) => quote!(#value),
            None => quote!(#private::Option::None),
        }
    });
    let flags = (cx.n_flags() > 0).then(|| {
        let there = cx.frame.flagged.iter().map(|local| {
            let value = value(*local);
            match how(*local) {
                Some(Read::Maybe | Read::Copied) => quote!(#private::Option::is_some(&#value)),
                Some(Read::Held) => quote!(true),
                Some(Read::Bytes) | None => quote!(false),
            }
        });
        quote!((*#frame).flags = #private::flags_of([#(#there),*]);)
    });
    let writes = holds.held.iter().filter_map(|Value { local, read, .. }| {
        let (place, value) = (frame::slot_name(cx, cx.frame.slot_of[*local]?, "to"), value(*local));
        Some(match read {
            Read::Held | Read::Bytes => quote!(#private::write(#place, #value);),
            Read::Maybe | Read::Copied => quote! {
                if let #private::Option::Some(#value) = #value {
                    #private::write(#place, #value);
                }
            },
        })
    });
    // What was copied from is used again.
    let copied = holds.held.iter().filter(|held| held.read == Read::Copied).filter_map(|held| {
        let place = frame::slot_name(cx, cx.frame.slot_of[held.local]?, "to");
        let (value, copied) = (value(held.local), is_copy(cx, &place));
        Some(quote!(if #private::Option::is_none(&#value) && #copied { return false; }))
    });
    let state = &holds.state;
    quote!((#state, (#(#patterns,)*)) => { #(#copied)* #flags #(#writes)* })
}

/// What a variable is called in a snapshot: its name; the second one of a name has a number.
fn key(cx: &Cx<'_>, kept: &[LocalId], local: LocalId) -> String {
    let mut taken = HashSet::new();
    let mut key = String::new();
    let before_it = kept.iter().take_while(|kept| **kept <= first(cx, local));
    for name in before_it.map(|kept| cx.body.locals[*kept].name.trim_start_matches("r#")) {
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut keys = std::iter::once(name.to_owned()).chain(numbered);
        key = keys.find(|key| !taken.contains(key)).unwrap_or_default();
        taken.insert(key.clone());
    }
    key
}

fn mentions_unsafe(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "unsafe",
        TokenTree::Group(group) => mentions_unsafe(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// FNV-1a of the words of the function, and of the version of this compiler, on which it depends what is kept.
fn fingerprint(cx: &Cx<'_>) -> u64 {
    let (sig, body) = (&cx.coroutine.sig, &cx.coroutine.body);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    add(&mut hash, env!("CARGO_PKG_VERSION"));
    add_tokens(&mut hash, quote!(#sig #body));
    hash
}

fn add(hash: &mut u64, word: &str) {
    // A word ends.
    for byte in word.bytes().chain([0]) {
        *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

fn add_tokens(hash: &mut u64, tokens: TokenStream) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                add(hash, open);
                add_tokens(hash, group.stream());
                add(hash, close);
            }
            other => add(hash, &other.to_string()),
        }
    }
}
