//! Macro calls that are believed to evaluate their arguments, since the standard library's macro of that name does, or a well-known one of
//! another crate.
//!
//! Of another crate's, which comes by `#[macro_use] extern crate`, an attribute sees the name alone. (One that comes by a glob import is
//! ambiguous to rustc.) It may leave out what it is given: then a variable that an argument uses up is there still behind the call, in a slot
//! that is another's from then on. So behind the call ends whatever is left of such a variable. Of the standard library's macros nothing is:
//! the guard is disarmed, and the compiler sees it.

use super::Builder;
use crate::index::Id;
use crate::ir::{Event, FlowId, Origin, Piece, UsedUp};
use crate::syntax::macros::{self, Known, KnownCall, MacroCall};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Macro};

/// A place in the flow: before a call.
pub(super) struct Before {
    block: FlowId,
    n_events: usize,
    n_blocks: usize,
    n_locals: usize,
}

/// Whether a call is believed to evaluate its arguments (but for what an assertion says when it fails).
pub(super) fn is_believed(mac: &Macro) -> bool {
    match macros::parse(mac) {
        MacroCall::Known(call) => evaluates(mac, &call),
        MacroCall::Matches { .. } => !macros::may_be_foreign(mac),
        MacroCall::Expressions { by_value, .. } => by_value,
        MacroCall::Select(_) | MacroCall::Fields(_) | MacroCall::Constant | MacroCall::Soup => false,
    }
}

/// The same of a call by one of the standard library's names. A value that a variable is given in there would be believed to be there.
pub(super) fn evaluates(mac: &Macro, call: &KnownCall) -> bool {
    let assigns = call.arguments.iter().any(|argument| assigns(&argument.expr));
    (call.name == Known::Made || !macros::may_be_foreign(mac)) && !assigns
}

/// Whether something is assigned to a variable.
fn assigns(expr: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
            self.0 |= !matches!(*assign.left, Expr::Infer(_));
            visit::visit_expr_assign(self, assign);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(expr);
    finder.0
}

impl Builder<'_> {
    pub(super) fn before_call(&self) -> Before {
        Before {
            block: self.current,
            n_events: self.flow.blocks[self.current].events.len(),
            n_blocks: self.flow.blocks.len(),
            n_locals: self.locals.len(),
        }
    }

    /// The call, and behind it the end of what it has left of the values that it uses.
    pub(super) fn believed(&mut self, call: Expr, before: &Before) -> Expr {
        let uses = self.used_since(before);
        // What a closure uses is its own.
        if uses.is_empty() || self.capture.is_some() { call } else { self.believed_of(call, uses) }
    }

    /// The same of a call in which the machine may be suspended.
    pub(super) fn believed_to_wait(&mut self, call: Expr, before: &Before) -> Expr {
        let uses = self.used_since(before);
        self.believed_of(call, uses)
    }

    fn believed_of(&mut self, call: Expr, uses: Vec<UsedUp>) -> Expr {
        let (span, id) = (call.span(), Id::new(self.n_calls));
        self.n_calls += 1;
        self.event(Event::Called(id));
        let call = Box::new(self.finish(&call));
        self.hole(Piece::Believed { call, id, uses, span }, span)
    }

    /// Whether a macro call does evaluate its arguments nobody knows: what is moved in them since then may be there still, and be lent.
    pub(super) fn doubt_moves(&mut self, before: &Before) {
        let doubtful = self.used_since(before).into_iter().map(|used| used.id);
        self.owners.doubtful_moves.extend(doubtful);
    }

    /// The variables around the call that are used as values since then.
    fn used_since(&self, before: &Before) -> Vec<UsedUp> {
        let first = self.flow.blocks[before.block].events[before.n_events..].iter();
        let others = self.flow.blocks.iter().skip(before.n_blocks).flat_map(|(_, block)| &block.events);
        let used = first.chain(others).filter_map(|event| match event {
            Event::Move(id, local) | Event::Capture(id, local) | Event::Taken(id, local) => {
                Some(UsedUp { id: *id, local: *local, surely: true })
            }
            Event::Usage(id, local) => Some(UsedUp { id: *id, local: *local, surely: false }),
            Event::Init(_)
            | Event::Part(_)
            | Event::Touch(..)
            | Event::End(_)
            | Event::Leave(_)
            | Event::Suspend(_)
            | Event::Called(_) => None,
        });
        used.filter(|UsedUp { local, .. }| {
            local.index() < before.n_locals
                && !matches!(self.locals[*local].origin, Origin::Param | Origin::Outer | Origin::Receiver(..))
        })
        .collect()
    }
}
