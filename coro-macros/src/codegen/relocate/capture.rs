//! What closures capture, in the check of what may be moved.

use super::super::capture::{led, unsure_part};
use super::Writer;
use crate::ir::{Captured, Code, DoubtOfPart, Origin};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

impl Writer<'_> {
    /// A closure captures as it does natively; but parts of variables are given to it, and so are references, if it says `move` for
    /// what else it captures.
    pub(super) fn capture(&mut self, captures: &[Captured], closure: &Code) -> TokenStream {
        let parts = captures.iter().filter_map(|captured| {
            let part = captured.part.as_ref()?;
            let (name, place) = (&part.name, self.named(captured.local, &captured.ident));
            let value = part.projection.of(&place);
            let private = &self.cx.private;
            let any = quote!(#private::relocated());
            let of = |uses: &TokenStream| quote!(#uses.of(&mut #value));
            let value = if part.doubt == DoubtOfPart::Leads {
                let at = self.place_at(captured.local, captured.ident.span());
                led(private, &quote!(&#place), &at, &part.projection.of(&quote!((*#at))), &any)
            } else {
                unsure_part(private, part, &place, of, &any).unwrap_or(value)
            };
            Some(quote!(let mut #name = #value;))
        });
        let parts: TokenStream = parts.collect();
        let lent: Vec<&Captured> =
            captures.iter().filter(|captured| self.is_lent(captured, captures)).collect();
        let references: TokenStream = lent.iter().map(|captured| self.reference(captured)).collect();
        let around = self.lent.clone();
        self.lent.extend(lent.iter().map(|captured| captured.local));
        let closure = self.code(closure);
        self.lent = around;
        if parts.is_empty() && references.is_empty() {
            closure
        } else {
            quote!({ #parts #references #closure })
        }
    }

    /// Whether the machine gives the closure a reference, though it may say `move`: then it would take the variable here, and nobody
    /// would see that it leads to a slot.
    fn is_lent(&self, captured: &Captured, captures: &[Captured]) -> bool {
        let gives = |captured: &Captured| {
            captured.part.is_some() || captured.value || captured.by_value || captured.lent
        };
        let is_outer = self.cx.body.locals[captured.local].origin == Origin::Outer;
        // What a macro's call may consume, it takes here.
        let is_taken = captured.lent && self.cx.may_be_taken(captured);
        captures.iter().any(gives)
            && !is_taken
            && captured.part.is_none()
            && !is_outer
            && !self.cx.is_handed_over(captured)
    }

    /// The reference, which a message takes for the closure's use of the variable.
    fn reference(&self, captured: &Captured) -> TokenStream {
        let (private, span) = (&self.cx.private, captured.ident.span());
        let place = self.named(captured.local, &captured.ident);
        let lent = if self.cx.is_shared(captured) {
            quote_spanned!(span=> &#place)
        } else if captured.exclusive {
            quote_spanned!(span=> #private::borrowed(&#place))
        } else {
            let fields = captured.fields.iter().map(|field| field.of(&place));
            let lent = match self.cx.may_be_exclusive(captured) {
                true if self.cx.has_copy(captured) => quote_spanned!(span=> #private::BorrowedCopy(&#place)),
                true => {
                    quote_spanned!(span=> #private::Borrowed(&#place, #private::Uses::none().and(&raw const #place)))
                }
                false => {
                    quote_spanned!(span=> #private::Borrowed(&#place, #private::Uses::none() #(.and_of(|| &raw const #fields))*))
                }
            };
            quote!({ use #private::BorrowedAnew as _; #lent.__closure() })
        };
        let name = self.place_at(captured.local, span);
        quote_spanned!(span=> let #name = #lent;)
    }
}
