//! Assignments to locals and to parts of them.

use super::code::deref_at;
use super::names::ours;
use super::number;
use super::resume::Emitter;
use crate::ir::{Code, LocalId, Origin, Part, Projection};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Token;

impl Emitter<'_> {
    pub(super) fn assign(
        &mut self,
        local: LocalId,
        ident: &Ident,
        equals: Token![=],
        value: &Code,
    ) -> TokenStream {
        let value = self.code(value);
        let (private, place) = (&self.cx.private, self.cx.names.place(local));
        if self.cx.is_guarded(local) {
            let live = self.cx.names.live(local);
            let assign = quote!(#private::assign(#place, #value, &mut #live));
            match self.untold.iter().position(|untold| *untold == local) {
                Some(at) => {
                    self.untold.remove(at);
                    let tell = self.cx.tell(local);
                    quote!({ #assign; #tell })
                }
                None => assign,
            }
        } else if self.cx.body.locals[local].origin == Origin::Outer {
            let place = deref_at(ident.span(), &place);
            quote!(#place #equals #value)
        } else if self.cx.is_pointer(local) {
            quote!(#private::write(#place, #value))
        } else {
            quote!(#ident #equals #value)
        }
    }

    /// `local.part = value`, where the part, or what holds it, may be gone. What the value leaves temporary lives to the end of the
    /// statement.
    pub(super) fn assign_part(
        &mut self,
        local: LocalId,
        ident: &Ident,
        projection: &Projection,
        equals: Token![=],
        value: &Code,
    ) -> TokenStream {
        let value = self.code(value);
        let place = projection.of(&self.base(local, ident));
        let way = projection.way();
        let parts = self.cx.body.locals[local].parts.iter().enumerate();
        let same: Vec<_> = parts.filter(|(_, part)| part.is_at(&way)).map(|(part, _)| number(part)).collect();
        let (private, new) = (&self.cx.private, ours("new"));
        if !self.cx.has_parts(local) {
            return quote!(#place #equals #value);
        }
        let live = self.cx.names.live(local);
        let parts = self.cx.body.locals[local].parts.iter().enumerate();
        let inside: Vec<(usize, &Part)> = parts.filter(|(_, part)| part.is_within(&way)).collect();
        if !inside.is_empty() {
            let Some(rest) = self.cx.rest_of_part(local, projection, &inside) else {
                return quote!(match (#value) { #new => #private::set_around_parts(&raw mut #place, #new) });
            };
            let [moved, old] = ["moved", "value"].map(ours);
            let cleared = inside.iter().map(|(part, _)| number(*part)).chain(same.iter().cloned());
            return quote!(match (#value) { #new => {
                let #moved = #live.moved;
                #(#live.moved[#cleared] = false;)*
                let #old = #private::replace_part(&raw mut #place, #new);
                if !(false #(|| #moved[#same])*) {
                    let mut #old = #private::ManuallyDrop::into_inner(#old);
                    #rest
                }
            }});
        }
        if same.is_empty() {
            return quote!(#place #equals #value);
        }
        let gone = ours("gone");
        quote!(match (#value) { #new => {
            let mut #gone = #(::core::mem::take(&mut #live.moved[#same]))|*;
            #private::set_part(&raw mut #place, &mut #gone, #new)
        }})
    }
}
