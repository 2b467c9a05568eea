//! Stage 2: from what the user wrote to the [`Body`]: the tree with its suspension points, and the flow of events.
//!
//! Takes a checked function, gives a body in which every name is resolved, every use of a local is recorded, and every
//! subexpression that has to live across a suspension has a local of its own. The rules of evaluation order:
//!
//! - An expression that does not suspend stays as it is, with holes where it uses locals ([`code`]).
//! - In one that does, whatever is evaluated before its last suspension becomes a temporary ([`lower`]), which ends
//!   with the statement. The last suspension stays where it is, if nothing is evaluated before it.
//!
//! Invariants: suspension points are numbered in source order; a step holds at most one suspending piece, and
//! nothing that has an effect is evaluated before it in that step.

mod alternatives;
mod apart;
mod asking;
mod assign;
mod believed;
mod call;
mod capture;
mod closures;
mod code;
mod control;
mod ends;
mod evidence;
mod expansion;
mod expected;
mod extend;
mod fallback;
mod fields;
mod flow;
mod given;
mod guards;
mod holes;
mod inner;
mod known;
mod lasting;
mod led;
mod left;
mod lower;
mod macros;
mod matching;
mod members;
mod names;
mod once;
mod operands;
mod operators;
mod owners;
mod parts_of_values;
mod passing;
mod paths;
mod pattern;
mod place;
mod points;
mod reach;
mod receivers;
mod shadowing;
mod showing;
mod statement;
mod std_types;
mod taking;
mod temporaries;
mod typed;
mod types;
mod unknown;
mod yields;

use crate::diagnostics::Diagnostics;
use crate::index::IndexVec;
use crate::ir::{
    Block, Body, Code, Event, Flow, FlowId, Local, LocalId, Mutable, Node, Origin, Piece, Point, PointId,
    SegmentId, Step, Words,
};
use crate::syntax::Coroutine;
use crate::syntax::edition::Edition;
use crate::syntax::face::Face;
use crate::syntax::mentions::Mentions;
use crate::syntax::ours::variable;
use proc_macro2::{Ident, Span, TokenStream};
use std::collections::HashSet;

/// Builds the body of a function.
pub(crate) fn build(coroutine: &Coroutine, diagnostics: &mut Diagnostics) -> Body {
    let mut flow = Flow { blocks: IndexVec::new(), entry: crate::index::Id::new(0) };
    let entry = flow.blocks.push(crate::ir::FlowBlock::default());
    flow.entry = entry;
    let mut builder = Builder {
        diagnostics,
        private: coroutine.private.clone(),
        output: coroutine.returned_in_body(),
        may_move: coroutine.face.is_movable(),
        awaits: coroutine.face.awaits(),
        function: &coroutine.sig.ident,
        body: &coroutine.body,
        types: (coroutine.named.is_some() || coroutine.face.is_clone())
            .then(|| types::Evidence::of(coroutine)),
        matched_type: None,
        edition: coroutine.edition,
        locals: IndexVec::new(),
        owners: owners::Owners::default(),
        points: IndexVec::new(),
        flow,
        current: entry,
        names: names::Names::default(),
        targets: Vec::new(),
        holes: Vec::new(),
        segment: crate::index::Id::new(0),
        n_segments: 1,
        own_of_loops: Vec::new(),
        n_uses: 0,
        questions: false,
        n_choices: 0,
        mentions: &coroutine.mentions,
        shadowing: shadowing::Shadowing::of(&coroutine.marked, &coroutine.params),
        texts: showing::texts(coroutine),
        assigned: Vec::new(),
        steps: Vec::new(),
        words: Words::ours(),
        items: Vec::new(),
        temporaries: Vec::new(),
        waiting: Vec::new(),
        receivers: Vec::new(),
        extended: Vec::new(),
        extends_from: None,
        early: Vec::new(),
        expects: expected::Expects::Nothing,
        returned: match coroutine.face {
            Face::Future => expected::Expects::Type(coroutine.returned_in_body()),
            Face::Iterator { .. } | Face::Stream { .. } | Face::Coroutine { .. } => {
                expected::Expects::Nothing
            }
        },
        tail_expects: expected::Expects::Nothing,
        n_links: 0,
        n_calls: 0,
        unused: Vec::new(),
        at_end: false,
        is_awaited: false,
        hold: false,
        is_own_statement: false,
        believes: false,
        head: false,
        capture: None,
        in_macro: false,
        by_field: false,
        in_expansion: false,
        witness: given::Witness::default(),
        aggregate: (false, None),
        extended_type: None,
    };
    let params: Vec<_> =
        coroutine.params.iter().map(|param| builder.parameter(param, &coroutine.sig.generics)).collect();
    let root = builder.function(coroutine, &params);
    builder.part_fields_of_updates();
    builder.note_owners();
    Body {
        locals: builder.locals,
        points: builder.points,
        params,
        root,
        flow: builder.flow,
        n_uses: builder.n_uses,
        doubtful_moves: builder.owners.doubtful_moves,
        n_links: builder.n_links,
        n_calls: builder.n_calls,
        questions: builder.questions,
        may_move: builder.may_move,
    }
}

struct Builder<'a> {
    diagnostics: &'a mut Diagnostics,
    /// The path of the support library.
    private: syn::Path,
    /// The declared result.
    output: proc_macro2::TokenStream,
    /// The machine can wait for futures; otherwise it is not suspended where a macro is expanded.
    awaits: bool,
    /// The machine may be moved while it is suspended.
    may_move: bool,
    /// The name of the function.
    function: &'a Ident,
    /// The body as it is written.
    body: &'a syn::Block,
    /// Types are looked for, for a machine with a name; what tells those of plain numbers.
    types: Option<types::Evidence>,
    /// The type of what is about to be matched, if it is known.
    matched_type: Option<syn::Type>,
    edition: Edition,
    locals: IndexVec<LocalId, Local>,
    owners: owners::Owners,
    points: IndexVec<PointId, Point>,
    flow: Flow,
    /// The flow block that events go to.
    current: FlowId,
    names: names::Names,
    /// What `break` and `continue` can leave, innermost last.
    targets: Vec<flow::Target>,
    /// Pieces that wait, under a marker in a syntax tree, for the tree to become code.
    holes: Vec<Option<Piece>>,
    segment: SegmentId,
    n_segments: usize,
    /// The locals of each loop around the code at hand that suspends, the innermost last.
    own_of_loops: Vec<Vec<LocalId>>,
    n_uses: usize,
    /// There was a `?` that leaves the body.
    questions: bool,
    n_choices: usize,
    mentions: &'a Mentions,
    shadowing: shadowing::Shadowing,
    texts: HashSet<String>,
    /// The parts of variables that are assigned to.
    assigned: Vec<(LocalId, crate::ir::Projection)>,
    /// The steps of the blocks under construction, innermost last.
    steps: Vec<Vec<Step>>,
    /// Of the statement at hand.
    words: Words,
    /// The items of the blocks under construction, innermost last.
    items: Vec<proc_macro2::TokenStream>,
    /// The temporaries of the statements under construction, innermost last.
    temporaries: Vec<Temporaries>,
    /// Temporaries that wait to be moved into their expressions.
    waiting: Vec<LocalId>,
    /// The calls whose arguments are under construction, innermost last.
    receivers: Vec<receivers::Waiting>,
    /// The temporaries whose life a `let` extended.
    extended: Vec<Ident>,
    /// Where a `let` declares such temporaries, if other parts of the same statement are evaluated behind them.
    extends_from: Option<usize>,
    /// Temporaries that wait for the call under construction, which says what they are to be.
    early: Vec<expected::Early>,
    /// What is known of the type of the expression that is about to be lowered.
    expects: expected::Expects,
    /// What is known of the type of what is returned.
    returned: expected::Expects,
    /// What is known of the type of the last expression of the block under construction.
    tail_expects: expected::Expects,
    n_links: usize,
    n_calls: usize,
    /// Names of a pattern that is about to be matched and that nothing uses: they may be constants'.
    unused: Vec<Ident>,
    /// The expression that is about to be lowered is all of a scope's tail.
    at_end: bool,
    /// The call that comes next is what is awaited.
    is_awaited: bool,
    /// A suspension follows in this statement: temporaries must outlive it.
    hold: bool,
    /// The call of a macro that comes next is a statement of its own already.
    is_own_statement: bool,
    /// The code at hand is an argument of a macro call that is believed by its name.
    believes: bool,
    /// The code under construction stands at the head of a construct that suspends, apart from the steps before it.
    head: bool,
    /// The closure under construction, if any.
    capture: Option<capture::Capture>,
    /// The code under construction is an argument of a macro that nobody knows.
    in_macro: bool,
    /// The local that is about to be named is only used for a field of it.
    by_field: bool,
    /// The code under construction is in the `async` block around a macro that nobody knows.
    in_expansion: bool,
    witness: given::Witness,
    /// The variable that is about to be declared is known to hold its fields itself; and the type that it is made of.
    aggregate: (bool, Option<syn::Type>),
    /// What a value is to be that is about to be given a place, where a `let` refers to it.
    extended_type: Option<TokenStream>,
}

/// The temporaries of a statement under construction.
struct Temporaries {
    locals: Vec<LocalId>,
    /// How many blocks are under construction around the statement's own steps.
    depth: usize,
}

/// What an expression is wanted for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Want {
    /// Its value: a local is moved or copied.
    Value,
    /// A look at its place that is over at once: nothing can borrow it for longer.
    Look,
    /// Its place.
    Place,
}

impl Want {
    /// What is wanted of the base when this is wanted of a part of it.
    fn of_part(self) -> Want {
        match self {
            Want::Value | Want::Look => Want::Look,
            Want::Place => Want::Place,
        }
    }
}

impl Builder<'_> {
    fn new_local(&mut self, name: impl Into<String>, origin: Origin) -> LocalId {
        let in_loop = !self.own_of_loops.is_empty();
        let local = self.locals.push(Local::new(name.into(), origin, self.segment, in_loop));
        if let Some(own) = self.own_of_loops.last_mut() {
            own.push(local);
        }
        local
    }

    fn new_temporary(&mut self, name: &str) -> LocalId {
        let local = self.new_local(name, Origin::Temporary);
        if let Some(scope) = self.temporaries.last_mut() {
            scope.locals.push(local);
        }
        local
    }

    fn event(&mut self, event: Event) {
        self.flow.blocks[self.current].events.push(event);
    }

    fn step(&mut self, step: Step) {
        if let Some(steps) = self.steps.last_mut() {
            steps.push(step);
        }
    }

    /// `let local: ty = code;`, with the words of the statement at hand.
    fn bind(
        &mut self,
        (local, ident): (LocalId, &Ident),
        mutable: Mutable,
        ty: Option<TokenStream>,
        code: Code,
    ) {
        let words = self.words;
        self.step(Step::Let { local, ident: ident.clone(), mutable, ty, code, words });
    }

    /// The code after a suspension is not run together with the code before it.
    fn next_segment(&mut self) {
        self.segment = crate::index::Id::new(self.n_segments);
        self.n_segments += 1;
    }

    fn mention(&mut self, local: LocalId) {
        let (segment, head) = (self.segment, self.head);
        let local = &mut self.locals[local];
        local.crosses |= local.segment != segment || head;
    }

    /// Builds a scope: its own names and steps.
    fn block(&mut self, fill: impl FnOnce(&mut Self) -> Option<Code>) -> Block {
        self.names.enter();
        self.steps.push(Vec::new());
        self.items.push(proc_macro2::TokenStream::new());
        let n_locals = self.locals.len();
        let value = fill(self);
        let steps = self.steps.pop().unwrap_or_default();
        for local in self.locals.ids().skip(n_locals) {
            if declares(&steps, local) {
                self.event(Event::End(local));
            }
        }
        self.names.leave();
        let items = self.items.pop().unwrap_or_default();
        Block { label: None, qualifier: proc_macro2::TokenStream::new(), span: None, items, steps, value }
    }

    /// Builds what is run apart from what surrounds it because of a suspension in it.
    fn nested_block(&mut self, fill: impl FnOnce(&mut Self) -> Option<Code>) -> Block {
        self.next_segment();
        self.block(fill)
    }

    /// Runs `fill` in a statement of its own; its temporaries end after it.
    fn statement<T>(&mut self, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.enter_statement();
        let hold = std::mem::replace(&mut self.hold, false);
        let result = fill(self);
        self.hold = hold;
        let ended = self.leave_statement();
        self.end(ended);
        result
    }

    /// A scope for temporaries.
    fn enter_statement(&mut self) {
        self.temporaries.push(Temporaries { locals: Vec::new(), depth: self.steps.len() });
    }

    /// The temporaries of the scope that is left.
    fn leave_statement(&mut self) -> Vec<LocalId> {
        self.temporaries.pop().map(|scope| scope.locals).unwrap_or_default()
    }

    /// How many temporaries the statement has.
    fn n_temporaries(&self) -> usize {
        self.temporaries.last().map_or(0, |scope| scope.locals.len())
    }

    /// Those that the statement got since then end here, on this way.
    fn end_temporaries_since(&mut self, first: usize) {
        let ended = self.temporaries.last().map(|scope| scope.locals[first..].to_vec());
        self.end(ended.unwrap_or_default());
    }

    /// Temporaries end, the last one first.
    fn end(&mut self, temporaries: Vec<LocalId>) {
        for local in temporaries.into_iter().rev() {
            self.step(Step::End(local));
            self.event(Event::End(local));
        }
    }

    fn nest(&mut self, node: Node) -> Piece {
        self.next_segment();
        Piece::Nest(Box::new(node))
    }
}

/// Whether one of the steps declares the local, so that it ends with their block.
fn declares(steps: &[Step], local: LocalId) -> bool {
    steps.iter().any(|step| match step {
        Step::Let { local: declared, .. } | Step::Declare { local: declared, .. } => *declared == local,
        Step::Unpack { bindings, .. } => bindings.iter().any(|binding| binding.local == local),
        Step::Do(..) | Step::End(_) | Step::Receive(_) | Step::Yield { .. } | Step::Expect { .. } => false,
    })
}

/// A variable of ours, that no name of the user's can meet: see `codegen::names`.
fn ours(name: &str, span: Span) -> Ident {
    Ident::new(&variable(name), Span::mixed_site().located_at(span))
}
