//! Slots that are empty if a value's type is what is done with it suggests: the type chooses (see the support library's
//! `passing`).

use super::Cx;
use super::call::{Told, callee};
use super::code::in_parentheses;
use super::names::ours;
use super::resume::Emitter;
use crate::ir::{Call, Passing};
use proc_macro2::TokenStream;
use quote::quote;

/// The choices that are made behind the body, where all types are known.
pub(super) fn choices(cx: &Cx<'_>) -> Option<TokenStream> {
    let private = &cx.private;
    let choices: Vec<TokenStream> = cx
        .body
        .locals
        .ids()
        .filter_map(|local| {
            let (place, slot) = (cx.names.place(local), cx.names.slot(local));
            let how = match cx.passing(local)? {
                Passing::Rests => quote!(Rests),
                Passing::Looks(families, own) => {
                    let (families, owns) = (families.0, own.is_some());
                    quote!(Looks<#(#families,)* #owns>)
                }
                Passing::Takes { .. } | Passing::Iterates | Passing::Converts | Passing::Copies => {
                    return None;
                }
            };
            Some(quote!((&&Looked::<_, #how>::of(#place)).__choose(#slot);))
        })
        .collect();
    (!choices.is_empty()).then(|| quote!(if false { loop {} use #private::choice::*; #(#choices)* }))
}

impl Emitter<'_> {
    /// Whether anything is left of the value after the call: its type decides, and where that is not enough rustc is asked.
    pub(super) fn passing(&self, call: &Call, told: &Told) -> Option<(TokenStream, TokenStream)> {
        let (private, place) = (&self.cx.private, self.cx.names.place(call.local));
        let (usage, slot) = (ours("usage"), self.cx.names.slot(call.local));
        let how = match self.cx.passing(call.local)? {
            Passing::Takes { option, result, iterator } => quote!(Takes<#option, #result, #iterator>),
            Passing::Iterates => quote!(Iterates),
            Passing::Converts => quote!(Converts),
            Passing::Copies => quote!(Copies),
            Passing::Looks(_, Some(own)) if own == call.id => {
                return Some((quote!(), self.looks_through(call, told)));
            }
            Passing::Looks(..) | Passing::Rests => return None,
        };
        let chosen = quote! {
            use #private::choice::*;
            (&&&&&Choice::<_, #how>::of(#place)).__choose(#slot);
        };
        let converts = self.cx.passing(call.local) == Some(Passing::Converts);
        let sure = converts.then(|| self.looks_through(call, told));
        Some((chosen, quote!(#private::consumed(&#usage, #place, #slot); #sure)))
    }

    /// Asserts that the call borrows what a reference leads to, and not the reference.
    fn looks_through(&self, call: &Call, told: &Told) -> TokenStream {
        let (private, place) = (&self.cx.private, self.cx.names.place(call.local));
        let [usage, through, probe] = ["usage", "through", "probe"].map(ours);
        let (slot, Told { names, copies, .. }) = (self.cx.names.slot(call.local), told);
        let receiver = in_parentheses(call.user_span(), quote!(#probe.t));
        let probed = callee(&receiver.into(), &call.method, copies, call.parens);
        quote! {
            let #through = #private::Usage::unknown();
            if false {
                loop {}
                let mut #probe = #private::probe_of(#place);
                #private::usage_like(&#usage, &#through, |(#(mut #names,)*)| #probed);
            }
            #private::looked_through(&#through, #place, #slot);
        }
    }
}
