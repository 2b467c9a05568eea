//! A machine as an expression: `co!(iter { .. })`.
//!
//! ```text
//!   let x_list = x.list;                                 fields that it takes
//!   let types = (Declared::result(), argument(&a), ..);  what is not known of types
//!   let captured = lent(types, |types| {                 what it captures by reference
//!       if false { check(..) }                           the user's body, with what is taken as variables of its own
//!       if false { return stay((&b, ..)) }
//!       lend((&raw const b, ..))
//!   });
//!   machine(..)                                          with `captured`, `a`, .. for arguments
//! ```
//!
//! The closure captures what the body mentions as rustc sees fit, and tells where that is. Its type is part of the machine's, and says
//! what is borrowed, for how long, and whether that is `Send`. What the body moves away it would have captured by value; then the
//! references that it returns, were it not for the `if false`, led to itself, which rustc rejects. So the addresses are good while the
//! machine lives.
//!
//! A block that a function comes to has to outlive the function's variables, and takes them ([`Takes::Last`]); the check captures what
//! the block does natively, and stays in the machine's type.
//!
//! With `move`, the check stands before all this, and takes what it mentions. What is called and nothing else (see `captures`) is
//! captured by a closure that stays in the frame, and tells the addresses to each resume.

use super::names::ours;
use super::shell::{braced, content, result_span};
use super::{Cx, number};
use crate::syntax::captures::{Captures, Means, Outer, Takes};
use crate::syntax::ours::variable;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;

/// The variable of the types that are to be inferred. It is in scope in the machine as well, which may have a `given` of its own.
pub(super) fn known() -> Ident {
    ours("types")
}

/// The expression.
pub(super) fn emit(cx: &Cx<'_>, captures: &Captures) -> TokenStream {
    let (import, items) = (cx.coroutine.import(), &cx.body.root.items);
    let bindings = (captures.takes == Takes::Used).then_some(&captures.bindings);
    let machine = Ident::new(&variable("machine"), Span::mixed_site().located_at(result_span(cx)));
    let content = content(cx);
    let block = braced(cx.coroutine, quote!(#import #items #bindings #content #machine));
    quote!(#block)
}

/// Whether it is (part of) what the block refers to, and may write to.
pub(super) fn borrows(captures: &Captures, place: &Expr) -> bool {
    let is_lent = |outer: &Outer| {
        outer.means == Means::Exclusive && outer.place.to_string() == place.to_token_stream().to_string()
    };
    captures.takes == Takes::Used && captures.outer.iter().any(is_lent)
        || matches!(place, Expr::Field(field) if borrows(captures, &field.base))
}

impl Cx<'_> {
    fn captures(&self) -> Option<&Captures> {
        self.coroutine.captures.as_ref()
    }

    /// The arguments that are captured by value.
    fn taken(&self) -> impl Iterator<Item = &Ident> {
        let skip = usize::from(self.captures().is_some_and(|captures| captures.holder.is_some()));
        self.coroutine.params.iter().skip(skip).map(|param| &param.ident)
    }

    /// The check, and what captures the variables that it mentions.
    pub(super) fn held_check(&self, captures: &Captures, check: &TokenStream) -> TokenStream {
        let (private, known, taken) = (&self.private, known(), self.taken());
        let taken = taken.map(|name| match &captures.receiver {
            Some((own, receiver)) if captures.takes == Takes::All && receiver == name => own,
            _ => name,
        });
        let types = quote!(let #known = (#private::Declared::result(), #(#private::argument(&#taken),)*););
        let bindings = (captures.takes == Takes::All).then_some(&captures.bindings);
        let Some(holder) = &captures.holder else { return quote!(#types #check #bindings) };
        let behind = captures.outer.iter().filter_map(|outer| outer.behind.as_ref()).map(|root| {
            if root == "self" {
                quote!(if false { #private::is_self::<Self, _>(&#root); })
            } else {
                quote!(if false { #private::is_reference(&#root); })
            }
        });
        let places: Vec<TokenStream> = captures.outer.iter().map(|outer| self.address(outer)).collect();
        if captures.takes == Takes::All {
            return quote! {
                #types
                #check
                #bindings
                let #holder = #private::holder(#known, move |#known| (#(#places,)*));
            };
        }
        let stay = captures.outer.iter().map(|outer| match outer.means {
            Means::Called => outer.name.to_token_stream(),
            Means::Shared | Means::Exclusive => {
                let (place, span) = (&outer.place, Span::mixed_site().located_at(outer.name.span()));
                quote_spanned!(span=> &#place)
            }
        });
        let called = captures.outer.iter().filter(|outer| outer.means == Means::Called).map(|outer| {
            let (name, place) = (&outer.name, &outer.place);
            quote!(let #name = &#place;)
        });
        quote! {
            #types
            #(#behind)*
            let #holder = #private::lent(#known, |#known| {
                #check
                #(#called)*
                if false { return #private::stay((#(#stay,)*)); }
                #private::lend((#(#places,)*))
            });
        }
    }

    /// The check of a block that a function comes to. It captures what the block does natively, and is part of the machine's type, by
    /// way of the holder: so it must not refer to the function's variables. The machine takes these.
    ///
    /// ```text
    ///   let (captured, arguments) = if false { (keep(check closure), ..) } else { (lent_nothing(), (a, b)) };
    /// ```
    pub(super) fn kept_check(&self, captures: &Captures, closure: &TokenStream) -> TokenStream {
        let (private, bindings, holder) = (&self.private, &captures.bindings, &captures.holder);
        let [declared, value, kept, arguments] = ["declared", "value", "kept", "arguments"].map(ours);
        let (taken, allow) = (self.taken().collect::<Vec<_>>(), self.allow());
        let check = if self.coroutine.expands {
            quote!(#private::keep_async(async #closure))
        } else {
            quote!(#private::keep(#closure))
        };
        quote! {
            let #declared = #private::Declared::result();
            let (#holder, #arguments) = if false {
                let (#value, #kept) = #check;
                #private::declare(&#declared, #value);
                #private::keeps(#kept)
            } else {
                #bindings
                (#private::lent_nothing(), (#(#taken,)*))
            };
            #allow
            let (#(#taken,)*) = #arguments;
        }
    }

    /// The address of a place that the holder captures.
    fn address(&self, outer: &Outer) -> TokenStream {
        let (private, place, name) = (&self.private, &outer.place, &outer.name);
        let moves = self.captures().is_some_and(|captures| captures.takes == Takes::All);
        match outer.means {
            Means::Shared => quote!(#private::place(&raw const #place)),
            Means::Exclusive => quote!(&raw mut #place),
            Means::Called if moves => quote!(#private::called(&#place)),
            Means::Called => quote!(#private::called(#name)),
        }
    }

    /// In the check: what is captured by value. With `move` its closure takes it, as the block does natively.
    pub(super) fn taken_in_check(&self) -> Option<TokenStream> {
        if self.captures()?.takes != Takes::Used {
            return Some(TokenStream::new());
        }
        let (private, known) = (&self.private, known());
        let taken = self.taken().enumerate().map(|(at, name)| {
            let at = number(at + 1);
            quote!(#[allow(unused_mut)] let mut #name = #private::taken(#known.#at);)
        });
        Some(taken.collect())
    }

    /// Where the variables are that the holder captures; `holder` is its place.
    pub(super) fn outer_places(&self, holder: &TokenStream) -> Option<TokenStream> {
        let (known, captures) = (known(), self.captures()?);
        captures.holder.as_ref()?;
        let outer = self.body.locals.iter().filter(|(_, local)| local.origin == crate::ir::Origin::Outer);
        let places = outer.map(|(local, _)| self.names.place(local));
        Some(if captures.takes == Takes::All {
            quote!(let (#(#places,)*) = (#holder)(#known);)
        } else {
            let private = &self.private;
            quote!(let (#(#places,)*) = #private::Lent::places(&#holder);)
        })
    }

    /// The holder in the frame.
    pub(super) fn holder_place(&self) -> Option<Ident> {
        self.captures()?.holder.as_ref()?;
        self.body.params.first().map(|param| self.names.place(*param))
    }
}
