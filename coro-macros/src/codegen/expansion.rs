//! What comes of a macro call that may leave: its value, or control that goes elsewhere (see `build::expansion`).

use super::Cx;
use super::code::body_label;
use super::frame;
use super::names::ours;
use crate::frame::SlotId;
use crate::ir::{Expansion, Jump, LocalId, Origin};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// The arms of the match on what polling the call has come to.
///
/// `end` drops the call, unless it stays.
pub(super) fn ways_out(cx: &Cx<'_>, expansion: &Expansion, end: &TokenStream) -> TokenStream {
    let (private, jumps) = (&cx.private, &expansion.jumps);
    let end = if expansion.stays { &TokenStream::new() } else { end };
    let (value, body) = (ours("value"), body_label());
    let returned = cx.questioned(quote!(#value));
    let mut tokens = quote! {
        #private::Poll::Ready(#private::Expanded::Left(#private::Left::Value(#value))) => {
            #end
            #value
        }
        #private::Poll::Ready(#private::Expanded::Returned(#value)) => {
            #end
            break #body #returned
        }
    };
    let left = |number: usize, what: TokenStream| {
        let way = (0..=number).fold(what, |way, _| quote!(#private::Left::Other(#way)));
        quote!(#private::Poll::Ready(#private::Expanded::Left(#way)))
    };
    for (number, Jump { label, is_loop }) in jumps.iter().enumerate() {
        let broken = left(number, quote!(#private::Left::Value(#private::Jump::Break(#value))));
        let continued = left(number, quote!(#private::Left::Value(#private::Jump::Continue)));
        // Nothing says `continue` of a block.
        let again = if *is_loop { quote!(continue #label) } else { quote!(::core::unreachable!()) };
        tokens.extend(quote! {
            #broken => {
                #end
                break #label #value
            }
            #continued => {
                #end
                #again
            }
        });
    }
    let nothing = left(jumps.len(), value.to_token_stream());
    quote!(#tokens #nothing => #private::no_way(#value),)
}

impl Cx<'_> {
    /// The side of the call in a slot, with what is in scope there.
    pub(super) fn side_of(&self, call: LocalId) -> TokenStream {
        let (private, place) = (&self.private, self.names.place(call));
        let point = self.body.points.iter().find(|(_, point)| point.future == Some(call)).map(|(id, _)| id);
        let held = point.into_iter().flat_map(|point| &self.facts.held[point]);
        let beside = held.filter_map(|(local, _)| {
            let slot = self.frame.slot_of[*local].filter(|slot| self.is_beside_calls(*slot))?;
            Some(frame::slot_pointer(self, slot))
        });
        beside.fold(
            quote!(#private::side(#place)),
            |side, place| quote!(#private::and_in_scope(&#side, #place)),
        )
    }

    /// Whether what is in a slot may be there only while the machine waits in macro calls: then these say what it means for the machine to be
    /// sent, if they wait. (Not of what their futures are in.)
    pub(super) fn is_beside_calls(&self, slot: SlotId) -> bool {
        let locals = &self.frame.slots[slot].locals;
        let is_plain = |local: &LocalId| {
            let origin = self.body.locals[*local].origin;
            let is_made_here = matches!(origin, Origin::User(None) | Origin::Temporary | Origin::Carrier);
            is_made_here && self.remaining(*local).is_none()
        };
        let holds = |id| self.facts.held[id].iter().any(|(held, _)| locals.contains(held));
        let mut points = self.body.points.iter().filter(|(id, _)| holds(*id)).peekable();
        let plain = self.face().awaits() && self.coroutine.named.is_none() && locals.iter().all(is_plain);
        plain && points.peek().is_some() && points.all(|(_, point)| point.expansion.is_some())
    }

    /// What is lent to a macro call it has as long as this is there, at most: a run of the machine.
    pub(super) fn lends(&self) -> Option<TokenStream> {
        let run = ours("run");
        let any = self.body.points.iter().any(|(_, point)| point.expansion.is_some());
        any.then(|| quote!(let #run = ();))
    }

    /// The closure around a call's block, for rustc to say how that captures one variable: then the block cannot say `move`, and takes what
    /// else it is given as one value. Of a variable that the call looks at only it has an exclusive reference as well, as of others: that
    /// can be sent if the variable can.
    pub(super) fn asking_call(&self, names: &TokenStream, block: &TokenStream) -> TokenStream {
        let private = &self.private;
        let [probe, given, within] = ["probe", "given", "within"].map(ours);
        let is_move = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "move");
        let block = block.clone().into_iter().filter(|token| !is_move(token)).map(|token| match token {
            TokenTree::Group(group) => {
                let body = group.stream();
                let mut taking = Group::new(
                    group.delimiter(),
                    quote! {
                        let ((#names), #within) = #given.value();
                        if false { #private::exclusively(&mut #probe.t); }
                        #body
                    },
                );
                taking.set_span(group.span());
                TokenTree::Group(taking)
            }
            token => token,
        });
        let block: TokenStream = block.collect();
        quote!(|(#given,)| { let _ = &#probe; #block })
    }

    /// Polls the expansion of a macro in a slot.
    pub(super) fn poll_expansion(&self, place: &Ident) -> TokenStream {
        let (private, context) = (&self.private, ours("cx"));
        if self.coroutine.face.awaits() {
            quote!(#private::poll_expansion(#place, #context))
        } else {
            quote!(#private::no_context(|#context| #private::poll_expansion(#place, #context)))
        }
    }
}
