//! What is left of the values that a macro call is believed to use up: it ends behind the call (see `build::believed`).

use super::names::ours;
use super::points::code_points;
use super::resume::Emitter;
use crate::analysis::Class;
use crate::ir::{CallId, Code, LocalId, Passing, UsedUp};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// `behind(vec![a, b], { a_live.end(); b_live.end(); })`
    pub(super) fn believed(&mut self, call: &Code, id: CallId, uses: &[UsedUp]) -> TokenStream {
        let waits = code_points(call).is_some();
        let (call, ends, private, at) =
            (self.code(call), self.ends_of(id, uses), &self.cx.private, ours("at"));
        let resumed = waits.then(|| quote!(#private::resumed(#at == 0);));
        if ends.is_empty() && !waits { call } else { quote!(#private::behind(#call, { #resumed #(#ends)* })) }
    }

    /// The ends of what the uses may have left. What is used again was copied, and has a slot of its own until then.
    pub(super) fn ends_of(&self, call: CallId, uses: &[UsedUp]) -> Vec<TokenStream> {
        let mut ended: Vec<LocalId> = Vec::new();
        let mut ends = Vec::new();
        for used in uses {
            let facts = &self.cx.facts;
            let is_last = !facts.live_after.contains(used.id) || facts.emptying.contains(used.id);
            let is_stored = self.cx.is_guarded(used.local)
                && self.cx.facts.class[used.local] == Class::Frame
                && !self.is_unmade(used.local);
            if is_last && is_stored && !ended.contains(&used.local) {
                ended.push(used.local);
                ends.extend(self.end_of(call, *used));
            }
        }
        ends
    }

    fn end_of(&self, call: CallId, used: UsedUp) -> Option<TokenStream> {
        let UsedUp { id, local, surely } = used;
        let (private, names, facts) = (&self.cx.private, &self.cx.names, &self.cx.facts);
        let (live, slot) = (names.live(local), names.slot(local));
        if surely {
            return (!facts.left[call].contains(local)).then(|| quote!((&mut #live).end();));
        }
        if facts.not_called[call].contains(local) {
            return None;
        }
        // A call that may consume it: whether it does is known where there is no room behind it.
        let is_gone = if self.cx.remaining(local).is_some_and(|remaining| remaining.of.call == id) {
            quote!(#private::is_taken(#slot))
        } else {
            let place = names.place(local);
            match self.cx.passing(local)? {
                Passing::Takes { .. } | Passing::Iterates | Passing::Converts | Passing::Copies => {
                    quote!(#private::passes(#place, #slot))
                }
                Passing::Looks(..) | Passing::Rests => return None,
            }
        };
        Some(quote!(if #is_gone { (&mut #live).end(); }))
    }
}
