//! Code: the user's tokens, with each hole filled as the local's class and the flow of control ask for.

use super::given::{self, calls_macro, is_key, without_parentheses};
use super::names::ours;
use super::number;
use super::output::imports_apart;
use super::resume::Emitter;
use crate::ir::{Code, How, Local, LocalId, MatchWords, Origin, Piece, Projection, UseId, Words};
use crate::syntax::awaiting::ends;
use crate::syntax::ours::variable;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Token;

impl Emitter<'_> {
    pub(super) fn code(&mut self, code: &Code) -> TokenStream {
        match code.pieces.as_slice() {
            [piece] => self.piece(piece, true),
            pieces => {
                let piece = |(at, piece): (usize, &Piece)| {
                    let before = at.checked_sub(1).and_then(|before| pieces.get(before));
                    match before {
                        Some(Piece::Tokens(tokens))
                            if matches!(piece, Piece::Group(..)) && calls_macro(tokens) =>
                        {
                            self.in_macro(|this| this.piece(piece, false))
                        }
                        _ if is_key(before, piece, pieces.get(at + 1)) => {
                            without_parentheses(self.piece(piece, false))
                        }
                        _ => self.piece(piece, false),
                    }
                };
                pieces.iter().enumerate().map(piece).collect()
            }
        }
    }

    /// A construct among other code is put in parentheses: at the start of a statement it would end there.
    fn piece(&mut self, piece: &Piece, alone: bool) -> TokenStream {
        let mut tokens = self.bare_piece(piece);
        if let Some(span) = self.touches_slots(piece) {
            tokens = self.given.value(tokens, span);
        }
        let construct = match piece {
            Piece::Tokens(_)
            | Piece::Group(..)
            | Piece::Assign { .. }
            | Piece::AssignPart { .. }
            | Piece::Use { .. }
            | Piece::Part { .. }
            | Piece::Side(_)
            | Piece::Expected { .. }
            | Piece::Asked(..)
            | Piece::Believed { .. }
            | Piece::Await(_)
            | Piece::Call(_)
            | Piece::Return(..) => None,
            Piece::Update(update) => Some(update.ident.span()),
            Piece::Question(span, _) => Some(*span),
            Piece::Capture { .. } | Piece::Resumed(_) | Piece::Nest(_) => Some(Span::call_site()),
        };
        match construct.filter(|_| !alone) {
            Some(span) => in_parentheses(span, tokens).into(),
            None => tokens,
        }
    }

    pub(super) fn bare_piece(&mut self, piece: &Piece) -> TokenStream {
        if self.is_unknown(piece) {
            let private = &self.cx.private;
            return quote!((*#private::any_place()));
        }
        match piece {
            Piece::Tokens(tokens) => tokens.clone(),
            Piece::Group(delimiter, span, inner) => {
                let mut group = Group::new(*delimiter, self.code(inner));
                group.set_span(*span);
                TokenTree::Group(group).into()
            }
            Piece::Use { id, local, ident, how } => self.use_of(*id, *local, ident, *how),
            Piece::Call(call) => self.call(call),
            Piece::Part { local, ident, projection, part, takes } => {
                self.part((*local, ident), projection, *part, *takes)
            }
            Piece::AssignPart { local, ident, projection, equals, value } => {
                self.assign_part(*local, ident, projection, *equals, value)
            }
            Piece::Update(update) => self.update(update),
            Piece::Assign { local, ident, equals, value } => self.assign(*local, ident, *equals, value),
            Piece::Capture { captures, closure, .. } => self.capture(captures, closure),
            Piece::Expected { link, code } => self.expected(*link, code),
            Piece::Asked(local, body) => self.asked_body(*local, body),
            Piece::Believed { call, id, uses, .. } => self.believed(call, *id, uses),
            Piece::Await(point) => self.await_point(*point),
            Piece::Resumed(point) => self.resumed(*point),
            Piece::Side(local) => self.cx.side_of(*local),
            Piece::Nest(node) => self.node(node),
            Piece::Return(span, value) => self.leave(*span, value.as_deref()),
            Piece::Question(span, value) => self.question(*span, value),
        }
    }

    fn use_of(&mut self, id: UseId, local: LocalId, ident: &Ident, how: How) -> TokenStream {
        // In a guard, what the pattern binds has its own name, or is in its carrier still.
        let is_carrier = self.cx.body.locals[local].origin == Origin::Carrier;
        if !self.cx.is_pointer(local) && !is_carrier || is_carrier && self.inline_carriers {
            return if matches!(how, How::Named | How::NamedStill | How::Kept | How::Owned | How::Rebound(_)) {
                quote!(())
            } else if let (How::Value, Some(start)) = (how, self.cx.body.locals[local].start) {
                // It stands where the awaited value does.
                field_at((start, ident.span().resolved_at(start)), &quote!(#ident))
            } else {
                quote!(#ident)
            };
        }
        if is_carrier && how == How::Value && !self.cx.is_pointer(local) {
            return self.base(local, ident);
        }
        let span = ident.span();
        let place = self.cx.names.place_at(local, span);
        if self.asked == Some(local) {
            return self.use_of_dressed(&ours("probe"), ident, how);
        }
        if self.dressed.contains(&local) {
            return self.use_of_dressed(&self.cx.names.dressed(local), ident, how);
        }
        match how {
            How::Place => {
                let place = self.given.place(&place);
                match &self.cx.body.locals[local] {
                    // It stands where its value does.
                    Local { origin: Origin::Temporary, span, start, .. } => {
                        let start = start.unwrap_or(*span);
                        deref_between((start, span.resolved_at(start)), &place)
                    }
                    _ => deref_at(span, &place),
                }
            }
            How::Unknown if self.cx.is_guarded(local) && self.cx.facts.unsure.contains(id) => {
                let private = &self.cx.private;
                let place = self.given.place(&place);
                quote_spanned!(mixed(span)=> (*#private::unsure(#place)))
            }
            How::Unknown => deref_at(span, &self.given.place(&place)),
            How::Value => self.take(local, span),
            How::Captured | How::CapturedFields | How::Witnessed
                if self.given.handed_over.contains(&local) =>
            {
                let name = name_in_closure(ident);
                quote!(#name)
            }
            How::Captured => deref_at(span, &place),
            How::Witnessed if self.given.shared.contains(&local) => {
                let token = given::at("token", span);
                deref_at(span, &given::beside(&token, &quote_spanned!(mixed(span)=> &*#place)))
            }
            How::Witnessed => deref_at(span, &place),
            // Some macros ask for `name.field`.
            How::CapturedFields => quote!(#place),
            How::Bound => name_in_closure(ident).to_token_stream(),
            How::Owned if self.given.handed_over.contains(&local) => {
                let (private, name) = (&self.cx.private, name_in_closure(ident));
                quote_spanned!(mixed(span)=> #name = #private::unreachable())
            }
            How::Owned => quote!(()),
            How::Kept if self.given.handed_over.contains(&local) || self.given.shared.contains(&local) => {
                quote!(())
            }
            // No call: behind that could be unwound, and what is lent of another field be dropped.
            How::Kept => quote_spanned!(mixed(span)=> let _ = &*#place),
            How::Rebound(_) if self.given.handed_over.contains(&local) => quote!(()),
            How::Rebound(rebound) => self.rebound(rebound, &name_in_closure(ident), &place),
            How::Named | How::NamedStill if self.given.handed_over.contains(&local) => quote!(()),
            How::Named => {
                let private = &self.cx.private;
                quote!(let #ident = #private::ByName(&*#place))
            }
            How::NamedStill => {
                let private = &self.cx.private;
                quote_spanned!(mixed(span)=> #private::still(&#ident))
            }
        }
    }

    /// A use of the variable about which rustc is asked, or of one beside it. The call was given the variable itself: rustc sees whether
    /// that is still there.
    fn use_of_dressed(&self, probe: &Ident, ident: &Ident, how: How) -> TokenStream {
        let (private, span) = (&self.cx.private, mixed(ident.span()));
        match how {
            How::Kept | How::Rebound(_) => quote!(()),
            How::Owned => {
                let [within, left] = ["within", "left"].map(ours);
                quote_spanned!(span=> #private::within(&#within, &#left))
            }
            How::Named => quote!(let #ident = #private::ByName(&#probe.t)),
            How::NamedStill => quote_spanned!(span=> #private::still(&#ident)),
            How::Place
            | How::Unknown
            | How::Value
            | How::Captured
            | How::CapturedFields
            | How::Witnessed
            | How::Bound => {
                let probed = probed(probe, (ident.span(), ident.span()));
                in_parentheses(ident.span(), probed).into()
            }
        }
    }

    /// The local's value.
    pub(super) fn take(&self, local: LocalId, span: Span) -> TokenStream {
        let is_argument = self.cx.body.locals[local].origin == Origin::Param;
        let start = self.cx.body.locals[local].start.unwrap_or(span);
        let span = span.resolved_at(start);
        if self.cx.is_guarded(local) && !is_argument && !self.is_unmade(local) {
            let live = self.cx.names.live(local);
            // In parentheses it stands where the variable does for the user, as a whole.
            let live = in_parentheses(start, quote!(&mut #live));
            return quote_spanned!(span=> #live.take());
        }
        let (private, place) = (&self.cx.private, self.cx.names.place(local));
        let Local { number, pointer, copied, copied_out, .. } = &self.cx.body.locals[local];
        let value = if number.is_some() || *pointer || *copied && !copied_out {
            // To rustc a copy is less than a call.
            quote!(*#place)
        } else {
            quote!(#private::read(#place))
        };
        // The type that is expected of the value must not reach into it.
        field_at((start, span), &value)
    }

    /// A part of the local's value: moved away, or copied.
    pub(super) fn part(
        &self,
        (local, ident): (LocalId, &Ident),
        projection: &Projection,
        part: usize,
        takes: Option<UseId>,
    ) -> TokenStream {
        let empties = self.emptied(local, takes);
        let (private, live) = (&self.cx.private, self.cx.names.live(local));
        let place = projection.of(&self.base(local, ident));
        let at = ends(place.clone()).unwrap_or((ident.span(), ident.span()));
        if !self.cx.has_parts(local) {
            // A field behind a reference is copied, or the check says that it cannot be moved (E0507), and nothing else does.
            let Local { inert, number, pointer, aggregate, .. } = &self.cx.body.locals[local];
            let leads = *inert && number.is_none() && !pointer && !aggregate && projection.is_field();
            return if leads { field_at(at, &quote!(#private::copy_of(&raw const #place))) } else { place };
        }
        let (value, part) = (ours("value"), number(part));
        if !self.cx.is_looked_into() {
            let value = quote!({ let #value = #private::take_part(&raw const #place, &mut #live.moved[#part]); #empties #value });
            return field_at(at, &value);
        }
        let taken = ours("taken");
        let value = quote! {{
            use #private::{KindIsCopy as _, KindIsNot as _};
            let #taken = &raw const #place;
            let #value = #private::take_part(#taken, &mut #live.moved[#part]);
            #live.moved[#part] |= (&&#private::kind_of(#taken)).__is_moved();
            #empties
            #value
        }};
        field_at(at, &value)
    }

    /// A value of which nothing says what it is to become. A place that is behind a reference is read: what is not `Copy` there
    /// is a reference itself, and whoever is given it goes on from it, natively.
    pub(super) fn untyped(&mut self, code: &Code) -> TokenStream {
        let private = &self.cx.private;
        match code.pieces.as_slice() {
            [Piece::Part { local, ident, projection, .. }]
                if self.cx.is_pointer(*local) && !self.cx.has_parts(*local) =>
            {
                let place = projection.of(&self.base(*local, ident));
                quote!(#private::read((&raw const #place).cast_mut()))
            }
            _ => self.code(code),
        }
    }

    /// The local's place as an expression.
    pub(super) fn base(&self, local: LocalId, ident: &Ident) -> TokenStream {
        self.base_at(local, ident, ident.span())
    }

    /// The same where it stands for the user.
    pub(super) fn base_at(&self, local: LocalId, ident: &Ident, span: Span) -> TokenStream {
        let is_carrier = self.cx.body.locals[local].origin == Origin::Carrier;
        if is_carrier && self.inline_carriers {
            return quote!(#ident);
        }
        if is_carrier || self.cx.is_pointer(local) {
            let place = self.cx.names.place_at(local, span);
            deref_at(span, &self.given.place(&place))
        } else {
            quote!(#ident)
        }
    }

    fn leave(&mut self, span: Span, value: Option<&Code>) -> TokenStream {
        let body = body_label();
        let value = value.map(|value| self.value_told(value).unwrap_or_else(|| self.code(value)));
        let value = self.cx.returned(span, value);
        let leave = Ident::new("break", span);
        match value {
            Some(value) if begins_with_block(&value) => quote!(#leave #body (#value)),
            Some(value) => quote!(#leave #body #value),
            None => quote!(#leave #body),
        }
    }

    /// `value?`: leaves the body with what `?` itself makes of the residue.
    fn question(&mut self, span: Span, value: &Code) -> TokenStream {
        let private = &self.cx.private;
        let value = self.code(value);
        let (body, output) = (body_label(), self.cx.coroutine.returned_in_body());
        let (mut value_name, residual) = (ours("value"), ours("residual"));
        value_name.set_span(mixed(span));
        let decided = quote_spanned!(mixed(span)=> #private::asked(#value).question());
        // All of it at the user's `?`: there rustc has reported what is wrong with it, and does so once.
        let question = quote_spanned!(span=> (#residual)?);
        let left = if imports_apart(self.cx.coroutine) {
            let result = ours("result");
            quote!(#private::result_by(#result, move || match #question {}))
        } else {
            quote!((move || -> #output { match #question {} })())
        };
        let left = self.cx.questioned(left);
        quote_spanned! {mixed(span)=>
            match #decided {
                #private::Result::Ok(#value_name) => #value_name,
                #private::Result::Err(#residual) => break #body #left,
            }
        }
    }
}

/// `let bound = value;`, with the user's own words.
pub(super) fn let_of(words: Words, bound: &TokenStream, value: Option<&TokenStream>) -> TokenStream {
    let (keyword, equals, end) = (Token![let](words.keyword), Token![=](words.equals), Token![;](words.end));
    match value {
        Some(value) => quote!(#keyword #bound #equals #value #end),
        None => quote!(#keyword #bound #end),
    }
}

/// `match value { arms }`, with the user's own words.
pub(super) fn match_of(words: MatchWords, value: &TokenStream, arms: &TokenStream) -> TokenStream {
    let keyword = Token![match](words.keyword);
    let mut braces = Group::new(Delimiter::Brace, arms.clone());
    braces.set_span(words.braces);
    quote!(#keyword #value #braces)
}

/// Whether rustc would take the value for the block of the label that it stands behind, and warn.
fn begins_with_block(value: &TokenStream) -> bool {
    match value.clone().into_iter().next() {
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Ident(ident)) => ["loop", "while", "for"].iter().any(|keyword| ident == keyword),
        _ => false,
    }
}

/// What a captured value is called in a closure: `self` is no name for a variable.
pub(super) fn name_in_closure(ident: &Ident) -> Ident {
    if ident == "self" { Ident::new(&variable("this"), mixed(ident.span())) } else { ident.clone() }
}

/// The label that `return` leaves.
pub(super) fn body_label() -> syn::Lifetime {
    syn::Lifetime::new("'body", Span::mixed_site())
}

/// `(value,).0`: the value as an expression that stands from one place of the user's to another. What is wrong with its type
/// is reported there, and not inside of it.
pub(super) fn field_at((from, to): (Span, Span), value: &TokenStream) -> TokenStream {
    let group = in_parentheses(from, quote!(#value,));
    let (mut dot, mut field) = (Punct::new('.', Spacing::Alone), Literal::usize_unsuffixed(0));
    dot.set_span(to);
    field.set_span(to);
    TokenStream::from_iter([group, dot.into(), field.into()])
}

/// `(*place)`: what it is a part of stands where it does for the user. The `*` is the user's, and so is all of it to rustc: what it has
/// said of that place already, it does not say again.
pub(super) fn deref_at(span: Span, place: &impl ToTokens) -> TokenStream {
    deref_between((span, span), place)
}

/// The same from one place of the user's to another.
pub(super) fn deref_between((from, to): (Span, Span), place: &impl ToTokens) -> TokenStream {
    let (star, place) = (quote_spanned!(from=> *), in_parentheses(to, quote!(#place)));
    in_parentheses(from, quote!(#star #place)).into()
}

/// `(probe).t`, where that of which it is the type stands for the user.
pub(super) fn probed(probe: &Ident, (from, to): (Span, Span)) -> TokenStream {
    let group = in_parentheses(from, probe.to_token_stream());
    let field = quote_spanned!(to.resolved_at(from)=> .t);
    quote!(#group #field)
}

/// `(tokens)`, at a place of the user's.
pub(super) fn in_parentheses(span: Span, tokens: TokenStream) -> TokenTree {
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(span);
    group.into()
}

fn mixed(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
