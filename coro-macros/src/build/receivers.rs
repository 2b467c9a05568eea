//! Receivers of calls, while the calls' arguments are made.
//!
//! Natively a receiver that the call consumes is moved before the arguments are made. If they panic, or if the machine is dropped while
//! they suspend, or if they leave the expression, it is gone before all variables that are younger than it; and behind a `break` out of
//! the arguments it is gone too. Ours stays in its slot; what changes is who owns it: see [`Receiver`].

use super::Builder;
use super::call::CallParts;
use super::temporaries::makes_temporaries;
use crate::ir::{Event, LocalId, Origin, Receiver, Step, UseId};
use crate::syntax::suspends::{is_constructor, is_place};
use syn::visit::Visit;
use syn::{Expr, ExprBreak, ExprContinue};

/// A call whose arguments are under construction.
pub(super) struct Waiting {
    /// What it is made on.
    local: LocalId,
    receiver: Receiver,
    /// How many loops and labelled blocks are around it.
    depth: usize,
}

impl Builder<'_> {
    /// The arguments of a call are about to be made. If that suspends, a step says that the receiver waits for it.
    pub(super) fn begin_arguments<'a>(
        &mut self,
        parts: &mut CallParts,
        arguments: impl Iterator<Item = &'a Expr> + Clone,
    ) {
        let id = self.next_use();
        let receiver = self.receiver(parts, arguments, id);
        parts.receiver = Some((id, receiver));
        if let Receiver::Step(local) = receiver {
            self.step(Step::Receive(local));
            self.waiting.push(local);
        }
        self.receivers.push(Waiting { local: parts.local, receiver, depth: self.targets.len() });
    }

    /// They are made.
    pub(super) fn end_arguments(&mut self) {
        self.receivers.pop();
    }

    fn receiver<'a>(
        &mut self,
        parts: &CallParts,
        mut arguments: impl Iterator<Item = &'a Expr> + Clone,
        id: UseId,
    ) -> Receiver {
        let CallParts { local, plain, ref projection, .. } = *parts;
        let is_asked = plain && projection.is_whole() && !self.in_macro && self.capture.is_none();
        if !is_asked || self.locals[local].inert || arguments.clone().all(stays) {
            return Receiver::Variable;
        }
        if self.is_youngest(local)
            && !arguments.clone().any(|argument| jumps(argument) || self.leaves(argument))
        {
            return Receiver::Variable;
        }
        if !arguments.any(|argument| self.is_active(argument)) {
            return Receiver::Expression;
        }
        let receiver = self.new_temporary(&format!("receiver{}", self.locals.len()));
        self.locals[receiver].origin = Origin::Receiver(local, id);
        Receiver::Step(receiver)
    }

    /// Whether all that may have something to drop is declared before it. A temporary is declared before operands that wait, and before
    /// the variables of a block to whose end it belongs.
    fn is_youngest(&self, local: LocalId) -> bool {
        let is_last = self.locals.iter().all(|(other, known)| other <= local || known.inert);
        let is_ahead = || self.first_waiting().is_some() || self.outer_statement().is_some();
        is_last && (self.locals[local].origin != Origin::Temporary || !is_ahead())
    }

    /// Whether the argument leaves something behind that is dropped at the end of the statement only, and not with what waits.
    fn leaves(&self, argument: &Expr) -> bool {
        !self.at_end && makes_temporaries(argument, self.edition)
    }

    /// What waits for arguments here.
    pub(super) fn waiting_receivers(&self) -> Vec<LocalId> {
        let steps = self.receivers.iter().filter_map(|waiting| match waiting.receiver {
            Receiver::Step(local) => Some(local),
            Receiver::Variable | Receiver::Expression => None,
        });
        steps.collect()
    }

    /// The arguments are left for something that is around the first `depth` loops and labelled blocks: what waits is gone, if the call
    /// would have consumed it.
    pub(super) fn leave_receivers(&mut self, depth: usize) {
        let is_left = |waiting: &&Waiting| waiting.receiver != Receiver::Variable && waiting.depth > depth;
        let left = self.receivers.iter().filter(is_left);
        let left: Vec<LocalId> = left.map(|waiting| waiting.local).collect();
        for local in left {
            let id = self.next_use();
            self.event(Event::Usage(id, local));
        }
    }
}

/// Whether making the argument can neither suspend, nor panic, nor leave the expression.
fn stays(argument: &Expr) -> bool {
    match argument {
        Expr::Lit(_) | Expr::Path(_) | Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => true,
        Expr::Paren(paren) => stays(&paren.expr),
        Expr::Group(group) => stays(&group.expr),
        Expr::Reference(reference) => stays(&reference.expr),
        Expr::Cast(cast) => stays(&cast.expr),
        Expr::Field(field) => is_place(&field.base) && stays(&field.base),
        Expr::Tuple(tuple) => tuple.elems.iter().all(stays),
        Expr::Array(array) => array.elems.iter().all(stays),
        Expr::Struct(literal) => {
            literal.fields.iter().all(|field| stays(&field.expr)) && literal.rest.as_deref().is_none_or(stays)
        }
        Expr::Call(call) => is_constructor(&call.func) && call.args.iter().all(stays),
        _ => false,
    }
}

/// Whether there is a `break` or a `continue` in it.
fn jumps(argument: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr_break(&mut self, _: &ExprBreak) {
            self.0 = true;
        }

        fn visit_expr_continue(&mut self, _: &ExprContinue) {
            self.0 = true;
        }

        fn visit_macro(&mut self, _: &syn::Macro) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(argument);
    finder.0
}
