//! Matches with guards that suspend: the arms are tried one by one, and a resume goes on in the one that it was suspended in.

use super::binding::Lent;
use super::names::{Names, ours};
use super::number;
use super::points::block_points;
use super::resume::Emitter;
use crate::ir::{Arm, Guard, PlaceUse, PointId};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// Tries the arms one after the other; a guard may suspend.
    pub(super) fn ask(&mut self, place: &PlaceUse, arms: &[Arm]) -> TokenStream {
        let [at, gone, asked] = ["at", "gone", "asked"].map(ours);
        let choose = syn::Lifetime::new("'choose", proc_macro2::Span::mixed_site());
        let matched = self.matched(place);
        let mut tokens = TokenStream::new();
        for (index, arm) in arms.iter().enumerate() {
            let (wild, index) = (&arm.pattern.wild, number(index));
            let Lent { declare, bind, within, settle } = self.lend_for(place, arm);
            let moved = self.mark_moved(place, arm);
            let compared =
                arm.pattern.compared.iter().map(|pattern| quote!(&&::core::matches!(&#matched, #pattern)));
            let try_it =
                quote!(let #asked = ::core::matches!(#matched, #wild) #(#compared)*; if #asked { #bind });
            tokens.extend(declare);
            tokens.extend(match &arm.guard {
                None => quote!(if #at == 0 { #try_it if #asked { #moved break #choose #index } }),
                Some(Guard::Code(code)) => {
                    let guard = self.code(code);
                    quote!(if #at == 0 { #try_it if #asked && ({ #within #guard }) { #settle #moved break #choose #index } })
                }
                Some(Guard::Block(block)) => {
                    let reached = match block_points(block) {
                        Some((_, last)) => {
                            let last = self.cx.names.state(last);
                            quote!(#at <= #last)
                        }
                        None => quote!(#at == 0),
                    };
                    let guard = self.block(block);
                    quote! {
                        if #reached && (if #at == 0 { #try_it #asked } else { true }) && { #within #guard } {
                            #settle #moved
                            break #choose #index
                        }
                    }
                }
            });
        }
        quote!(#choose: { let mut #gone = false; #tokens ::core::unreachable!() })
    }

    /// The names of an arm, for its guard if it has one. (A resume goes to the place again only if something is moved out of it: then no
    /// `Deref` of the user's own leads there.)
    fn lend_for(&self, place: &PlaceUse, arm: &Arm) -> Lent {
        let at = self.reached_anew(place);
        if arm.guard.is_none() {
            return Lent { bind: self.bind_names(place, &at, arm), ..Lent::default() };
        }
        self.lend_names(place, &at, arm, arm.guard_block().is_some())
    }
}

/// The arm in which the machine was suspended.
pub(super) fn resumed_arm(names: &Names, arms: &[Arm]) -> TokenStream {
    let at = ours("at");
    let mut inside: Vec<(usize, PointId)> = Vec::new();
    for (index, arm) in arms.iter().enumerate() {
        if let Some((_, last)) = arm.body.block().and_then(block_points) {
            inside.push((index, last));
        }
    }
    let Some((last_arm, _)) = inside.pop() else { return quote!({ ::core::unreachable!() }) };
    let last_arm = number(last_arm);
    let mut tokens = quote!({ #last_arm });
    for (index, last) in inside.into_iter().rev() {
        let (index, last) = (number(index), names.state(last));
        tokens = quote!({ if #at <= #last { #index } else #tokens });
    }
    tokens
}
