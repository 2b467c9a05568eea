//! Which variable a closure may have by value, for all that words tell: of one, rustc is asked.

use super::passing::chance;
use super::{Builder, Want};
use crate::ir::{Asked, Captured, Chance, LocalId, Piece};
use crate::syntax::outside::borrows_self;
use crate::syntax::uses::consumes;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, Pat};

impl Builder<'_> {
    /// Has rustc say how the closure captures a local on which a method is called that may consume it. What else it captures
    /// has to be references, if it is no block.
    pub(super) fn ask_how(
        &mut self,
        expr: &mut Expr,
        unsure: Option<LocalId>,
        captures: &mut [Captured],
    ) -> bool {
        let copied = |local: LocalId| self.locals[local].copied && self.locals[local].constant;
        let is_taken = |captured: &Captured| {
            let is_copy = copied(captured.local) || self.locals[captured.local].number.is_some();
            captured.value && !is_copy
        };
        let is_block = matches!(expr, Expr::Async(_));
        let is_given = |captured: &Captured| {
            // Where the machine may be moved, a reference is copied rather than referred to.
            is_taken(captured) && !is_block
                || captured.part.is_some()
                || copied(captured.local) && !self.awaits
        };
        let taken: Vec<LocalId> =
            captures.iter().filter(|captured| is_taken(captured)).map(|captured| captured.local).collect();
        let is_alone = captures.len() == 1;
        if captures.iter().any(is_given) {
            return false;
        }
        let asked =
            captures.iter_mut().find(|captured| Some(captured.local) == unsure && !copied(captured.local));
        let Some((captured, how)) = asked.zip(how_asked(expr, is_alone)) else { return false };
        match (how, expr) {
            (Asked::Around | Asked::Block | Asked::Call, _) => {}
            (Asked::Itself, Expr::Closure(closure)) if is_alone => {
                let body = Box::new(self.finish(&closure.body));
                *closure.body = self.hole(Piece::Asked(captured.local, body), closure.body.span());
            }
            (Asked::Itself, _) => return false,
        }
        captured.asked = Some(how);
        for captured in captures.iter_mut() {
            captured.value = taken.contains(&captured.local) && captured.asked.is_none();
        }
        true
    }

    /// Whether a method consumes a local in a closure, as its name says. If the file has one of that name that does not, rustc is asked
    /// first.
    pub(super) fn seems_consumed(&mut self, call: &syn::ExprMethodCall) -> bool {
        let local = self.local_of(&call.receiver).map(|(local, _)| local);
        let (Some(capture), Some(local)) = (&mut self.capture, local) else { return false };
        let says_so = consumes(&call.method.to_string());
        let asks = says_so && capture.may_ask() && borrows_self(&call.method);
        if asks {
            capture.doubts.seem_consumed.push(local);
        }
        says_so && !asks
    }

    /// A call by a method of which the name may not tell what becomes of its receiver.
    pub(super) fn note_call(&mut self, call: &syn::ExprMethodCall) {
        match self.place_of(&call.receiver) {
            Some((local, _, place)) if place.is_whole() => {
                let method = &call.method;
                self.note_doubt(Some(local), chance(&quote!(.#method)));
            }
            // What it is called on may be the local's field.
            Some((local, _, _)) => self.note_last_doubt(local),
            None => {}
        }
    }

    /// A call of what may be a closure that can be called once.
    pub(super) fn note_function(&mut self, function: &Expr) {
        if let Some((local, _)) = self.local_of(function) {
            self.note_last_doubt(local);
        }
    }

    fn note_last_doubt(&mut self, local: LocalId) {
        if let Some(capture) = &mut self.capture {
            capture.doubt_last(local);
        }
    }

    /// What a local leads to, in a closure: that has the local, if that is a box and what is in it is moved.
    pub(super) fn note_led_to(&mut self, base: &Expr, want: Want) {
        let local = self.local_of(base).filter(|_| want == Want::Value);
        self.note_doubt(local.map(|(local, _)| local), Chance::Even);
    }

    /// A pattern for what a local leads to: it moves that, if the local is a box.
    pub(super) fn note_taken<'a>(&mut self, matched: &Expr, pats: impl IntoIterator<Item = &'a Pat>) {
        let Some((local, _, projection)) = self.place_of(matched) else { return };
        for pat in pats {
            if super::pattern::takes_and_refers(pat) {
                self.note_last_doubt(local);
            } else if !projection.is_whole() && super::pattern::takes(pat) {
                return self.note_doubt(Some(local), Chance::Even);
            }
        }
    }

    /// An argument of a macro call. If it is a field of a variable, the macro may ask for `name.field`, and not for what stands for it.
    pub(super) fn note_named(&mut self, argument: &Expr) {
        let named = self.place_of(argument).filter(|(_, _, projection)| !projection.is_whole());
        if let Some((capture, (local, _, _))) = self.capture.as_mut().zip(named) {
            capture.named.push(local);
        }
    }

    fn note_doubt(&mut self, local: Option<LocalId>, chance: Chance) {
        if let Some((capture, local)) = self.capture.as_mut().zip(local) {
            capture.doubt(local, chance);
        }
    }
}

/// Which closure would tell how this one captures a local, and whether it captures nothing else.
fn how_asked(expr: &Expr, is_alone: bool) -> Option<Asked> {
    match expr {
        Expr::Async(_) => Some(Asked::Block),
        Expr::Closure(closure) => {
            let are_typed = closure.inputs.iter().all(|input| matches!(input, Pat::Type(_)));
            match (are_typed, closure.asyncness) {
                (true, None) if is_alone => Some(Asked::Itself),
                (true, _) => Some(Asked::Around),
                (false, None) => Some(Asked::Itself),
                (false, Some(_)) => None,
            }
        }
        _ => None,
    }
}

/// Locals that methods are called on, or that lead to what is used as a value, and whether a closure has them for that.
#[derive(Default)]
pub(super) struct Doubts {
    pub(super) called: Vec<(LocalId, Chance)>,
    /// Those that rustc is asked about if there is no doubt of another: calls of them, and of methods of their fields.
    pub(super) last: Vec<LocalId>,
    /// Those that are consumed, if rustc is not asked.
    pub(super) seem_consumed: Vec<LocalId>,
}

impl Doubts {
    /// Whether methods that it calls on a local may consume that, if it calls any.
    pub(super) fn chance(&self, local: LocalId) -> Option<Chance> {
        let called = self.called.iter().filter(|called| called.0 == local).map(|called| called.1);
        called.max()
    }

    /// The local that most likely is consumed, for all that is known; if it is one. What several methods are called on mostly is not.
    pub(super) fn unsure(&self) -> Option<LocalId> {
        let is_called_again =
            |local: LocalId| self.called.iter().filter(|called| called.0 == local).count() > 1;
        let called = |(chance, again)| {
            let of_chance = self.called.iter().filter(|called| called.1 == chance).map(|called| called.0);
            let mut locals = of_chance.filter(|local| again || !is_called_again(*local));
            let first = locals.next();
            first.filter(|first| locals.all(|local| local == *first))
        };
        let mut likely =
            [Chance::Good, Chance::Even].into_iter().flat_map(|chance| [(chance, true), (chance, false)]);
        likely.find_map(called).or_else(|| {
            let first = *self.last.first()?;
            self.last.iter().all(|local| *local == first).then_some(first)
        })
    }
}
