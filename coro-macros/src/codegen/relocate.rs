//! The second check, of a machine that may be moved: no borrow of a slot is held across a suspension. And of one with a name: what is
//! in a slot has the type that the slot is said to have.
//!
//! It is the lowered body, with a variable for each local where the machine has a slot; temporaries have a name here, and so
//! have variables that are shadowed. At each yield, all that the frame holds there is assigned to, as if the machine had been
//! moved. What a live borrow leads to cannot be assigned to: E0506, at the borrow and at the yield.
//!
//! ```text
//!   let v = vec![1, 2];               let mut v = vec![1, 2];
//!   for n in v.iter() {        →      let mut iter = IntoIterator::into_iter(v.iter());
//!       yield_!(*n);                  loop { let mut n = ..; give(*n); if _ { v = relocated() } .. }
//!   }
//! ```
//!
//! A variable that is used again is read before it is assigned to, and the value used after that: so a borrow that it has of
//! itself is live as well.
//!
//! A borrow of what a reference leads to is none of the slot, and assigning to the reference does not end it. What is moved,
//! mutable or initialised is the first check's to say: here everything is mutable, what is used again is not moved, and
//! `relocated` gives each variable a value. What is known to be a container is moved before, for E0505, which says what it is about.

mod call;
mod capture;
mod matching;

use super::code::{body_label, field_at};
use super::expansion::ways_out;
use super::names::{call_by_user, ours};
use super::{Cx, block, face, number as number_of};
use crate::ir::{Block, Code, Condition, How, LocalId, Node, Origin, Piece, PlaceUse, PointId, Step};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use std::collections::{HashMap, HashSet};

/// The check, for a machine that may be moved.
pub(super) fn emit(cx: &Cx<'_>) -> Option<TokenStream> {
    let named = cx.coroutine.named.is_some();
    (cx.coroutine.face.is_movable() || named).then(|| {
        let (private, output) = (&cx.private, cx.coroutine.output_in_body());
        let params = cx.coroutine.params.iter().zip(&cx.body.params).map(|(param, local)| {
            let (ident, place) = (&param.ident, cx.names.place(*local));
            let ty = typed(cx, *local, None);
            quote!(let mut #place #ty = #ident;)
        });
        let params: TokenStream = params.collect();
        let outer = cx.holder_place().and_then(|holder| cx.outer_places(&quote!(#holder)));
        let untold = face::is_untold(cx);
        let items = untold.then(|| items(cx));
        let (own, lent, kinds, waiting) = (HashMap::new(), HashSet::new(), Vec::new(), Vec::new());
        let matched = HashMap::new();
        let mut writer = Writer { cx, own, lent, in_guard: false, untold, kinds, waiting, matched };
        let (label, content) = (body_label(), cx.body_value(writer.content(&cx.body.root, true)));
        let allow = cx.allow();
        // SAFETY: (of the generated code) it is never run; what the user's code asks for, the first check has seen.
        quote! {
            #[doc = " The body as it is lowered: nothing that is borrowed may be moved, and every suspension moves all that is held."]
            #allow
            if false {
                let _ = #private::check::<#output>(move || unsafe { #items #label: { #params #outer #content } });
                loop {}
            }
        }
    })
}

/// Writes the tree as ordinary code.
struct Writer<'a> {
    cx: &'a Cx<'a>,
    /// The user's own names, of the variables that alone have theirs.
    own: HashMap<LocalId, Ident>,
    /// What the closure at hand has a reference to.
    lent: HashSet<LocalId>,
    /// What a pattern binds still has its own name.
    in_guard: bool,
    /// The items' type is left to inference.
    untold: bool,
    /// The variables whose types are remembered.
    kinds: Vec<LocalId>,
    /// What calls are made on whose arguments are written: it may have been moved already.
    waiting: Vec<LocalId>,
    /// Of what a `let .. else` has found, the place that was matched.
    matched: HashMap<LocalId, PlaceUse>,
}

/// Says, where rustc type-checks but does not borrow-check, that what the body comes to is the last item.
fn items(cx: &Cx<'_>) -> TokenStream {
    let (private, items) = (&cx.private, ours("items"));
    let known = match &cx.coroutine.captures {
        Some(_) => {
            let types = block::known();
            quote!(#types.0)
        }
        None => quote!(#private::Declared::<(_, (), ())>::result()),
    };
    quote!(let #items = #known; if false { loop {} return #private::item_of(&#items); })
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) -> TokenStream {
        let (label, qualifier) = (&block.label, &block.qualifier);
        let mut braces = Group::new(proc_macro2::Delimiter::Brace, self.content(block, false));
        if let Some(span) = block.span {
            braces.set_span(span);
        }
        quote!(#label #qualifier #braces)
    }

    fn content(&mut self, block: &Block, is_root: bool) -> TokenStream {
        let items = (!is_root).then(|| block.items.clone());
        let steps: TokenStream = block.steps.iter().map(|step| self.step(step)).collect();
        let value = block.value.as_ref().map(|value| self.code(value));
        quote!(#items #steps #value)
    }

    fn place(&self, local: LocalId) -> Ident {
        self.own.get(&local).cloned().unwrap_or_else(|| self.cx.names.place(local))
    }

    /// The same, for messages about a use of it.
    fn place_at(&self, local: LocalId, span: Span) -> Ident {
        match self.own.get(&local) {
            Some(own) => Ident::new(&own.to_string(), own.span().located_at(span)),
            None => self.cx.names.place_at(local, span),
        }
    }

    /// The local is declared: messages call it by the user's name, if no other variable has it.
    fn declare(&mut self, local: LocalId, ident: &Ident) -> Ident {
        let is_users = |local: LocalId| matches!(self.cx.body.locals[local].origin, Origin::User(_));
        let mut names = self.cx.body.locals.iter().filter(|(local, _)| is_users(*local));
        let is_only = names.all(|(other, known)| other == local || *ident != known.name);
        let is_name = *ident == self.cx.body.locals[local].name && *ident != "self";
        if is_users(local) && is_only && is_name && !self.cx.body.locals[local].may_be_constant {
            self.own.insert(local, ident.clone());
        }
        self.place(local)
    }

    fn step(&mut self, step: &Step) -> TokenStream {
        match step {
            Step::Let { local, ident, ty, code, .. } => {
                let before = self.before_match(*local, code);
                let code = self.code(code);
                let place = self.declare(*local, ident);
                let ty = typed(self.cx, *local, ty.as_ref());
                if self.cx.body.locals[*local].origin == Origin::Future {
                    // The value has the address of its place.
                    let private = &self.cx.private;
                    return quote!(let mut #place #ty = #private::relocated(); #place = #code;);
                }
                let (place, kind) = (mutable(&place), self.kind(*local, &place));
                quote!(#before let #place #ty = #code; #kind)
            }
            Step::Declare { local, ident, ty, .. } => {
                // It may get its value in a guard, which rustc does not follow.
                let (place, ty) = (self.declare(*local, ident), typed(self.cx, *local, ty.as_ref()));
                let (private, kind) = (&self.cx.private, self.kind(*local, &place));
                let place = mutable(&place);
                quote!(let #place #ty = #private::relocated(); #kind)
            }
            Step::Unpack { pattern, ty, code, bindings, otherwise, .. } => {
                let (full, code) = (&pattern.full, self.code(code));
                let ty = ty.as_ref().map(|ty| quote!(: #ty));
                let otherwise = otherwise.as_ref().map(|otherwise| self.code(otherwise));
                let code = if otherwise.is_some() { quote!((#code)) } else { code };
                let otherwise = otherwise.map(|otherwise| quote!(else #otherwise));
                let bound = bindings.iter().map(|binding| {
                    let (place, ident) = (self.declare(binding.local, &binding.ident), &binding.ident);
                    let kind = self.kind(binding.local, &place);
                    let (place, ty) = (mutable(&place), typed(self.cx, binding.local, None));
                    quote!(let #place #ty = #ident; #kind)
                });
                let bound: TokenStream = bound.collect();
                quote!(let #full #ty = #code #otherwise; #bound)
            }
            Step::Do(code, _) => {
                let code = self.code(code);
                quote!(#code;)
            }
            Step::End(local) => self.end(*local),
            Step::Receive(_) | Step::Expect { .. } => TokenStream::new(),
            Step::Yield { point, code } => self.yielded(*point, code),
        }
    }

    /// Remembers the type of a variable, parts of which may be gone at a yield: then there is no value to read.
    fn kind(&mut self, local: LocalId, place: &Ident) -> Option<TokenStream> {
        let private = &self.cx.private;
        self.cx.facts.parted.contains(local).then(|| {
            self.kinds.push(local);
            let kind = self.kind_of(local);
            quote!(let #kind = #private::Declared::of(&#place);)
        })
    }

    fn kind_of(&self, local: LocalId) -> Ident {
        ours(&format!("{}_type", self.cx.names.place(local)))
    }

    /// A temporary is dropped, if it is there.
    fn end(&self, local: LocalId) -> TokenStream {
        if self.cx.body.locals[local].inert || !self.cx.facts.ends_alive.contains(local) {
            return TokenStream::new();
        }
        let (private, place) = (&self.cx.private, self.place(local));
        quote!(#place = #private::relocated(); #private::dispose(#place);)
    }

    fn yielded(&mut self, point: PointId, code: &Code) -> TokenStream {
        let private = &self.cx.private;
        let (value, item, code) = (ours("value"), face::item_of_any_life(self.cx), self.code(code));
        let span = self.cx.body.points[point].span;
        // One at a time: what one of them borrows, it borrows from the others as they were.
        if !self.cx.coroutine.face.is_movable() {
            return quote!({ let #value: #item = #code; #private::dispose(#value); });
        }
        let held = self.cx.facts.moved[point].iter().enumerate().map(|(number, local)| {
            let (number, place) = (number_of(number), self.place_at(*local, span));
            let moved = self.cx.moved_whole(*local, point, &place);
            let (library, at) = (self.cx.coroutine.library(), place.span());
            let anew = call_by_user(at, quote!(#library::relocated), TokenStream::new());
            let assigned = quote_spanned!(at=> #place = #anew;);
            if self.waiting.contains(local) {
                return quote_spanned!(span=> #number => { #assigned });
            }
            if self.cx.is_looked_at(*local, point) {
                // What is written over is not borrowed by what is written over: but here it may be, and is still used.
                let before = ours("asked");
                let value = if self.kinds.contains(local) {
                    let kind = self.kind_of(*local);
                    quote_spanned!(span=> #private::value_as(&#kind))
                } else {
                    quote_spanned!(span=> #private::value_of(&#place))
                };
                return quote_spanned! {span=> #number => {
                    let #before = #value;
                    #moved #assigned
                    #private::dispose(#before);
                }};
            }
            quote_spanned!(span=> #number => { #moved #assigned })
        });
        let items = ours("items");
        let told = self.untold.then(|| quote!(if false { loop {} #private::item_is(&#items, &#value); }));
        quote! {
            { let #value: #item = #code; #told #private::dispose(#value); }
            match #private::relocated::<#private::usize>() { #(#held)* _ => {} }
        }
    }

    fn node(&mut self, node: &Node) -> TokenStream {
        match node {
            Node::Block(block) | Node::Chain(block) => self.block(block),
            Node::Loop { label, body, own: _ } => {
                let body = self.block(body);
                quote!(#label loop #body)
            }
            Node::If { condition, then, otherwise, .. } => {
                let condition = match condition {
                    Condition::Code(code) => self.code(code),
                    Condition::Block(block) => self.content(block, false),
                };
                let then = self.block(then);
                let otherwise = otherwise.as_ref().map(|otherwise| {
                    let otherwise = self.block(otherwise);
                    quote!(else #otherwise)
                });
                quote!(if { #condition } #then #otherwise)
            }
            Node::Match { scrutinee, place, arms, .. } => self.match_node(scrutinee, place.as_ref(), arms),
        }
    }

    fn code(&mut self, code: &Code) -> TokenStream {
        let alone = code.pieces.len() == 1;
        code.pieces.iter().map(|piece| self.piece(piece, alone)).collect()
    }

    /// A construct among other code is put in parentheses: at the start of a statement it would end there.
    fn piece(&mut self, piece: &Piece, alone: bool) -> TokenStream {
        let tokens = self.bare_piece(piece);
        let construct = matches!(
            piece,
            Piece::Capture { .. }
                | Piece::Await(_)
                | Piece::Resumed(_)
                | Piece::Nest(_)
                | Piece::Question(..)
                | Piece::Update(_)
        );
        if construct && !alone { quote!((#tokens)) } else { tokens }
    }

    fn bare_piece(&mut self, piece: &Piece) -> TokenStream {
        match piece {
            Piece::Tokens(tokens) => tokens.clone(),
            Piece::Expected { code, .. } | Piece::Asked(_, code) | Piece::Believed { call: code, .. } => {
                self.code(code)
            }
            Piece::Group(delimiter, span, inner) => {
                let mut group = Group::new(*delimiter, self.code(inner));
                group.set_span(*span);
                TokenTree::Group(group).into()
            }
            // The machine says it by itself.
            Piece::Use { how: How::Rebound(_) | How::NamedStill | How::Kept, .. } => quote!(()),
            // What leaves a macro's call may not refer to it.
            Piece::Use { local, ident, how: How::Owned, .. } => {
                let (place, private) = (self.named(*local, ident), &self.cx.private);
                quote_spanned!(ident.span()=> #place = #private::relocated())
            }
            Piece::Use { local, how: How::Named, .. } if self.own.contains_key(local) => quote!(()),
            Piece::Use { local, ident, how: How::Named, .. } => {
                let (place, private) = (self.named(*local, ident), &self.cx.private);
                quote!(let #ident = #private::ByName(&#place))
            }
            Piece::Use { id, local, ident, how } => {
                let (place, private) = (self.named(*local, ident), &self.cx.private);
                if *how == How::Value && self.cx.facts.live_after.contains(*id) {
                    field_at((ident.span(), ident.span()), &quote!(#private::value_of(&#place)))
                } else {
                    quote!(#place)
                }
            }
            Piece::Part { local, ident, projection, .. } => {
                let place = self.named(*local, ident);
                projection.of(&quote!(#place))
            }
            Piece::AssignPart { local, ident, projection, value, .. } => {
                let (place, value) = (self.named(*local, ident), self.code(value));
                let place = projection.of(&quote!(#place));
                quote!(#place = #value)
            }
            Piece::Update(update) => {
                let (members, values): (Vec<_>, Vec<_>) =
                    update.fields.iter().map(|(member, value)| (member, self.code(value))).unzip();
                let place = self.named(update.local, &update.ident);
                let (path, place) = (&update.path, update.projection.of(&quote!(#place)));
                quote!(#path { #(#members: #values,)* ..#place })
            }
            Piece::Call(call) => self.call(call),
            Piece::Assign { local, ident, value, .. } => {
                let (place, value) = (self.named(*local, ident), self.code(value));
                quote!(#place = #value)
            }
            Piece::Capture { captures, closure, .. } => self.capture(captures, closure),
            Piece::Await(point) => self.expanded(*point),
            Piece::Resumed(point) => {
                let (private, resume) = (&self.cx.private, face::resume_type(self.cx));
                let span = Span::mixed_site().located_at(self.cx.body.points[*point].span);
                quote_spanned!(span=> #private::relocated::<#resume>())
            }
            Piece::Side(local) => {
                let (private, place) = (&self.cx.private, self.place(*local));
                quote!(#private::side(&raw mut #place))
            }
            Piece::Nest(node) => self.node(node),
            Piece::Return(span, value) => {
                let value = value.as_deref().map(|value| self.code(value));
                let (value, body, leave) =
                    (self.cx.returned(*span, value), body_label(), Ident::new("break", *span));
                quote!(#leave #body #value)
            }
            Piece::Question(span, value) => self.question(*span, value),
        }
    }

    /// The variable that a local is. What is outside of the machine may be borrowed for longer than it stays where it is.
    fn named(&self, local: LocalId, ident: &Ident) -> TokenStream {
        let origin = self.cx.body.locals[local].origin;
        if self.in_guard && origin == Origin::Carrier {
            return quote!(#ident);
        }
        let place = self.place_at(local, ident.span());
        if self.lent.contains(&local) {
            return quote_spanned!(ident.span()=> (*#place));
        }
        if origin == Origin::Outer { quote!((*#place)) } else { quote!(#place) }
    }

    /// What comes of a macro of which it is not known what it expands to.
    fn expanded(&self, point: PointId) -> TokenStream {
        let private = &self.cx.private;
        let point = &self.cx.body.points[point];
        let (Some(future), Some(expansion)) = (point.future, &point.expansion) else {
            return self.awaited(point.future);
        };
        let place = self.place(future);
        let ways = ways_out(self.cx, expansion, &TokenStream::new());
        quote!(match #private::Poll::Ready(#private::expanded(#place)) {
            #ways
            #private::Poll::Pending => #private::relocated(),
        })
    }

    fn awaited(&self, future: Option<LocalId>) -> TokenStream {
        let private = &self.cx.private;
        match future {
            Some(future) => {
                let place = self.place(future);
                quote!(#private::awaiting(#place).r#await())
            }
            None => quote!(#private::relocated()),
        }
    }

    fn question(&mut self, span: Span, value: &Code) -> TokenStream {
        let private = &self.cx.private;
        let value = self.code(value);
        let (body, output) = (body_label(), self.cx.coroutine.returned_in_body());
        let (value_name, residual) = (ours("value"), ours("residual"));
        let mixed = Span::mixed_site().located_at(span);
        let decided = quote_spanned!(mixed=> #private::asked(#value).question());
        let question = quote_spanned!(span=> (#residual)?);
        let left = self.cx.questioned(quote!((move || -> #output { match #question {} })()));
        quote! {
            match #decided {
                #private::Result::Ok(#value_name) => #value_name,
                #private::Result::Err(#residual) => break #body #left,
            }
        }
    }
}

/// `: ty`: the type that was written; of a machine with a name, the type of the slot, so that what it keeps has that very type.
fn typed(cx: &Cx<'_>, local: LocalId, written: Option<&TokenStream>) -> Option<TokenStream> {
    match (cx.type_of_slot(local), written) {
        (Some(ty), _) => Some(quote!(: #ty)),
        (None, written) => written.map(|ty| quote!(: #ty)),
    }
}

/// `mut place`, all of it the user's if the name is.
fn mutable(place: &Ident) -> TokenStream {
    quote_spanned!(place.span()=> mut #place)
}
