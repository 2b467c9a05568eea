//! Parts of a local's value: fields, what a box holds, what a pattern binds.
//!
//! What is moved out of a part depends on types. So each part that may be moved away gets a number; the local's guard
//! has a flag for it, and drops the rest.

use super::Builder;
use super::Want;
use super::call::{named_call, plain_call};
use super::matching::leaves_something;
use super::passing::chance;
use super::pattern;
use super::taking::{may_be_left, may_leave};
use crate::ir::{
    ByCall, Chance, Code, Event, Local, LocalId, MatchedPlace, Origin, Others, Part, PartPattern, Pattern,
    Piece, PlaceUse, Projection, Update, UseId,
};
use crate::syntax::awaiting::ends;
use crate::syntax::suspends::{is_aggregate_type, is_place, makes_aggregate};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr, Member, Pat, UnOp};

/// Where a place ends, as it is written.
pub(super) fn end_of(place: &Expr) -> Span {
    match place {
        Expr::Field(field) => field.member.span(),
        Expr::Unary(unary) => end_of(&unary.expr),
        Expr::Paren(paren) => paren.paren_token.span.join(),
        Expr::Group(group) => end_of(&group.expr),
        other => ends(other.to_token_stream()).map_or_else(|| other.span(), |(_, end)| end),
    }
}

/// What a star leads to stands in parentheses of ours; or in these of the user's.
fn in_parentheses(Projection(place): Projection, span: Span) -> Projection {
    let mut tokens = place.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(mut target)), None) => {
            target.set_span(span);
            Projection(TokenTree::Group(target).into())
        }
        _ => Projection(place),
    }
}

impl Builder<'_> {
    /// A local, or a part of it that can be named: `x.a`, `*x`, `(*x.a).b`.
    pub(super) fn place_of(&self, expr: &Expr) -> Option<(LocalId, Ident, Projection)> {
        if let Some((local, ident)) = self.local_of(expr) {
            return Some((local, ident, Projection::whole()));
        }
        match expr {
            Expr::Field(field) => {
                let (local, ident, Projection(base)) = self.place_of(&field.base)?;
                let (dot, member) = (&field.dot_token, &field.member);
                Some((local, ident, Projection(quote!(#base #dot #member))))
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                let (local, ident, base) = self.place_of(&unary.expr)?;
                Some((local, ident, base.target(unary.op, end_of(&unary.expr))))
            }
            Expr::Paren(paren) => {
                let (local, ident, place) = self.place_of(&paren.expr)?;
                Some((local, ident, in_parentheses(place, paren.paren_token.span.join())))
            }
            Expr::Group(group) => self.place_of(&group.expr),
            _ => None,
        }
    }

    /// Whether it is a value that holds its fields itself: made here, by a function of the file, or of such a variable.
    pub(super) fn is_aggregate(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) => self.local_of(expr).is_some_and(|(local, _)| self.locals[local].aggregate),
            expr => {
                makes_aggregate(expr) || self.type_given(expr).is_some_and(|given| is_aggregate_type(&given))
            }
        }
    }

    /// A number for a part.
    pub(super) fn new_part(&mut self, local: LocalId, projection: &Projection) -> usize {
        self.event(Event::Part(local));
        self.number_of_part(local, projection)
    }

    fn number_of_part(&mut self, local: LocalId, projection: &Projection) -> usize {
        let ways = vec![projection.way()];
        let parts = &mut self.locals[local].parts;
        let known = parts.iter().position(|known| {
            known.pattern.is_none() && known.others.is_none() && known.by_call.is_none() && known.ways == ways
        });
        known.unwrap_or_else(|| {
            parts.push(Part {
                projection: projection.clone(),
                pattern: None,
                others: None,
                by_call: None,
                ways,
            });
            parts.len() - 1
        })
    }

    /// A number for a part of a local that may hold it or lead to it, for a call that may consume it; of a method that borrows it by its
    /// name, if nothing else mentions it, or a part of it. Of calls of which the arguments' types are known only where they stand, there is
    /// one for each local; another one that consumes it by its name is taken to do so.
    pub(super) fn new_part_by_call(
        &mut self,
        local: LocalId,
        ident: &Ident,
        projection: &Projection,
        (method, arguments): (&TokenStream, &[Code]),
    ) -> Option<usize> {
        let way = projection.way();
        let fields: Vec<&str> =
            way.iter().map(|step| &*step.field).take_while(|field| *field != "*").collect();
        if fields.is_empty() {
            return None;
        }
        // What is temporary is mentioned where it is made.
        let is_temporary = self.locals[local].origin == Origin::Temporary;
        let may_take = is_temporary
            || chance(method) != Chance::None
            || self.mentions_of_part(local, ident, &fields) == 1;
        let parts = &mut self.locals[local].parts;
        let is_typed = |by_call: &ByCall| matches!(by_call, ByCall::Typed);
        let known = parts.iter().filter_map(|part| part.by_call.as_ref()).any(is_typed);
        if !may_take {
            return None;
        }
        let by_call = match plain_call(method, arguments) {
            Some(call) => ByCall::Plain(call),
            None if known => match named_call(method, arguments) {
                Some(call) => ByCall::Plain(call),
                None if chance(method) == Chance::Good => return Some(self.new_part(local, projection)),
                None => return None,
            },
            None => ByCall::Typed,
        };
        let projection = projection.clone();
        parts.push(Part { projection, pattern: None, others: None, by_call: Some(by_call), ways: vec![way] });
        let part = parts.len() - 1;
        self.event(Event::Part(local));
        Some(part)
    }

    /// The place that a struct takes its other fields from, if it is (a part of) a local.
    pub(super) fn updated_place(&self, expr: &Expr) -> Option<(LocalId, Ident, Projection)> {
        match expr {
            Expr::Struct(literal) if self.capture.is_none() => self.place_of(literal.rest.as_deref()?),
            _ => None,
        }
    }

    pub(super) fn opaque_struct(&mut self, expr: &mut Expr) {
        let updated = self.updated_place(expr);
        let Expr::Struct(literal) = expr else { return };
        for field in &mut literal.fields {
            field.colon_token.get_or_insert_default();
            self.opaque(&mut field.expr, Want::Value);
        }
        match (updated, &mut literal.rest) {
            (Some(place), _) => *expr = self.update_hole(literal.clone(), place),
            // A closure that takes the other fields, takes the variable.
            (None, Some(rest)) if self.capture.is_some() => self.opaque(rest, Want::Value),
            (None, Some(rest)) => self.opaque(rest, Want::Place),
            (None, None) => {}
        }
    }

    /// `Path { field: value, ..place }`, after its values.
    pub(super) fn update_hole(
        &mut self,
        literal: syn::ExprStruct,
        (local, ident, projection): (LocalId, Ident, Projection),
    ) -> Expr {
        let span = literal.span();
        let path = literal.path.to_token_stream();
        let given: Vec<Member> = literal.fields.iter().map(|field| field.member.clone()).collect();
        let fields =
            literal.fields.iter().map(|field| (field.member.clone(), self.finish(&field.expr))).collect();
        let _ = self.use_local(local, ident.clone(), Want::Look);
        self.event(Event::Part(local));
        let parts = &mut self.locals[local].parts;
        parts.push(Part {
            projection: projection.clone(),
            pattern: None,
            others: Some(Others { path: path.clone(), given: given.clone() }),
            by_call: None,
            ways: vec![projection.way()],
        });
        let part = parts.len() - 1;
        let takes = self.takes_others((local, &projection), &given);
        self.hole(
            Piece::Update(Box::new(Update { local, ident, projection, part, takes, path, fields })),
            span,
        )
    }

    /// What a struct update takes of a variable may be given again, or what it leaves be taken by another one: such fields
    /// are parts of their own.
    pub(super) fn part_fields_of_updates(&mut self) {
        let assigned = std::mem::take(&mut self.assigned);
        let locals: Vec<LocalId> = self.locals.ids().collect();
        for local in locals {
            let parts = &self.locals[local].parts;
            let updated: Vec<usize> =
                (0..parts.len()).filter(|number| parts[*number].others.is_some()).collect();
            for number in updated {
                let part = &self.locals[local].parts[number];
                let refilled = assigned.iter().filter(|(other, _)| *other == local);
                let mut own: Vec<Member> =
                    refilled.filter_map(|(_, projection)| part.field_at(projection)).collect();
                let parts = &self.locals[local].parts;
                let beside = || parts.iter().filter(|other| other.ways == part.ways);
                let given: Vec<&Member> = beside().flat_map(Part::given).collect();
                if beside().filter(|other| other.others.is_some()).count() > 1 {
                    own.extend(given.into_iter().cloned());
                }
                let Projection(base) = part.projection.clone();
                for member in own {
                    self.number_of_part(local, &Projection(quote!(#base.#member)));
                    let others = self.locals[local].parts[number].others.as_mut();
                    if let Some(others) = others.filter(|others| !others.given.contains(&member)) {
                        others.given.push(member);
                    }
                }
            }
        }
    }

    /// Numbers for the parts that the names of a pattern may move away: of this arm of this match.
    pub(super) fn pattern_parts(
        &mut self,
        place: &PlaceUse,
        pattern: &Pattern,
        choice: usize,
        arm: usize,
    ) -> Vec<Option<usize>> {
        let apart = place.projection.is_whole() || self.locals[place.local].inert;
        if pattern.names.iter().any(|name| name.by_ref || !apart) {
            self.lend(place.local);
        }
        let prefix = place.projection.way();
        let parts = pattern.names.iter().map(|name| {
            let ways = name.ways.iter().map(|way| prefix.iter().chain(way).cloned().collect()).collect();
            let (alone, joint) = (name.by_place.clone(), pattern.joint.clone());
            let pattern =
                Some(PartPattern { alone, name: name.ident.clone(), joint, choice, arm, at: place.at });
            name.moves().then(|| Part {
                projection: place.projection.clone(),
                pattern,
                others: None,
                by_call: None,
                ways,
            })
        });
        let parts: Vec<Option<Part>> = parts.collect();
        let parts = parts.into_iter().map(|part| {
            self.locals[place.local].parts.push(part?);
            Some(self.locals[place.local].parts.len() - 1)
        });
        parts.collect()
    }

    /// A pattern has matched, and its guard has passed: parts of the place may be gone.
    pub(super) fn parts_may_be_gone(&mut self, place: &PlaceUse, parts: &[Option<usize>]) {
        parts.iter().flatten().for_each(|_| self.event(Event::Part(place.local)));
    }

    /// A number for a match.
    pub(super) fn new_choice(&mut self) -> usize {
        self.n_choices += 1;
        self.n_choices - 1
    }

    /// `x.a` or `*x` as a value. Not in closures: they capture the whole.
    pub(super) fn opaque_part(&mut self, expr: &mut Expr) -> bool {
        if self.capture.is_some() || !matches!(expr, Expr::Field(_) | Expr::Unary(_)) {
            return false;
        }
        let Some((local, ident, projection)) = self.place_of(expr) else { return false };
        let span = expr.span();
        let _ = self.use_local(local, ident.clone(), Want::Look);
        let part = self.new_part(local, &projection);
        let takes = self.takes_field(local, &projection);
        *expr = self.hole(Piece::Part { local, ident, projection, part, takes }, span);
        true
    }

    /// `x.a = value`
    pub(super) fn assign_part(&mut self, place: &Expr, equals: syn::Token![=], value: &Expr) -> Option<Expr> {
        if self.capture.is_some() {
            return None;
        }
        let (local, ident, projection) = self.place_of(place)?;
        let span = place.span();
        let value = Box::new(self.finish(value));
        let _ = self.use_local(local, ident.clone(), Want::Look);
        self.locals[local].refilled.push(projection.way());
        self.assigned.push((local, projection.clone()));
        Some(self.hole(Piece::AssignPart { local, ident, projection, equals, value }, span))
    }

    /// What a statement-like pattern wants of what it is given: nothing is moved by `_`.
    pub(super) fn want_of(&self, pat: &Pat, init: &Expr) -> Want {
        match pattern::simple_name(pat) {
            Some(_) => Want::Value,
            None => self.want_of_matched(init, [pat]),
        }
    }

    /// Whether a pattern leaves nothing of the variable that it takes apart: then it may as well be given the value. Not of one that
    /// is mutable, for its fields may get others; and not of an array, which rustc drops from its end if elements are moved out of it.
    pub(super) fn takes_all(&self, pat: &Pat, matched: &Expr) -> bool {
        let is_own = |local: &Local| local.constant && matches!(local.origin, Origin::User(_));
        let own = self.local_of(matched).filter(|(local, _)| is_own(&self.locals[*local]));
        self.capture.is_none() && own.is_some() && !leaves_something([pat]) && !has_elements(pat)
    }

    /// What patterns want of what they are matched against. Without `ref`, a name is bound to the value, or to something
    /// that a reference in it leads to: nothing refers to the place itself, unless a smart pointer leads there.
    pub(super) fn want_of_matched<'a>(
        &self,
        matched: &Expr,
        pats: impl IntoIterator<Item = &'a Pat>,
    ) -> Want {
        if !is_place(matched) {
            return Want::Value;
        }
        let pats: Vec<&Pat> = pats.into_iter().collect();
        if self.capture.is_some() && self.local_of(matched).is_some() {
            // What a closure takes apart, it takes.
            let takes = pats.iter().any(|pat| pattern::takes(pat));
            return if takes { Want::Value } else { Want::Place };
        }
        let place = self.place_of(matched);
        let apart =
            place.is_some_and(|(local, _, projection)| projection.is_whole() || self.locals[local].inert);
        let refers = pats.into_iter().any(pattern::refers);
        if self.capture.is_some() || refers || !apart { Want::Place } else { Want::Look }
    }

    /// The place that a pattern is matched against, if it is (a part of) a local, and the pattern binds names.
    pub(super) fn matched_place(&self, scrutinee: &Expr) -> Option<PlaceUse> {
        if self.capture.is_some() {
            return None;
        }
        let (local, ident, projection) = self.place_of(scrutinee)?;
        // Of a temporary, where its value stands.
        let at = match self.locals[local] {
            Local { origin: Origin::Temporary, span, start, .. } => (start.unwrap_or(span), span),
            _ => (ident.span(), ident.span()),
        };
        Some(PlaceUse { local, at, projection })
    }

    /// The same for one pattern.
    pub(super) fn matched_by(&mut self, scrutinee: &Expr, pat: &syn::Pat) -> Option<MatchedPlace> {
        let place = self.matched_place(scrutinee)?;
        let pattern = pattern::describe(pat);
        if pattern.names.is_empty() {
            return None;
        }
        let choice = self.new_choice();
        let parts = self.pattern_parts(&place, &pattern, choice, 0);
        self.parts_may_be_gone(&place, &parts);
        Some(MatchedPlace { place, parts, takes: None, refuted: None })
    }

    /// The same where the pattern has matched.
    pub(super) fn after_match(&mut self, matched: Option<MatchedPlace>, pat: &Pat) -> Option<MatchedPlace> {
        let matched = matched?;
        let takes = self.taken(&matched.place, pat);
        Some(MatchedPlace { takes, ..matched })
    }

    /// A pattern has matched a place. If it takes all that may be dropped of a variable, nothing has to be held of that any more: what it
    /// binds is moved, or `Copy`. (Where a part of it is given another value later, it is used again.)
    pub(super) fn taken(&mut self, place: &PlaceUse, pat: &Pat) -> Option<UseId> {
        self.taken_unless(place, |ty| may_leave(pat, ty)).or_else(|| self.takes_by_pattern(place, pat))
    }

    /// The same where it has not matched, and by that nothing is there that may be dropped.
    pub(super) fn refuted(&mut self, place: &PlaceUse, pat: &Pat) -> Option<UseId> {
        self.taken_unless(place, |ty| ty.is_none_or(|ty| may_be_left(pat, ty)))
    }

    fn taken_unless(
        &mut self,
        place: &PlaceUse,
        leaves: impl Fn(Option<&syn::Type>) -> bool,
    ) -> Option<UseId> {
        let is_own = match self.locals[place.local].origin {
            Origin::User(_) | Origin::Temporary => true,
            Origin::Param | Origin::Future | Origin::Carrier | Origin::Outer | Origin::Receiver(..) => false,
        };
        let declared = self.locals[place.local].origin.declared(place.local);
        let ty = self.locals[declared].choice.as_ref().map(|choice| &choice.ty);
        if !is_own || !place.projection.is_whole() || leaves(ty) {
            return None;
        }
        let (id, relies) = (self.next_use(), leaves(None));
        if let Some(choice) = self.locals[declared].choice.as_mut().filter(|_| relies) {
            choice.relied_on.push(id);
        }
        self.event(Event::Taken(id, place.local));
        Some(id)
    }
}

/// Whether a pattern takes elements of an array.
fn has_elements(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat_slice(&mut self, _: &syn::PatSlice) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    finder.0
}
