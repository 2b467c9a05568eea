//! Where temporaries end.

use super::names::ours;
use super::resume::Emitter;
use crate::ir::{LocalId, Step};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// One step, or temporaries that end together: if a drop panics, the others go before what the statement gave.
    pub(super) fn together(&mut self, run: &[&Step]) -> TokenStream {
        let ended: Vec<LocalId> =
            run.iter().filter_map(|step| step.ends()).filter(|local| self.is_dropped(*local)).collect();
        if ended.len() < 2 {
            return run.iter().map(|step| self.step(step)).collect();
        }
        let (private, ends) = (&self.cx.private, ended.iter().map(|local| self.ending(*local)));
        quote!(#private::drop((#(#ends),*));)
    }

    /// A temporary that ends alone.
    pub(super) fn end_step(&self, local: LocalId) -> TokenStream {
        if !self.is_dropped(local) {
            return TokenStream::new();
        }
        if self.cx.is_guarded(local) {
            let live = self.cx.names.live(local);
            return quote!((&mut #live).end(););
        }
        let (private, name) = (&self.cx.private, ours(&self.cx.body.locals[local].name));
        quote!(#private::dispose(#name);)
    }

    /// A temporary that ends with others.
    fn ending(&self, local: LocalId) -> TokenStream {
        if self.cx.is_guarded(local) {
            let (private, live) = (&self.cx.private, self.cx.names.live(local));
            return quote!(#private::Ending(&mut #live));
        }
        let name = ours(&self.cx.body.locals[local].name);
        quote!(#name)
    }

    /// Whether there may be something to drop where the temporary ends.
    fn is_dropped(&self, local: LocalId) -> bool {
        !self.cx.body.locals[local].inert && self.cx.facts.ends_alive.contains(local)
    }
}
