//! What is known before of the way that a machine takes: where it mostly is, and how many items come yet.

use super::names::ours;
use super::{Cx, frame};
use crate::analysis::Count;
use crate::index::Id;
use crate::ir::{Local, LocalId, Origin, Step};
use crate::syntax::face::Face;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

impl Cx<'_> {
    /// What rustc is to know of the way that the machine takes.
    pub(super) fn course(&self) -> TokenStream {
        let private = &self.private;
        let last = super::number(self.body.points.len() + 2);
        let (ends, loops_first) = (self.facts.items.end(), self.facts.loops_first);
        let often = match self.facts.often {
            Some(point) => {
                let state = self.names.state(point);
                quote!(#private::Option::Some(#state))
            }
            None => quote!(#private::Option::None),
        };
        quote! {
            #private::Course { last: #last, often: #often, ends: #ends, loops_first: #loops_first }
        }
    }

    /// Whether the first resume of an iterator is in a function of its own: if it makes what has to be dropped. Where its parts are plain
    /// values, it is little, and in a loop around the machine these stay in registers.
    pub(super) fn begins_apart(&self) -> Option<TokenStream> {
        let private = &self.private;
        let made = self.body.root.steps.iter().filter_map(|step| match step {
            Step::Let { local, .. } => Some(*local),
            _ => None,
        });
        let begins = |local: &LocalId| {
            let Local { origin, segment, .. } = &self.body.locals[*local];
            *origin == Origin::User(None) && segment.index() == 0 && self.is_guarded(*local)
        };
        let slots = made.filter(begins).filter_map(|local| self.frame.slot_of[local]);
        let types: Vec<_> = slots.map(|slot| self.names.type_parameter(frame::first(self, slot))).collect();
        let is_iterator = matches!(self.face(), Face::Iterator { .. });
        (is_iterator && !types.is_empty())
            .then(|| quote!(const BEGINS_APART: #private::bool = #(#private::needs_drop::<#types>())||*;))
    }

    /// Whether an iterator has no end.
    pub(super) fn endless(&self) -> Option<TokenStream> {
        let is_iterator = matches!(self.face(), Face::Iterator { .. });
        (is_iterator && !self.facts.items.end()).then(|| {
            quote!(
                const ENDLESS: bool = true;
            )
        })
    }

    /// What the frame of a machine that gives items tells of how many come yet.
    pub(super) fn items_left(&self) -> Option<TokenStream> {
        let items = &self.facts.items;
        if !self.face().has_items() || !items.is_known() {
            return None;
        }
        let (private, state) = (&self.private, ours("state"));
        let count = |count: &Count| {
            let least = count
                .least
                .map_or_else(|| quote!(#private::usize::MAX), |least| super::number(least).to_token_stream());
            let most = count.most.map_or_else(
                || quote!(#private::Option::None),
                |most| {
                    let most = super::number(most);
                    quote!(#private::Option::Some(#most))
                },
            );
            quote!((#least, #most))
        };
        let in_all = count(&items.in_all);
        let after = items.after.iter().map(|(point, left)| {
            let (at, left) = (self.names.state(point), count(left));
            quote!(#at => #left,)
        });
        Some(quote! {
            #[inline]
            fn items_left(#state: #private::u8) -> (#private::usize, #private::Option<#private::usize>) {
                match #state {
                    #private::UNRESUMED => #in_all,
                    #(#after)*
                    _ => (0, #private::Option::None),
                }
            }
        })
    }
}
