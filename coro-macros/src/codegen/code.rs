//! Code: the user's tokens, with each hole filled as the local's class and the flow of control ask for.

use super::names::ours;
use super::resume::Emitter;
use crate::ir::{Call, Captured, Code, How, LocalId, Piece, UseId};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    pub(super) fn code(&mut self, code: &Code) -> TokenStream {
        code.pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&mut self, piece: &Piece) -> TokenStream {
        match piece {
            Piece::Tokens(tokens) => tokens.clone(),
            Piece::Group(delimiter, span, inner) => {
                let mut group = Group::new(*delimiter, self.code(inner));
                group.set_span(*span);
                TokenTree::Group(group).into()
            }
            Piece::Use { id, local, ident, how } => self.use_of(*id, *local, ident, *how),
            Piece::Call(call) => self.call(call),
            Piece::Assign { local, ident, value } => self.assign(*local, ident, value),
            Piece::Capture { captures, closure } => self.capture(captures, closure),
            Piece::Await(point) => self.await_point(*point),
            Piece::Nest(node) => self.node(node),
            Piece::Return(span, value) => self.leave(*span, value.as_deref()),
            Piece::Question(span, value) => self.question(*span, value),
        }
    }

    fn use_of(&mut self, _: UseId, local: LocalId, ident: &Ident, how: How) -> TokenStream {
        if !self.cx.is_pointer(local) {
            return quote!(#ident);
        }
        let span = ident.span();
        let place = self.cx.names.place_at(local, span);
        match how {
            How::Place => quote_spanned!(mixed(span)=> (*#place)),
            How::Value => self.take(local, span),
            How::Captured { by_value: true } => quote!(#ident),
            How::Captured { by_value: false } => quote_spanned!(mixed(span)=> (*#place)),
        }
    }

    /// The local's value.
    fn take(&self, local: LocalId, span: Span) -> TokenStream {
        if self.cx.is_guarded(local) {
            let live = self.cx.names.live(local);
            quote_spanned!(mixed(span)=> #live.take())
        } else {
            let (private, place) = (&self.cx.private, self.cx.names.place(local));
            quote_spanned!(mixed(span)=> #private::read(#place))
        }
    }

    fn call(&mut self, call: &Call) -> TokenStream {
        let arguments: Vec<TokenStream> = call.arguments.iter().map(|argument| self.code(argument)).collect();
        let Call { local, ident, fields, method, .. } = call;
        if self.cx.is_guarded(*local) && call.plain && !self.cx.facts.live_after.contains(call.id) {
            return self.call_by_usage(call, &arguments);
        }
        let receiver = if self.cx.is_pointer(*local) {
            let place = self.cx.names.place_at(*local, ident.span());
            quote_spanned!(mixed(ident.span())=> (*#place))
        } else {
            quote!(#ident)
        };
        if method.is_empty() {
            quote_spanned!(call.span=> (#receiver #fields)(#(#arguments),*))
        } else {
            let parenthesised = Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#arguments),*));
            let parenthesised = with_span(parenthesised, call.span);
            quote!(#receiver #fields #method #parenthesised)
        }
    }

    /// rustc decides whether the call consumes the value: see the support library's `usage`.
    fn call_by_usage(&self, call: &Call, arguments: &[TokenStream]) -> TokenStream {
        let private = &self.cx.private;
        let (place, live) = (self.cx.names.place(call.local), self.cx.names.live(call.local));
        let (args, usage, probe) = (ours("args"), ours("usage"), ours("probe"));
        let names: Vec<Ident> = (0..arguments.len()).map(|number| ours(&format!("arg{number}"))).collect();
        let method = &call.method;
        let parenthesised = with_span(
            Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#names),*)),
            call.span,
        );
        let callee = if method.is_empty() { quote!((#probe.t)) } else { quote!(#probe.t #method) };
        quote! {{
            let #usage = #private::Usage::unknown();
            let #args = #usage.with((#(#arguments,)*));
            if false {
                loop {}
                let mut #probe = #private::probe_of(#place);
                #private::usage_of(&#usage, |(#(#names,)*)| {
                    let _ = &#probe;
                    #callee #parenthesised
                });
            }
            #private::use_place(#usage, #place, &mut #live, #args)
        }}
    }

    fn assign(&mut self, local: LocalId, ident: &Ident, value: &Code) -> TokenStream {
        let value = self.code(value);
        if self.cx.is_guarded(local) {
            let live = self.cx.names.live(local);
            quote!(#live.set(#value))
        } else if self.cx.is_pointer(local) {
            let (private, place) = (&self.cx.private, self.cx.names.place(local));
            quote!(#private::write(#place, #value))
        } else {
            quote!(#ident = #value)
        }
    }

    /// What a closure captures is bound first: a value for `move`, a reference otherwise. A captured pointer would cost
    /// the machine its `Send`, and tie the closure to the resume that made it.
    fn capture(&mut self, captures: &[Captured], closure: &Code) -> TokenStream {
        let closure = self.code(closure);
        let bound: Vec<TokenStream> = captures
            .iter()
            .filter(|captured| self.cx.is_pointer(captured.local))
            .map(|captured| {
                let Captured { local, ident, by_value, exclusive } = captured;
                let place = self.cx.names.place(*local);
                match (by_value, exclusive) {
                    (true, _) => {
                        let value = self.take(*local, ident.span());
                        quote!(let mut #ident = #value;)
                    }
                    (false, true) => quote!(let #place = &mut *#place;),
                    (false, false) => quote!(let #place = &*#place;),
                }
            })
            .collect();
        if bound.is_empty() { closure } else { quote!({ #(#bound)* #closure }) }
    }

    fn leave(&mut self, span: Span, value: Option<&Code>) -> TokenStream {
        let body = body_label();
        let value = value.map(|value| self.code(value));
        let leave = Ident::new("break", span);
        match value {
            Some(value) => quote!(#leave #body #value),
            None => quote!(#leave #body),
        }
    }

    /// `value?`: leaves the body with what `?` itself makes of the residue.
    fn question(&mut self, span: Span, value: &Code) -> TokenStream {
        let private = &self.cx.private;
        let value = self.code(value);
        let (body, output) = (body_label(), &self.cx.coroutine.output);
        let (value_name, residual) = (ours("value"), ours("residual"));
        let decided = quote_spanned!(mixed(span)=> #private::Question::question(#value));
        let question = quote_spanned!(span=> ?);
        quote! {
            match #decided {
                #private::Ok(#value_name) => #value_name,
                #private::Err(#residual) => break #body (move || -> #output { match #residual #question {} })(),
            }
        }
    }
}

/// The label that `return` leaves.
pub(super) fn body_label() -> syn::Lifetime {
    syn::Lifetime::new("'body", Span::mixed_site())
}

fn mixed(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

fn with_span(mut group: Group, span: Span) -> Group {
    group.set_span(span);
    group
}
