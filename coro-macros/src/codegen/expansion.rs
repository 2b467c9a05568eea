//! What comes of a macro call that may leave: its value, or control that goes elsewhere (see `build::expansion`).

use super::Cx;
use super::code::body_label;
use super::names::ours;
use crate::ir::{Expansion, Jump};
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
