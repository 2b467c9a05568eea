//! Matches in the second check. Where a guard suspends, what is matched may be assigned to meanwhile, which no guard of rustc's
//! allows. So the arms are tried one by one, as the machine does it, and what a pattern binds is bound once, before
//! its guard:
//!
//! ```text
//!   match x {                     'choose: {
//!       Some(n) if yield_!(1)         let mut n_place = relocated();
//!           => f(n),                  match x { Some(n) if { n_place = value_of(&n); false } => loop {}, _ => {} }
//!                            →        if { the guard } { break 'choose f(n_place) }
//!       _ => 0,                       if relocated::<#private::bool>() { match x { _ => break 'choose 0 } }
//!   }                                 relocated() }
//! ```
//!
//! A `let .. else` that suspends is a match that says whether there is a match, and another one of that. What is behind `else` may use the
//! place that was matched: nothing has been moved out of it there, which rustc does not see. So it gets the value that it had.
//!
//! A name that is bound by reference has the borrow in its type; one that is bound by value is a value of that type.

use super::super::names::ours;
use super::{Writer, typed};
use crate::ir::{Arm, ArmBody, Block, Code, Guard, LocalId, Node, Origin, Piece, PlaceUse};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Writer<'_> {
    pub(super) fn match_node(
        &mut self,
        scrutinee: &Code,
        place: Option<&PlaceUse>,
        arms: &[Arm],
    ) -> TokenStream {
        let asks = arms.iter().any(|arm| arm.guard_block().is_some());
        if let Some(place) = place.filter(|_| asks) {
            return self.asking(place, arms);
        }
        let mut unmatched = self.unmatched(scrutinee);
        let scrutinee = self.code(scrutinee);
        let last = arms.len().saturating_sub(1);
        let arms: TokenStream = arms
            .iter()
            .enumerate()
            .map(|(number, arm)| self.arm(arm, unmatched.take_if(|_| number == last)))
            .collect();
        // It may be a struct literal.
        quote!(match (#scrutinee) { #arms })
    }

    fn arm(&mut self, arm: &Arm, first: Option<TokenStream>) -> TokenStream {
        let full = &arm.pattern.full;
        let (guard, body) = (self.plain_guard(arm), self.arm_content(arm));
        quote!(#full #guard => { #first #body })
    }

    /// The value of a place that a `let .. else` is about to match.
    pub(super) fn before_match(&mut self, local: LocalId, code: &Code) -> Option<TokenStream> {
        let [Piece::Nest(node)] = code.pieces.as_slice() else { return None };
        let Node::Match { place: Some(place), .. } = &**node else { return None };
        if self.cx.body.locals[local].origin != Origin::User(None) {
            return None;
        }
        let (private, before, matched) = (&self.cx.private, self.before(local), self.matched(place));
        self.matched.insert(local, place.clone());
        Some(quote!(let #before = #private::value_of(&#matched);))
    }

    /// Gives the value back, where it is what was found that is matched.
    fn unmatched(&self, scrutinee: &Code) -> Option<TokenStream> {
        let [Piece::Tokens(_), Piece::Group(_, _, found)] = scrutinee.pieces.as_slice() else { return None };
        let [Piece::Use { local, .. }] = found.pieces.as_slice() else { return None };
        let place = self.matched.get(local)?;
        let (before, matched) = (self.before(*local), self.matched(place));
        Some(quote!(#matched = #before;))
    }

    fn before(&self, local: LocalId) -> Ident {
        ours(&format!("{}_before", self.cx.names.place(local)))
    }

    fn matched(&self, place: &PlaceUse) -> TokenStream {
        let base = self.place(place.local);
        place.projection.of(&quote!(#base))
    }

    /// A guard that does not suspend.
    fn plain_guard(&mut self, arm: &Arm) -> Option<TokenStream> {
        let Some(Guard::Code(code)) = &arm.guard else { return None };
        self.in_guard = true;
        let guard = self.code(code);
        self.in_guard = false;
        Some(quote!(if #guard))
    }

    fn arm_content(&mut self, arm: &Arm) -> TokenStream {
        match &arm.body {
            ArmBody::Block(block) => {
                let carried = arm.carriers.iter().map(|carrier| {
                    let (place, ident) = (self.place(carrier.local), &carrier.ident);
                    let ty = typed(self.cx, carrier.local, None);
                    quote!(let mut #place #ty = #ident;)
                });
                let carried: TokenStream = carried.collect();
                let body = self.content(block, false);
                quote!(#carried #body)
            }
            ArmBody::Code(code) => self.code(code),
        }
    }

    /// The arms one by one, and what the one that is chosen comes to.
    fn asking(&mut self, place: &PlaceUse, arms: &[Arm]) -> TokenStream {
        let private = &self.cx.private;
        let choose = syn::Lifetime::new("'choose", Span::mixed_site());
        let matched = self.matched(place);
        let tried: TokenStream = arms
            .iter()
            .map(|arm| match &arm.guard {
                Some(Guard::Block(guard)) => self.asked_arm(&matched, &choose, arm, guard),
                Some(Guard::Code(_)) | None => {
                    let full = &arm.pattern.full;
                    let (guard, body) = (self.plain_guard(arm), self.arm_content(arm));
                    quote! {
                        if #private::relocated::<#private::bool>() {
                            match #matched { #full #guard => break #choose { #body }, _ => {} }
                        }
                    }
                }
            })
            .collect();
        quote!(#choose: { #tried #private::relocated() })
    }

    fn asked_arm(
        &mut self,
        matched: &TokenStream,
        choose: &syn::Lifetime,
        arm: &Arm,
        guard: &Block,
    ) -> TokenStream {
        let private = &self.cx.private;
        let full = &arm.pattern.full;
        let carriers = || arm.carriers.iter().map(|carrier| (self.place(carrier.local), carrier));
        let declared = carriers().map(|(place, carrier)| {
            let ty = typed(self.cx, carrier.local, None);
            quote!(let mut #place #ty = #private::relocated();)
        });
        let bound = carriers().map(|(place, carrier)| {
            let ident = &carrier.ident;
            quote!(#place = #private::value_of(&#ident);)
        });
        let named = carriers().map(|(place, carrier)| {
            let ident = &carrier.ident;
            quote!(let mut #ident = #place;)
        });
        let (declared, bound): (TokenStream, TokenStream) = (declared.collect(), bound.collect());
        let named: TokenStream = named.collect();
        let guard = self.block(guard);
        let body = match &arm.body {
            ArmBody::Block(block) => self.content(block, false),
            ArmBody::Code(code) => {
                let code = self.code(code);
                quote!(#named #code)
            }
        };
        quote! {{
            #declared
            match #matched { #full if { #bound false } => loop {}, _ => {} }
            if #guard { break #choose { #body } }
        }}
    }
}
