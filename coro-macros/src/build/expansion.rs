//! A macro call that may suspend or leave (see `syntax::expansion`): a nested future, and the ways out of it.
//!
//! What the macro expands to is seen by rustc only. So the call stands in an `async` block of its own, which lives in the
//! frame while it is polled. Its result is what `return` and `?` in the expansion give; a value leaves by the side, and so
//! do `break` and `continue`, that loops around the call catch:
//!
//! ```text
//!   async move {
//!       let mut again = false;
//!       let broken = 'outer: loop {                       one for each loop that the expansion may mean
//!           if again { side.leave(continued) }
//!           again = true;
//!           side.leave(call!(..)).await; still(x)
//!       };
//!       side.leave(broken).await; still(x)
//!   }
//! ```
//!
//! Whoever leaves by the side is never polled again.
//!
//! A call that stays holds variables of the expansion, which its value may refer to. Of what leaves by the side no lifetimes are looked
//! at, as of what is in a slot: that is the check's. But it differs from the check in what it is given.
//!
//! - References to slots, for variables. A variable that the expansion moves into a closure with `move` would be the closure's, and not
//!   referred to. So the references have to be there still when the call is left ([`KEPT`]), and may not be in what is returned.
//! - Values, which the block has instead of the variable. So what leaves may not refer to them: they could be assigned to ([`OWNED`]).
//! - One variable of which the block has the value or a reference, as rustc says. What leaves outlives the block, so it may not refer to a
//!   value in there ([`OWNED`] as well).

use super::capture::Capture;
use super::{Builder, ours};
use crate::ir::{Asked, Captured, Chance, Event, Expansion, How, Jump, Local, LocalId, Origin, Piece, Point};
use crate::syntax::expansion::Marked;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Stmt};

/// Stands for statements that use the references that the call was given.
const KEPT: &str = "__coro_kept";

/// Stands for statements that assign to the variables that the call was given by value.
const OWNED: &str = "__coro_owned";

impl Builder<'_> {
    /// The value of a marked call; its point is given the call's name.
    pub(super) fn lower_expansion(&mut self, call: Marked, name: String, span: Span) -> Expr {
        let (jumps, stays, asks) = (self.jumps(&call.content), call.stays, !binds(&call));
        let local = self.new_local(format!("{}_expansion", name.to_lowercase()), Origin::Future);
        self.locals[local].crosses = true;
        let block = self.nested_call(call, local, &jumps, asks, span);
        let private = &self.private;
        let value: Expr = syn::parse_quote!(#private::expansion(#block));
        let code = self.finish(&value);
        self.bind((local, &ours("future", span)), None, None, code);
        self.event(Event::Init(local));
        let text = format!("{name}!(..)");
        let jumps = self.leave_by(jumps);
        let point = self.new_point(Point {
            future: Some(local),
            text,
            name,
            span,
            start: span,
            expansion: Some(Expansion { jumps, stays }),
            receivers: self.waiting_receivers(),
        });
        if self.awaits {
            self.event(Event::Suspend(point));
        }
        if !stays {
            self.event(Event::End(local));
        }
        self.next_segment();
        self.hole(Piece::Await(point), span)
    }

    /// The places that `break` and `continue` may lead to: the innermost loop, and what the call names.
    fn jumps(&self, content: &TokenStream) -> Vec<Jump> {
        let mut named = Vec::new();
        lifetimes(content.clone(), &mut named);
        let innermost = self.innermost_loop().map(|label| (label, true));
        let mut jumps: Vec<Jump> = Vec::new();
        let named = named.into_iter().filter_map(|label| {
            let is_loop = self.is_loop(&label.ident.to_string())?;
            Some((label, is_loop))
        });
        for (label, is_loop) in innermost.into_iter().chain(named) {
            if !jumps.iter().any(|jump| jump.label.ident == label.ident) {
                jumps.push(Jump { label, is_loop });
            }
        }
        jumps
    }

    /// The flow's edges for ways out that may be taken.
    fn leave_by(&mut self, jumps: Vec<Jump>) -> Vec<Jump> {
        for jump in &jumps {
            let label = jump.label.ident.to_string();
            self.perhaps(|this| this.break_to(Some(&label)));
            if jump.is_loop {
                self.perhaps(|this| this.continue_to(Some(&label)));
            }
        }
        jumps
    }

    fn perhaps(&mut self, leave: impl FnOnce(&mut Self)) {
        self.maybe(|this| {
            let here = this.current;
            this.flow.blocks[here].doubtful = true;
            leave(this);
        });
    }

    /// The `async` block around the call, with what it captures.
    fn nested_call(&mut self, call: Marked, local: LocalId, jumps: &[Jump], asks: bool, span: Span) -> Expr {
        let side = ours("side", Span::call_site());
        let private = self.private.clone();
        let output = self.output.clone();
        let mut inner = with_value(call, &private);
        for (number, jump) in jumps.iter().enumerate() {
            inner = caught(&inner, jump, number, &private);
        }
        // As one expression, so that it has the macro's own place in messages.
        let wait = quote_spanned!(span=> async move);
        let block = quote!(#wait {
            if false { return #private::unreachable::<#output>(); }
            #inner
        });
        let mut block: Expr = syn::parse_quote!(#block);
        self.opaque_expansion(&mut block, asks);
        let side_hole = self.hole(Piece::Side(local), span);
        syn::parse_quote!({
            let #side = #side_hole;
            #block
        })
    }

    /// The `async` block around a macro call: what it captures is in slots, and handed to it by reference, to stay where it
    /// is while the block lives. But for one local, if it `asks`: how the block captures that one, rustc says.
    fn opaque_expansion(&mut self, expr: &mut Expr, asks: bool) {
        self.capture = Some(Capture::of(false, Vec::new()));
        let in_expansion = std::mem::replace(&mut self.in_expansion, true);
        self.closure_body(expr);
        self.in_expansion = in_expansion;
        let mut captures = self.capture.take().map(|capture| self.given(capture, asks)).unwrap_or_default();
        let in_macro = std::mem::replace(&mut self.in_macro, true);
        for captured in &mut captures {
            self.locals[captured.local].crosses = true;
            captured.exclusive = true;
            self.note_capture(captured, false);
            // A reference is as good as the variable that holds it, and a name is what some macros ask for.
            let Local { inert, pointer, constant, .. } = &self.locals[captured.local];
            captured.by_value = *inert && !pointer && *constant;
            captured.lent = true;
        }
        self.in_macro = in_macro;
        let span = expr.span();
        fill_in_given(expr, |how| {
            captures
                .iter()
                .map(|captured| self.said_of(captured.local, captured.ident.clone(), how))
                .collect()
        });
        let closure = Box::new(self.finish(expr));
        *expr = self.hole(Piece::Capture { captures, closure, in_place: false }, span);
    }

    /// What the call is given. Rustc is asked about a local that a method may consume rather than about another one, and about one of
    /// which fields are used if there is no other: what the call leaves of that ends with the call, if it consumes a field.
    fn given(&self, mut capture: Capture, asks: bool) -> Vec<Captured> {
        let mut captures = std::mem::take(&mut capture.captured);
        let chance = |captured: &Captured| {
            capture.doubts.chance(captured.local).map_or(1, |chance| match chance {
                Chance::None => 0,
                Chance::Even => 2,
                Chance::Good => 3,
            })
        };
        for captured in &mut captures {
            let Local { inert, copied, number, .. } = &self.locals[captured.local];
            let is_no_name = captured.whole || !capture.named.contains(&captured.local);
            let may_be_consumed = !inert && !copied && number.is_none() && is_no_name && !captured.value;
            captured.asked = (asks && may_be_consumed && chance(captured) > 0).then_some(Asked::Call);
        }
        captures.sort_by_key(|captured| std::cmp::Reverse((captured.whole, chance(captured))));
        captures
    }
}

/// Whether the call stands for variables that are used behind it.
fn binds(call: &Marked) -> bool {
    let stmts =
        syn::parse::Parser::parse2(syn::Block::parse_within, call.content.clone()).unwrap_or_default();
    call.stays
        && !matches!(stmts.last(), Some(Stmt::Expr(Expr::Tuple(names), None)) if names.elems.is_empty())
}

/// The call, and what takes its value to the side.
fn with_value(call: Marked, private: &syn::Path) -> TokenStream {
    if !call.stays {
        let content = value_last(call.content);
        return leave(&TokenStream::new(), &quote!(#private::Left::Value(#content)), private);
    }
    let mut stmts = syn::parse::Parser::parse2(syn::Block::parse_within, call.content).unwrap_or_default();
    let last = stmts.pop();
    leave(&quote!(#(#stmts)*), &quote!(#private::Left::Value(#last)), private)
}

/// `stmts`, and then this leaves. The temporaries of the call end before the block waits.
fn leave(stmts: &TokenStream, what: &TokenStream, private: &syn::Path) -> TokenStream {
    let [side, left, scope] = ["side", "left", "scope"].map(|name| ours(name, Span::call_site()));
    let [kept, owned] = [KEPT, OWNED].map(|name| Ident::new(name, Span::call_site()));
    quote! {
        {
            let #scope = #private::in_scope(&#side);
            #stmts
            let #left = #private::leaving(#what);
            #private::drop(#scope);
            if false {
                #owned;
                #private::forget(#left);
                loop {}
                #private::leaves_by(&#side, #left);
            }
            #private::leave(&#side, #left).await;
        }
        #kept;
        loop {}
    }
}

/// Has something done with all that a call was given.
fn fill_in_given(call: &mut Expr, given: impl FnMut(How) -> Vec<Stmt>) {
    struct Filler<F>(F);
    impl<F: FnMut(How) -> Vec<Stmt>> VisitMut for Filler<F> {
        fn visit_block_mut(&mut self, block: &mut syn::Block) {
            for stmt in std::mem::take(&mut block.stmts) {
                let how = match &stmt {
                    Stmt::Expr(Expr::Path(path), Some(_)) if path.path.is_ident(KEPT) => How::Kept,
                    Stmt::Expr(Expr::Path(path), Some(_)) if path.path.is_ident(OWNED) => How::Owned,
                    _ => {
                        block.stmts.push(stmt);
                        continue;
                    }
                };
                block.stmts.extend((self.0)(how));
            }
            visit_mut::visit_block_mut(self, block);
        }
    }
    Filler(given).visit_expr_mut(call);
}

/// `inner`, in something that `break` and `continue` may leave in the place of what the macro means.
fn caught(inner: &TokenStream, jump: &Jump, number: usize, private: &syn::Path) -> TokenStream {
    let [again, broken] = ["again", "broken"].map(|name| ours(name, Span::call_site()));
    let label = &jump.label;
    // The way out of the given number, as the type of what leaves says it.
    let way = |jump: TokenStream| {
        (0..number).fold(quote!(#private::Left::Value(#jump)), |way, _| quote!(#private::Left::Other(#way)))
    };
    let left = |jump| {
        let way = way(jump);
        leave(&TokenStream::new(), &quote!(#private::Left::Other(#way)), private)
    };
    let broke = left(quote!(#private::Jump::Break(#broken)));
    if jump.is_loop {
        let continued = left(quote!(#private::Jump::Continue));
        quote! {
            let mut #again = false;
            let #broken = #label: loop {
                if #again { #continued }
                #again = true;
                #inner
            };
            #broke
        }
    } else {
        quote!(let #broken = #label: { #inner }; #broke)
    }
}

/// Statements as one expression: a block, unless there is nothing but a value.
fn value_last(content: TokenStream) -> TokenStream {
    let stmts = syn::parse::Parser::parse2(syn::Block::parse_within, content.clone()).unwrap_or_default();
    match stmts.as_slice() {
        [Stmt::Expr(_, None)] => content,
        [Stmt::Macro(mac)] if mac.semi_token.is_none() && mac.attrs.is_empty() => content,
        _ => quote!({ #content }),
    }
}

fn lifetimes(tokens: TokenStream, out: &mut Vec<syn::Lifetime>) {
    let mut apostrophe = None;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                apostrophe = Some(punct.span());
                continue;
            }
            TokenTree::Ident(ident) => {
                if let Some(apostrophe) = apostrophe {
                    out.push(syn::Lifetime { apostrophe, ident });
                }
            }
            TokenTree::Group(group) => lifetimes(group.stream(), out),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        apostrophe = None;
    }
}
