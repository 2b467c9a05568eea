//! The resume closure: the user's own structure, that a resume can enter in the middle.
//!
//! `at` is the suspension point to go on from, or 0 when code is run in its ordinary course. A block is cut into
//! segments, each of which begins with the one step that may suspend in it:
//!
//! ```text
//!   let (a_live, ..) = if at == 0 { first segment; (a_live, ..) } else { guards of what the frame holds };
//!   let (b_live, ..) = if at == 0 || at == 3 { second segment, that suspends at 3; (b_live, ..) } else { .. };
//!   last segment
//! ```
//!
//! Points are numbered in source order, and `at` becomes 0 when its point is reached, so that `at <= n` means: not beyond
//! this segment. Where that is one point, it is asked for by itself: of a row of such questions LLVM makes a jump table.

use super::bounded::Bounded;
use super::code::{body_label, field_at, let_of};
use super::expansion::ways_out;
use super::face::Turn;
use super::given::Given;
use super::guard::{Armed, left, rooms, with_rooms};
use super::names::{call_by_user, located, ours};
use super::points::{Points, in_course, step_points, value_points};
use super::shell::braced;
use super::{Cx, arguments, frame, number, output, passing, result, told};
use crate::ir::{Block, Code, LocalId, Mutable, Node, Origin, Piece, PointId, Step, Words};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Token;

/// The resume closure.
pub(super) fn closure(cx: &Cx<'_>) -> TokenStream {
    let [raw, frame, poll] = ["raw", "frame", "poll"].map(ours);
    let (slots, typed, frame_type) = (frame::project_slots(cx), arguments::typed(cx), frame::frame_type(cx));
    let Turn { ty: turn, of: turn_of, tied } = cx.turn();
    let (given, steps) = (cx.given(), steps(cx));
    // SAFETY of the emitted block: the module doc of the support library, and ARCHITECTURE.md.
    quote! {
        move |#raw: *mut (), #given| -> #turn { unsafe {
            let #frame = #raw.cast();
            #slots
            #typed
            #steps
            if false {
                loop {}
                let #frame: *mut #frame_type = #frame;
                return #tied(#frame);
            }
            #turn_of(#poll)
        }}
    }
}

/// `let poll = ..;`: the resume, from the state and the slots to what it comes to.
pub(super) fn steps(cx: &Cx<'_>) -> TokenStream {
    let mut emitter = Emitter {
        cx,
        scope: Vec::new(),
        untold: Vec::new(),
        inline_carriers: false,
        given: Given::default(),
        asked: None,
        dressed: Vec::new(),
        expecting: Vec::new(),
    };
    let content = emitter.block_content(&cx.body.root);
    let end = output::end(cx);
    let content = quote!(#content #end);
    let body = braced(cx.coroutine, cx.body_value(content));
    let output = cx.coroutine.output_in_body();
    let [out, poll] = ["output", "poll"].map(ours);
    // Each way out is then known to come to that.
    let (resume, step) = (resume_label(), cx.step_type());
    let (entry, rooms, results, links) = (arguments::entry(cx), rooms(cx), cx.results(), cx.links());
    let label = body_label();
    let bound = if let Some(bounded) = Bounded::of(cx.coroutine) {
        // What does not hold was reported there.
        let known = located(bounded.called(&cx.names.output), cx.coroutine.body.brace_token.span.join());
        quote!(let #out = #known(#label: #body);)
    } else {
        let output = told::written(cx.coroutine, output);
        quote!(let #out: #output = #label: #body;)
    };
    let (finish, result) = (cx.finish(), cx.result_outside());
    let choices = passing::choices(cx);
    let run = cx.lends();
    let outer = cx.holder_place().and_then(|holder| cx.outer_places(&quote!(*#holder)));
    quote! {
        #run
        let #poll: #step = #resume: {
            #entry
            #outer
            #rooms
            #results
            #links
            #result
            #bound
            #choices
            #finish
        };
    }
}

/// What a suspension leaves.
pub(super) fn resume_label() -> syn::Lifetime {
    syn::Lifetime::new("'resume", proc_macro2::Span::mixed_site())
}

pub(super) struct Emitter<'a> {
    pub(super) cx: &'a Cx<'a>,
    /// The guards in scope, in order of declaration.
    scope: Vec<LocalId>,
    /// Declared without a value: nothing was said yet of what is left when parts of it are gone.
    pub(super) untold: Vec<LocalId>,
    /// In a match guard that stands in its pattern: what the pattern binds has the user's name for it.
    pub(super) inline_carriers: bool,
    pub(super) given: Given,
    /// What the closure at hand captures, if rustc is asked how.
    pub(super) asked: Option<LocalId>,
    /// What the block at hand has as well, by value: dressed, so that it takes it.
    pub(super) dressed: Vec<LocalId>,
    /// In code that says of which types temporaries are to be: these.
    pub(super) expecting: Vec<LocalId>,
}

/// A run of steps, the first of which may suspend.
struct Segment<'a> {
    points: Points,
    steps: Vec<&'a Step>,
}

impl Emitter<'_> {
    pub(super) fn block(&mut self, block: &Block) -> TokenStream {
        self.block_at(block, block.span)
    }

    /// The same at a place of the user's.
    pub(super) fn block_at(&mut self, block: &Block, span: Option<Span>) -> TokenStream {
        let Block { label, qualifier, .. } = block;
        let mut braces = Group::new(Delimiter::Brace, self.block_content(block));
        if let Some(span) = span {
            braces.set_span(span);
        }
        quote!(#label #qualifier #braces)
    }

    /// A block's items, segments and value, without braces.
    pub(super) fn block_content(&mut self, block: &Block) -> TokenStream {
        let depth = self.scope.len();
        let segments = segments(block);
        // The items of the function's own block stand outside, where the check sees them too.
        let is_root = std::ptr::eq(block, &raw const self.cx.body.root);
        let is_shared = is_root && !output::imports_apart(self.cx.coroutine);
        let mut tokens = if is_shared { TokenStream::new() } else { block.items.clone() };
        for (number, segment) in segments.iter().enumerate() {
            let later = later_points(&segments[number + 1..], block);
            tokens.extend(match (number + 1 == segments.len() && value_points(block).is_none(), later) {
                (true, _) | (false, None) => self.steps(&segment.steps),
                (false, Some(later)) => self.segment(segment, later),
            });
        }
        if let Some(value) = &block.value {
            let is_end = is_root || result::ends_with(&self.cx.body.root, block);
            tokens.extend(if is_end { self.value_at_end(value) } else { self.code(value) });
        }
        self.scope.truncate(depth);
        tokens
    }

    /// A segment that a resume may skip: its guards are then armed for what the frame holds.
    fn segment(&mut self, segment: &Segment<'_>, later: (PointId, PointId)) -> TokenStream {
        let depth = self.scope.len();
        let steps = self.steps(&segment.steps);
        let guards: Vec<LocalId> = self.scope[depth..].to_vec();
        let at = ours("at");
        let run = match segment.points {
            None => in_course(&at),
            Some((first, last)) if first == last => {
                let (course, last) = (in_course(&at), self.cx.names.state(last));
                quote!(#course || #at == #last)
            }
            Some((_, last)) => {
                let last = self.cx.names.state(last);
                quote!(#at <= #last)
            }
        };
        let names: Vec<Ident> = guards.iter().map(|local| self.cx.names.live(*local)).collect();
        let again: Vec<TokenStream> = guards.iter().map(|local| self.cx.rearm(*local, later)).collect();
        match names.as_slice() {
            [] => quote!(if #run { #steps }),
            [name] => quote!(let mut #name = if #run { #steps #name } else { #(#again)* };),
            // A receiver takes from another guard what it owns.
            names if guards.iter().any(|local| self.cx.is_receiver(*local)) => quote! {
                let (#(mut #names),*) = if #run { #steps (#(#names),*) } else {
                    #(let mut #names = #again;)*
                    (#(#names),*)
                };
            },
            names => quote! {
                let (#(mut #names),*) = if #run { #steps (#(#names),*) } else { (#(#again),*) };
            },
        }
    }

    fn steps(&mut self, steps: &[&Step]) -> TokenStream {
        match steps {
            [step] => self.step(step),
            steps => steps
                .chunk_by(|a, b| a.ends().and(b.ends()).is_some())
                .map(|run| self.together(run))
                .collect(),
        }
    }

    pub(super) fn step(&mut self, step: &Step) -> TokenStream {
        match step {
            Step::Let { local, ident, mutable, ty, code, words } => {
                self.let_step(*local, ident, *mutable, ty.as_ref(), code, *words)
            }
            Step::Declare { local, ident, mutable, ty, words } => {
                self.declare_step(*local, ident, *mutable, ty.as_ref(), *words)
            }
            Step::Unpack { pattern, ty, code, place, bindings, otherwise, words } => {
                let otherwise = otherwise.as_ref();
                self.unpack((pattern, ty.as_ref()), code, place.as_ref(), bindings, otherwise, *words)
            }
            Step::Do(code, words) => {
                let code = match code.pieces.as_slice() {
                    [Piece::Await(point)] => {
                        let start = self.cx.body.points[*point].start;
                        self.suspension(*point).into_iter().map(|token| spanned(token, start)).collect()
                    }
                    _ => self.code(code),
                };
                let end = Token![;](words.end);
                quote!(#code #end)
            }
            Step::End(local) => self.end_step(*local),
            Step::Receive(local) => self.receive_step(*local),
            Step::Expect { early, ty, link, code } => self.expectation(early, ty.as_ref(), *link, code),
            Step::Yield { point, code } => self.yield_step(*point, code),
        }
    }

    fn let_step(
        &mut self,
        local: LocalId,
        ident: &Ident,
        mutable: Mutable,
        ty: Option<&TokenStream>,
        code: &Code,
        words: Words,
    ) -> TokenStream {
        if let Some(held) = self.shared_slot(local) {
            return held;
        }
        let is_temporary = self.cx.body.locals[local].origin == Origin::Temporary;
        let code = match ty.and_then(|ty| self.question_told(code, ty)) {
            Some(told) => told,
            None if is_temporary => self.untyped(code),
            None => self.code(code),
        };
        if self.cx.is_pointer(local) {
            let code = match ty {
                Some(ty) => {
                    let value = ours("value");
                    quote!({ let #value: #ty = #code; #value })
                }
                None => code,
            };
            return self.init(local, &code);
        }
        if self.cx.body.locals[local].may_be_constant && mutable.is_none() {
            return quote!(let #ident = (#code) else { ::core::unreachable!() };);
        }
        let ty = ty.map(|ty| quote!(: #ty));
        let_of(words, &quote!(#mutable #ident #ty), Some(&code))
    }

    /// An argument that stays in the slot where it was put.
    fn shared_slot(&mut self, local: LocalId) -> Option<TokenStream> {
        let slot = self.cx.frame.slot_of[local]?;
        if self.cx.frame.slots[slot].locals.first() == Some(&local) {
            return None;
        }
        if !self.cx.is_guarded(local) {
            return Some(TokenStream::new());
        }
        self.scope.push(local);
        Some(self.cx.guard_whole(local, &Armed::Yes))
    }

    /// The local gets its first value.
    pub(super) fn init(&mut self, local: LocalId, value: &TokenStream) -> TokenStream {
        if self.cx.is_guarded(local) {
            self.scope.push(local);
            return self.cx.guard_init(local, value);
        }
        let (private, place) = (&self.cx.private, self.cx.names.place(local));
        quote!(#private::write(#place, #value);)
    }

    /// The local's guard is in scope from here.
    pub(super) fn enter_scope(&mut self, local: LocalId) {
        self.scope.push(local);
    }

    /// The guards in scope.
    pub(super) fn scope(&self) -> &[LocalId] {
        &self.scope
    }

    pub(super) fn scope_depth(&self) -> usize {
        self.scope.len()
    }

    pub(super) fn leave_scope(&mut self, depth: usize) {
        self.scope.truncate(depth);
    }

    fn declare_step(
        &mut self,
        local: LocalId,
        ident: &Ident,
        mutable: Mutable,
        ty: Option<&TokenStream>,
        words: Words,
    ) -> TokenStream {
        if !self.cx.is_pointer(local) {
            let ty = ty.map(|ty| quote!(: #ty));
            return let_of(words, &quote!(#mutable #ident #ty), None);
        }
        let place = self.cx.names.place(local);
        let typed = ty.map(|ty| quote!(let _: *mut #ty = #place;));
        if !self.cx.is_guarded(local) {
            return typed.unwrap_or_default();
        }
        self.scope.push(local);
        if self.cx.has_parts(local) && self.cx.told_by_call(local).is_none() {
            self.untold.push(local);
        }
        let guard = self.cx.guard_empty(local);
        quote!(#typed #guard)
    }

    /// The value of an awaited future.
    pub(super) fn await_point(&mut self, point: PointId) -> TokenStream {
        let suspension = self.suspension(point);
        let point = &self.cx.body.points[point];
        field_at((point.start, point.span), &suspension)
    }

    /// A suspension point: a block with the value of the awaited future.
    fn suspension(&mut self, point: PointId) -> TokenStream {
        let cx = self.cx;
        let private = &cx.private;
        let Some(future) = cx.body.points[point].future else { return self.resumed(point) };
        let (place, live) = (cx.names.place(future), cx.names.live(future));
        let [at, context, running, value] = ["at", "cx", "running", "value"].map(ours);
        let (state, course) = (cx.names.state(point), number(0));
        let resume = resume_label();
        let (guards, gone) = left(cx, &self.scope, point);
        let forget = (!gone.is_empty()).then(|| quote!(#private::forget((#(#gone,)*));));
        let flags = cx.store_flags(&self.scope, point);
        let span = proc_macro2::Span::mixed_site().located_at(cx.body.points[point].span);
        // What is no future is reported at the user's `.await`, once.
        let user = cx.body.points[point].span;
        let poll = call_by_user(user, quote!(#private::Live::poll), quote!(&mut #live, #context));
        let pending = if cx.coroutine.face.awaits() {
            let pending = if cx.waits_again() {
                quote_spanned!(span=> #private::suspend_again(#running, (#(#guards,)*)))
            } else {
                quote_spanned!(span=> #private::suspend(#running, #state, (#(#guards,)*)))
            };
            quote_spanned!(span=> {
                #flags
                #forget
                break #resume (#pending);
            })
        } else {
            quote_spanned!(span=> { #private::awaits_in_generator() })
        };
        match &cx.body.points[point].expansion {
            // Not a `match`: where an operator is wrong, rustc looks at its operand twice, and finds two types in its arms.
            None => quote_spanned! {span=> {
                #at = #course;
                let #private::Poll::Ready(#value) = #poll else #pending;
                (&mut #live).ready(#value)
            }},
            Some(call) => {
                let (poll, ready) =
                    (cx.poll_expansion(&place), ways_out(cx, call, &quote!((&mut #live).end();)));
                quote_spanned! {span=> {
                    #at = #course;
                    match #poll {
                        #ready
                        #private::Poll::Pending => #pending,
                    }
                }}
            }
        }
    }

    pub(super) fn node(&mut self, node: &Node) -> TokenStream {
        match node {
            Node::Block(block) => self.block(block),
            // Where nothing tells the type, what leaves a block first decides it; arms agree on one, as the branches of an `if` do.
            Node::Chain(block) => {
                let block = self.block(block);
                quote!(match () { () => #block })
            }
            Node::Loop { label, body, own } => {
                let body = with_rooms(self.cx, own, self.block(body));
                quote!(#label loop #body)
            }
            Node::If { keyword, condition, then, otherwise } => {
                self.if_node(*keyword, condition, then, otherwise.as_ref())
            }
            Node::Match { scrutinee, place, arms, words } => {
                self.match_node(scrutinee, place.as_ref(), arms, *words)
            }
        }
    }
}

/// Cuts a block's steps: each step that may suspend begins a segment.
fn segments(block: &Block) -> Vec<Segment<'_>> {
    let mut segments = vec![Segment { points: None, steps: Vec::new() }];
    for step in &block.steps {
        let points = step_points(step);
        match segments.last_mut() {
            Some(last) if points.is_none() => last.steps.push(step),
            _ => segments.push(Segment { points, steps: vec![step] }),
        }
    }
    segments.retain(|segment| !segment.steps.is_empty());
    segments
}

fn later_points(segments: &[Segment<'_>], block: &Block) -> Points {
    let points = segments.iter().filter_map(|segment| segment.points).chain(value_points(block));
    points.reduce(|(first, _), (_, last)| (first, last))
}

/// A token that stands at a place of the user's; what is in it keeps its own.
fn spanned(mut token: TokenTree, span: Span) -> TokenTree {
    token.set_span(span);
    token
}
