//! Matches that suspend, or that may move parts of a place away.

use super::alternatives::{Alternative, as_they_are, split_ambiguous};
use super::guards::{Handed, has_let_guard, without_unused_references};
use super::known::Known;
use super::lasting::matched_static;
use super::parts_of_values::is_part_of_value;
use super::pattern::{mentions, mutable_names};
use super::taking::{Destructor, destructor};
use super::temporaries::matched_leaves;
use super::{Builder, Want, ours};
use crate::ir::{
    Arm, ArmBody, Binding, Block, Code, Event, Guard, MatchWords, Node, Origin, Pattern, Piece, PlaceUse,
};
use crate::syntax::awaiting::{braces, ends};
use crate::syntax::suspends::{is_constant, is_place, suspends};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Pat};

impl Builder<'_> {
    /// A match whose arms suspend, or only its scrutinee.
    pub(super) fn match_piece(&mut self, mut branch: syn::ExprMatch, lead: bool) -> Piece {
        let words = MatchWords::of(&branch);
        let is_place = is_place(&branch.expr);
        let can_ask = !is_place || self.matched_place(&branch.expr).is_some();
        let guard_suspends =
            branch.arms.iter().any(|arm| arm.guard.as_ref().is_some_and(|(_, guard)| suspends(guard)));
        if guard_suspends || can_ask && has_let_guard(&branch) {
            return self.asking_match(branch, lead);
        }
        for found in self.without_let_guards(&mut branch.arms, &Handed::default()) {
            self.declare(&syn::parse_quote!(#found), None);
        }
        let arms_suspend = branch
            .arms
            .iter()
            .any(|arm| suspends(&arm.body) || arm.guard.as_ref().is_some_and(|(_, guard)| suspends(guard)));
        if matched_leaves(&branch) {
            *branch.expr = match matched_static(&branch.expr, branch.arms.iter().map(|arm| &arm.pat)) {
                Some(place) => place,
                None => self.scrutinee_place(*branch.expr, lead),
            };
        }
        let place = self.matched_place(&branch.expr);
        let (known, ty) = (self.known(&branch.expr).bound(), self.type_of(&branch.expr));
        let want = self.want_of_matched(&branch.expr, branch.arms.iter().map(|arm| &arm.pat));
        let scrutinee = self.scrutinee(*branch.expr, want, arms_suspend, lead);
        let mut arms = Vec::new();
        let choice = self.new_choice();
        let cases = if place.is_some() { split_ambiguous(branch.arms) } else { as_they_are(branch.arms) };
        self.branches(cases, |this, arm| {
            let number = arms.len();
            this.matched_type.clone_from(&ty);
            arms.push(this.arm(arm, place.as_ref(), known, (choice, number), true));
        });
        self.nest(Node::Match { scrutinee, place, arms, words })
    }

    /// A match with a guard that suspends: the arms are tried one after the other, on a place that lasts. All guards come
    /// before all bodies, so that the points are in order.
    pub(super) fn asking_match(&mut self, branch: syn::ExprMatch, lead: bool) -> Piece {
        let (span, has_let_guard, words) =
            (branch.expr.span(), has_let_guard(&branch), MatchWords::of(&branch));
        let (place, scrutinee) = match self.matched_place(&branch.expr) {
            Some(place) => (place, *branch.expr),
            None if is_place(&branch.expr) && !is_part_of_value(&branch.expr) && !is_static(&branch.expr) => {
                self.diagnostics.error(
                    span,
                    "`.await` in a guard of a match on this place is not a suspension point: the place would be \
                     evaluated again for each arm; bind it first: `let matched = &mut place;`",
                );
                return Piece::Nest(Box::new(Node::Block(self.nested_block(|_| None))));
            }
            None => {
                let scrutinee = if is_static(&branch.expr) {
                    let place = &branch.expr;
                    let reference = self.scrutinee_place(syn::parse_quote!(&#place), lead);
                    syn::parse_quote!(*#reference)
                } else {
                    self.scrutinee_place(*branch.expr, lead)
                };
                match self.matched_place(&scrutinee) {
                    Some(place) => (place, scrutinee),
                    None => return Piece::Nest(Box::new(Node::Block(self.nested_block(|_| None)))),
                }
            }
        };
        let mut scrutinee = scrutinee;
        self.opaque(&mut scrutinee, Want::Place);
        let code = self.finish(&scrutinee);
        self.locals[place.local].crosses = true;
        if !has_let_guard {
            return self.asked_arms(branch.arms, code, place, words);
        }
        // What is temporary in a guard lives through the arm.
        let block = self.nested_block(|this| {
            this.enter_statement();
            let hold = std::mem::replace(&mut this.hold, false);
            let piece = this.asked_arms(branch.arms, code, place, words);
            this.hold = hold;
            this.leave_statement();
            Some(Code { pieces: vec![piece], inner: false })
        });
        self.nest(Node::Block(block))
    }

    fn asked_arms(
        &mut self,
        arms: Vec<syn::Arm>,
        scrutinee: Code,
        place: PlaceUse,
        words: MatchWords,
    ) -> Piece {
        let mut asked = Vec::new();
        let mut chosen = Vec::new();
        let choice = self.new_choice();
        for mut arm in arms {
            without_unused_references(&mut arm);
            let lasts = self.asked_let_guard(&mut arm);
            for case in super::alternatives::apart(arm) {
                let (head, flow) = self.ask(&case.arm, &place, (choice, asked.len()), lasts);
                asked.push((case, head));
                chosen.push(flow);
            }
        }
        let mut arms = Vec::new();
        self.branches(asked.into_iter().zip(chosen), |this, ((case, head), flow)| {
            let here = this.current;
            this.edge(flow, here);
            arms.push(this.answer(case, head, &place));
        });
        self.nest(Node::Match { scrutinee, place: Some(place), arms, words })
    }

    /// The pattern and the guard of an arm; the flow goes on with the next arm, and from the second result with this one. What is
    /// temporary in the guard may last.
    pub(super) fn ask(
        &mut self,
        arm: &syn::Arm,
        place: &PlaceUse,
        (choice, number): (usize, usize),
        lasts: bool,
    ) -> (AskedArm, crate::ir::FlowId) {
        let pattern = super::pattern::describe_arm(arm, &self.unused);
        let base = ours("matched", Span::call_site());
        let _ = self.use_local(place.local, base, Want::Place);
        let parts = self.pattern_parts(place, &pattern, choice, number);
        let (before, next) = (self.current, self.new_flow());
        self.edge(before, next);
        self.current = self.new_flow();
        let matched = self.current;
        self.edge(before, matched);
        let waits = arm.guard.as_ref().filter(|(_, guard)| lasts || suspends(guard));
        let stays = waits.filter(|_| self.stays(place)).map(|(_, guard)| guard.to_token_stream());
        let is_asked = |name: &Ident| stays.as_ref().is_none_or(|guard| mentions(guard.clone(), name));
        let names = super::pattern::bindings(&arm.pat).into_iter().filter(is_asked).collect();
        let bound = self.new_carriers(names);
        self.names.enter();
        for carrier in &bound {
            self.names.declare(&carrier.ident, super::names::Meaning::Local(carrier.local));
            let Some(name) = pattern.names.iter().find(|name| name.ident == carrier.ident) else { continue };
            let local = &mut self.locals[carrier.local];
            local.crosses = true;
            local.bound = Some(Box::new((place.clone(), name.clone())));
        }
        let mut passed = None;
        let guard = arm.guard.as_ref().map(|(_, guard)| match (**guard).clone() {
            Expr::If(guard) if lasts => {
                let (guard, flow) = self.let_guard(guard);
                passed = Some(flow);
                Guard::Block(guard)
            }
            guard if suspends(&guard) => Guard::Block(self.nested_block(|this| this.tail(guard))),
            guard => Guard::Code(self.opaque_code(guard, Want::Value)),
        });
        self.names.leave();
        let asked = self.current;
        if guard.is_some() {
            self.edge(asked, next);
        }
        let passed = passed.unwrap_or(asked);
        self.current = next;
        self.leave_carriers(&bound);
        let known = self.known_local(place.local).bound();
        (AskedArm { pattern, parts, bound, stays: stays.is_some(), known, guard }, passed)
    }

    /// Whether what names stand for stays in the matched value while a guard waits, where the machine finds it again: the way there is no
    /// `Deref` of the user's own, no type has to be written for what does not stay, and the machine itself stays where it is.
    fn stays(&self, place: &PlaceUse) -> bool {
        place.projection.is_whole() && self.types.is_none() && !self.may_move
    }

    pub(super) fn answer(&mut self, case: Alternative, head: AskedArm, place: &PlaceUse) -> Arm {
        let Alternative { arm, names, instead } = case;
        let AskedArm { pattern, parts, bound, stays, known, guard } = head;
        let (carriers, lent) = if stays {
            let base = ours("matched", Span::call_site());
            let _ = self.use_local(place.local, base, Want::Place);
            let carriers = self.new_carriers(super::pattern::bindings(&arm.pat));
            self.leave_carriers(&bound);
            (carriers, Some(bound))
        } else {
            (bound, None)
        };
        self.parts_may_be_gone(place, &parts);
        let (takes, end) = (self.taken(place, &arm.pat), end_of_arm(&arm));
        let body = self.nested_block(|this| {
            this.take_carriers(&carriers, &names, &arm.pat, known);
            this.body_of(*arm.body)
        });
        Arm { pattern, parts, takes, guard, lent, carriers, instead, body: ArmBody::Block(body), end }
    }

    /// What a pattern binds, on its way to the arm: bytes, that somebody else owns until then.
    pub(super) fn new_carriers(&mut self, names: Vec<Ident>) -> Vec<Binding> {
        let carriers: Vec<Binding> = names
            .into_iter()
            .map(|ident| {
                let local = self.new_local(ident.to_string(), Origin::Carrier);
                self.locals[local].inert = true;
                self.locals[local].may_be_constant = true;
                Binding { local, ident }
            })
            .collect();
        carriers.iter().for_each(|carrier| self.event(Event::Init(carrier.local)));
        carriers
    }

    pub(super) fn scrutinee(&mut self, expr: Expr, want: Want, arms_suspend: bool, lead: bool) -> Code {
        let (hold, head) = (self.hold, self.head);
        self.hold |= arms_suspend;
        self.head = true;
        let value = self.lower(expr, want, lead);
        (self.hold, self.head) = (hold, head);
        self.finish(&value)
    }

    /// A place for a matched value that outlives the choice of the arm.
    pub(super) fn scrutinee_place(&mut self, value: Expr, lead: bool) -> Expr {
        self.part_in_place(value, "scrutinee", lead)
    }

    /// A match that does not suspend, of a place whose parts it may move away.
    pub(super) fn opaque_select(&mut self, branch: syn::ExprMatch) -> Option<Piece> {
        let binds = branch.arms.iter().any(|arm| !super::pattern::bindings(&arm.pat).is_empty());
        let (place, words) = (self.matched_place(&branch.expr).filter(|_| binds)?, MatchWords::of(&branch));
        let mut value = *branch.expr;
        let want = self.want_of_matched(&value, branch.arms.iter().map(|arm| &arm.pat));
        self.opaque(&mut value, want);
        let scrutinee = self.finish(&value);
        let mut arms = Vec::new();
        let choice = self.new_choice();
        self.branches(split_ambiguous(branch.arms), |this, arm| {
            let number = arms.len();
            arms.push(this.arm(arm, Some(&place), Known::Nothing, (choice, number), false));
        });
        Some(Piece::Nest(Box::new(Node::Match { scrutinee, place: Some(place), arms, words })))
    }

    /// An arm, the so-and-so-manieth of a match.
    pub(super) fn arm(
        &mut self,
        mut case: Alternative,
        place: Option<&PlaceUse>,
        known: Known,
        (choice, number): (usize, usize),
        suspends: bool,
    ) -> Arm {
        let arm = &case.arm;
        let pattern = super::pattern::describe_arm(arm, &self.unused);
        let parts =
            place.map(|place| self.pattern_parts(place, &pattern, choice, number)).unwrap_or_default();
        let (carriers, end) = (self.new_carriers(super::pattern::bindings(&arm.pat)), end_of_arm(arm));
        self.names.enter();
        for carrier in &carriers {
            self.names.declare(&carrier.ident, super::names::Meaning::Local(carrier.local));
        }
        let guard =
            case.arm.guard.take().map(|(_, guard)| Guard::Code(self.opaque_code(*guard, Want::Value)));
        self.names.leave();
        let instead = case.instead;
        let takes = place.and_then(|place| {
            self.parts_may_be_gone(place, &parts);
            self.taken(place, &case.arm.pat)
        });
        let body = if suspends {
            let span = braces(&case.arm.body);
            let block = self.nested_block(|this| {
                this.take_carriers(&carriers, &case.names, &case.arm.pat, known);
                this.body_of(*case.arm.body)
            });
            ArmBody::Block(Block { span, ..block })
        } else {
            self.leave_carriers(&carriers);
            self.names.enter();
            self.declare_inner(&case.arm.pat);
            let code = self.opaque_code(case.body(), Want::Value);
            self.names.leave();
            // They do not outlive the choice of the arm.
            carriers.iter().for_each(|carrier| self.locals[carrier.local].crosses = false);
            ArmBody::Code(code)
        };
        Arm { pattern, parts, takes, guard, lent: None, carriers, instead, body, end }
    }

    /// The values that the pattern has bound become locals of the arm.
    pub(super) fn take_carriers(&mut self, carriers: &[Binding], names: &[Ident], pat: &Pat, known: Known) {
        let (mutable, ty) = (mutable_names(pat), self.matched_type.take());
        for carrier in names.iter().filter_map(|name| carriers.iter().find(|carrier| carrier.ident == *name))
        {
            let value = self.use_temporary(carrier.local, carrier.ident.clone(), Want::Value);
            self.locals[carrier.local].crosses = true;
            let code = self.finish(&value);
            let local = self.declare_user(&carrier.ident, None);
            self.locals[local].may_be_constant = true;
            self.note(local, known);
            let mutable = mutable.contains(&carrier.ident.to_string()).then(Default::default);
            self.bind((local, &carrier.ident), mutable, None, code);
            self.event(Event::Init(local));
        }
        self.type_names(pat, ty.as_ref());
        self.leave_carriers(carriers);
    }

    /// The arm is chosen, or another one is tried: nothing looks at what its pattern has bound any more.
    fn leave_carriers(&mut self, carriers: &[Binding]) {
        carriers.iter().for_each(|carrier| self.event(Event::Leave(carrier.local)));
    }
}

/// Whether it is the name of a static or a constant: neither is the machine's.
fn is_static(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if is_constant(path))
}

/// An arm whose body is still to come.
pub(super) struct AskedArm {
    pattern: Pattern,
    parts: Vec<Option<usize>>,
    /// What the names stand for while the guard is asked,
    bound: Vec<Binding>,
    /// if it stays in the matched value until the arm is chosen.
    stays: bool,
    /// What is known of what the pattern binds.
    known: Known,
    guard: Option<Guard>,
}

/// Whether the patterns may leave something of the matched value behind, or refer to it: then it has to last.
pub(super) fn leaves_something<'a>(pats: impl IntoIterator<Item = &'a Pat>) -> bool {
    use syn::visit::Visit;
    struct Finder {
        found: bool,
        refers: bool,
        structural: bool,
        literal: bool,
    }
    impl Visit<'_> for Finder {
        fn visit_pat(&mut self, pat: &Pat) {
            match pat {
                Pat::Wild(_) | Pat::Rest(_) => self.found = true,
                Pat::Ident(pat) => self.refers |= pat.by_ref.is_some(),
                Pat::Struct(pat) => self.found |= pat.rest.is_some() || may_have_destructor(&pat.path),
                Pat::TupleStruct(pat) => self.found |= may_have_destructor(&pat.path),
                _ => {}
            }
            self.literal |= matches!(pat, Pat::Lit(_) | Pat::Range(_));
            self.structural |=
                !matches!(pat, Pat::Lit(_) | Pat::Range(_) | Pat::Wild(_) | Pat::Or(_) | Pat::Ident(_));
            syn::visit::visit_pat(self, pat);
        }
    }
    let mut finder = Finder { found: false, refers: false, structural: false, literal: false };
    pats.into_iter().for_each(|pat| finder.visit_pat(pat));
    // Of a number or a text, nothing is left that anybody could see.
    finder.refers || finder.found && (finder.structural || !finder.literal)
}

/// Whether what is taken apart may have a destructor: then nothing is moved out of it, and it ends as a whole. Of enums of which nothing
/// is known few have any.
fn may_have_destructor(path: &syn::Path) -> bool {
    match destructor(path) {
        Destructor::Known(has) => has,
        Destructor::UnknownType => true,
        Destructor::UnknownEnum => false,
    }
}

/// Where an arm ends. (What a macro of ours has written may have no tokens.)
fn end_of_arm(arm: &syn::Arm) -> Span {
    ends(arm.body.to_token_stream()).map_or_else(Span::call_site, |(_, end)| end)
}
