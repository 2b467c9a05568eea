//! Closures and `async` blocks: their own variables stay, the body's are captured.
//!
//! rustc captures by usage. Here a variable is handed to a closure under its name: its value, or a reference to its place.
//! What is moved or copied in the closure, and not used again after it, is handed over by value; code generation decides
//! (it knows what is used again). A closure that is given values gets a `move`, so that it takes all it is handed.

use super::asking::Doubts;
use super::closures::{
    add_move, capture_places, capture_wholes, comes_to_closures, inner_capture_places, mentioned_inside,
    moves,
};
use super::paths::{self, FieldPath, Taken};
use super::{Builder, Want, ours};
use crate::ir::{
    Captured, CapturedPart, Chance, DoubtOfPart, Event, How, Local, LocalId, Piece, Projection, Rebound,
};
use crate::syntax::block::CoBlock;
use crate::syntax::edition::Edition;
use proc_macro2::Ident;
use quote::ToTokens;
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{Expr, Pat, Stmt};

impl Builder<'_> {
    /// Closures and `async` blocks: their own variables stay, the body's are captured.
    pub(super) fn opaque_closure(&mut self, expr: &mut Expr) {
        let by_value = moves(expr);
        if let Some(around) = &self.capture {
            if by_value && !around.by_value {
                self.moving_body(expr);
            } else {
                self.closure_body(expr);
            }
            return;
        }
        let free = !self.names.mentions_inner(expr);
        let is_aggregate =
            |name: &Ident| self.names.get(name).is_some_and(|local| self.locals[local].aggregate);
        let whole = by_value && self.edition == Edition::Before2021;
        if whole {
            let own = paths::own_names(expr);
            let is_around = |name: &Ident| !own.contains(&name.to_string()) && self.names.get(name).is_some();
            capture_wholes(expr, &is_around);
        } else {
            paths::take_apart(expr, &is_aggregate);
        }
        let paths = if whole { Vec::new() } else { self.within_reach(expr, by_value) };
        let led = self.led_apart(&paths, by_value);
        self.capture = Some(Capture { led, ..Capture::of(by_value, paths) });
        let (inner, outlives) = (mentioned_inside(expr), comes_to_closures(expr));
        self.closure_body(expr);
        let capture = self.capture.take().unwrap_or_else(|| Capture::of(by_value, Vec::new()));
        inner_capture_places(expr, self.edition);
        let (unsure, mut captures) = (capture.doubts.unsure(), capture.captured);
        for captured in captures.iter_mut().filter(|captured| captured.part.is_none()) {
            captured.ends_whole =
                by_value && capture.paths.iter().any(|path| path.is_all_of(&captured.ident));
            let fields = capture.fields.iter().filter(|(local, _)| *local == captured.local);
            captured.fields = fields.map(|(_, projection)| projection.clone()).collect();
        }
        let asks = free && !by_value && self.ask_how(expr, unsure, &mut captures);
        let seem_consumed = &capture.doubts.seem_consumed;
        for captured in captures.iter_mut().filter(|captured| captured.part.is_none()) {
            captured.value |= captured.asked.is_none() && seem_consumed.contains(&captured.local);
        }
        // A reference is copied, as good as the variable that holds it: it can be moved on from there. (Not so an array: what the closure
        // gives may refer to it.)
        let copies = |this: &Self, captured: &Captured| {
            let Local { shared, constant, .. } = &this.locals[captured.local];
            free && !asks && *shared && *constant && captured.part.is_none()
        };
        let is_closure = matches!(expr, Expr::Closure(_));
        // With `move`, it could not give what it has by an exclusive reference.
        let lends = self.awaits
            && captures.iter().any(|captured| {
                let is_place = !captured.value && captured.exclusive && captured.part.is_none();
                is_place && !self.locals[captured.local].copied
            });
        // What is copied, a closure in this one refers to: it may outlive this one, and a copy of its own would not. (Where the machine
        // may be moved, that is told from the words.)
        let refers = |this: &Self, captured: &Captured| {
            let Local { copied, number, .. } = &this.locals[captured.local];
            let refers =
                if this.awaits { *copied || number.is_some() } else { number.is_some() && captured.outlived };
            refers && !by_value && (lends || inner.contains(&captured.ident.to_string()))
        };
        for captured in &mut captures {
            captured.outlived = outlives && inner.contains(&captured.ident.to_string());
            captured.value &= !refers(self, captured);
        }
        let copies = |this: &Self, captured: &Captured| copies(this, captured) && !refers(this, captured);
        let gives = captures.iter().any(|captured| {
            captured.value || captured.part.is_some() || is_closure && copies(self, captured)
        });
        if gives && !by_value && free && !asks {
            add_move(expr);
        }
        for captured in &mut captures {
            // `move` would take the variable.
            let bound = captured.part.is_some() || gives && !by_value;
            self.locals[captured.local].crosses |= bound;
            captured.value &= free;
            if is_closure && !by_value && copies(self, captured) {
                captured.value = false;
                self.note_capture(captured, false);
                captured.by_value = true;
                continue;
            }
            self.note_capture(captured, by_value);
        }
        capture_places(expr, self.edition);
        let span = expr.span();
        let closure = Box::new(self.finish(expr));
        *expr = self.hole(Piece::Capture { captures, closure, in_place: is_closure }, span);
    }

    /// What the making of the closure does to a local.
    pub(super) fn note_capture(&mut self, captured: &mut Captured, by_value: bool) {
        if let Some(part) = &mut captured.part {
            let _ = self.use_local(captured.local, captured.ident.clone(), Want::Look);
            part.number = self.new_part(captured.local, &part.projection);
            return;
        }
        if (captured.value || captured.asked.is_some()) && !by_value {
            self.mention(captured.local);
            captured.id = self.next_use();
            self.locals[captured.local].by_usage = true;
            if captured.asked.is_some() || self.in_macro {
                // It may be a reference that the closure gets.
                self.locals[captured.local].unmarked |= !captured.whole;
                self.lend(captured.local);
                self.event(Event::Usage(captured.id, captured.local));
            } else {
                self.event(Event::Capture(captured.id, captured.local));
            }
            return;
        }
        let want = if by_value { Want::Value } else { Want::Place };
        if let Piece::Use { id, .. } = self.use_local(captured.local, captured.ident.clone(), want) {
            captured.id = id;
        }
    }

    /// A statement about a local that a macro call was given.
    pub(super) fn said_of(&mut self, local: LocalId, ident: Ident, how: How) -> Stmt {
        let span = ident.span();
        let piece = Piece::Use { id: self.next_use(), local, ident, how };
        Stmt::Expr(self.hole(piece, span), Some(syn::token::Semi::default()))
    }

    /// What says `move`, in a closure that does not: it has the values of what it uses, from where it is made.
    fn moving_body(&mut self, expr: &mut Expr) {
        if let Some(capture) = &mut self.capture {
            capture.moved.push(Vec::new());
        }
        self.closure_body(expr);
        let moved = self.capture.as_mut().and_then(|capture| capture.moved.pop()).unwrap_or_default();
        let by_field = std::mem::replace(&mut self.by_field, false);
        let [mut before, mut after] = [Vec::new(), Vec::new()];
        for Moved { local, ident, whole } in moved {
            let captured = self.capture_local(local, ident.clone(), Want::Value);
            let Piece::Use { id, how: How::Captured | How::CapturedFields | How::Witnessed, .. } = captured
            else {
                continue;
            };
            let rebound = |this: &mut Self, what: Rebound| {
                let piece = Piece::Use { id, local, ident: ident.clone(), how: How::Rebound(what) };
                this.hole(piece, ident.span())
            };
            before.push(rebound(self, if whole { Rebound::Whole } else { Rebound::Fields }));
            if !whole {
                after.push(rebound(self, Rebound::Rest));
            }
        }
        self.by_field = by_field;
        let value = ours("value", expr.span());
        *expr = match (before.is_empty(), after.is_empty()) {
            (true, _) => return,
            (false, true) => syn::parse_quote!({ #(#before;)* #expr }),
            (false, false) => syn::parse_quote!({ #(#before;)* let #value = #expr; #(#after;)* #value }),
        };
    }

    /// `let _ = x;` captures nothing: since edition 2021, a variable that a closure does not look at is not the closure's.
    pub(super) fn without_unlooked<'a>(&self, matched: &mut Expr, pats: impl IntoIterator<Item = &'a Pat>) {
        let captures = self.capture.is_some() && self.edition >= Edition::Before2024;
        let is_aggregate =
            |base: &Expr| self.local_of(base).is_some_and(|(local, _)| self.locals[local].aggregate);
        let is_known = match &*matched {
            // Of another variable, the field may be behind a `Deref` that runs.
            Expr::Field(field) => is_aggregate(&field.base),
            place => self.local_of(place).is_some(),
        };
        if captures && is_known && pats.into_iter().all(|pat| matches!(pat, Pat::Wild(_))) {
            *matched = syn::parse_quote!(());
        }
    }

    pub(super) fn closure_body(&mut self, expr: &mut Expr) {
        // Its control flow is its own.
        let here = self.current;
        self.current = self.new_flow();
        self.names.enter();
        self.with_witness(expr, Self::inside_closure);
        self.names.leave();
        self.current = here;
    }

    fn inside_closure(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(closure) => {
                closure.inputs.iter().for_each(|input| self.declare_inner(input));
                self.opaque(&mut closure.body, Want::Value);
            }
            Expr::Async(block) => self.opaque_block(&mut block.block),
            Expr::Macro(mac) => {
                if let Some(mut block) = CoBlock::of(&mac.mac) {
                    self.opaque_block(&mut block.body);
                    mac.mac.tokens = block.to_token_stream();
                }
            }
            _ => {}
        }
    }

    pub(super) fn capture_local(&mut self, local: LocalId, ident: Ident, want: Want) -> Piece {
        let id = self.next_use();
        let Some(capture) = &mut self.capture else { return self.use_local(local, ident, want) };
        if let Some(moved) = capture.moved.last_mut() {
            let whole = !self.by_field;
            match moved.iter_mut().find(|moved| moved.local == local) {
                Some(moved) => moved.whole |= whole,
                None => moved.push(Moved { local, ident: ident.clone(), whole }),
            }
            return Piece::Use { id, local, ident, how: How::Bound };
        }
        let (value, exclusive, whole) = (want == Want::Value, want == Want::Place, !self.by_field);
        let known =
            capture.captured.iter_mut().find(|captured| captured.local == local && captured.part.is_none());
        match known {
            Some(captured) => {
                captured.value |= value;
                captured.exclusive |= exclusive;
                captured.whole |= whole;
            }
            None => {
                let by_value = capture.by_value;
                let ident = ident.clone();
                capture.captured.push(Captured {
                    id,
                    local,
                    ident,
                    by_value,
                    ends_whole: false,
                    value,
                    whole,
                    exclusive,
                    lent: false,
                    outlived: false,
                    asked: None,
                    part: None,
                    fields: Vec::new(),
                });
            }
        }
        let how = self.how_captured(local, &ident);
        Piece::Use { id, local, ident, how }
    }

    /// `x.a` of a variable that holds its fields itself: a closure that takes the field leaves the others.
    pub(super) fn capture_part(&mut self, expr: &Expr, want: Want) -> Option<Expr> {
        let path = paths::field_path(expr)?;
        let (local, ident, projection) = self.place_of(expr)?;
        let Local { aggregate: is_aggregate, copied, constant, .. } = self.locals[local];
        let capture = self.capture.as_mut()?;
        // A copy of what is `Copy` would be the closure's, and what it gives may refer to the field.
        if copied && constant && !capture.by_value && self.awaits && want == Want::Value {
            return None;
        }
        if !is_aggregate {
            if want == Want::Value && capture.moved.is_empty() && capture.led.contains(&path.root) {
                let name = ours(
                    &format!("{}_{}", super::names::plain(&path.root), name_of_part(&path.members)),
                    expr.span(),
                );
                if !capture.knows(local, &name) {
                    let part = CapturedPart {
                        name: name.clone(),
                        projection,
                        number: 0,
                        unsure: Vec::new(),
                        doubt: DoubtOfPart::Leads,
                    };
                    capture.captured.push(Captured::part(local, ident, part));
                }
                return Some(syn::parse_quote!(#name.__value()));
            }
            if want == Want::Value && capture.moved.is_empty() {
                capture.fields.push((local, projection));
                // It may be behind a box, which the closure then has.
                capture.doubt(local, Chance::Even);
            }
            return None;
        }
        let (taken, unsure) = match paths::taken(&capture.paths, &path, capture.by_value) {
            Taken::Nothing => return None,
            Taken::AsTheWhole => {
                capture.doubt(local, Chance::Even);
                return None;
            }
            Taken::Part { members, unsure } => (members, unsure),
        };
        let beyond = path.members.len() - taken.len();
        let root = super::names::plain(&path.root);
        let name = ours(&format!("{root}_{}", name_of_part(&taken)), expr.span());
        let is_sure = unsure.is_empty();
        if !capture.knows(local, &name) {
            let projection = paths::shortened(expr, beyond, &projection);
            let unsure = unsure.iter().map(|members| paths::lengthened(&projection, members)).collect();
            let by_value = capture.by_value;
            let is_taken = by_value || capture.paths.iter().any(|known| known.is_taken && known.is_in(&path));
            let doubt = if is_taken { self.doubt_of_part(local, &taken, &path) } else { DoubtOfPart::None };
            let part = CapturedPart { name: name.clone(), projection, number: 0, unsure, doubt };
            let capture = self.capture.as_mut()?;
            capture.captured.push(Captured { by_value, ..Captured::part(local, ident, part) });
        }
        let part = match beyond {
            _ if is_sure => syn::parse_quote!(#name),
            0 if want == Want::Value => syn::parse_quote!(#name.__value()),
            0 => syn::parse_quote!((*#name)),
            _ => syn::parse_quote!(#name.0),
        };
        Some(paths::behind(expr, beyond, &part))
    }
}

/// A closure under construction: what it captures of the body.
pub(super) struct Capture {
    pub(super) by_value: bool,
    pub(super) captured: Vec<Captured>,
    /// The fields that it uses.
    pub(super) paths: Vec<FieldPath>,
    /// The variables that may lead to the fields that it uses as values, and of which it has those by themselves.
    led: HashSet<String>,
    /// Of each closure or block with `move` around the code at hand, innermost last, what it uses.
    moved: Vec<Vec<Moved>>,
    /// Fields that are used as values, of locals that may only lead to them.
    fields: Vec<(LocalId, Projection)>,
    pub(super) doubts: Doubts,
    /// Locals of which a field is all of an argument of a macro call.
    pub(super) named: Vec<LocalId>,
}

/// A local that has its value copied, as a whole or by fields.
struct Moved {
    local: LocalId,
    ident: Ident,
    whole: bool,
}

impl Capture {
    pub(super) fn of(by_value: bool, paths: Vec<FieldPath>) -> Self {
        Capture {
            by_value,
            captured: Vec::new(),
            paths,
            led: HashSet::new(),
            moved: Vec::new(),
            fields: Vec::new(),
            doubts: Doubts::default(),
            named: Vec::new(),
        }
    }

    /// Whether it has the local's part of this name.
    fn knows(&self, local: LocalId, name: &Ident) -> bool {
        self.captured.iter().any(|captured| {
            captured.part.as_ref().is_some_and(|part| part.name == *name && captured.local == local)
        })
    }

    /// Whether rustc may be asked how it has a local that is used in the code at hand. (What says `move` in it has a value of its own.)
    pub(super) fn may_ask(&self) -> bool {
        self.moved.is_empty() && !self.by_value
    }

    /// Notes that it may have a local. (What says `move` in it has a value of its own.)
    pub(super) fn doubt(&mut self, local: LocalId, chance: Chance) {
        if self.moved.is_empty() {
            self.doubts.called.push((local, chance));
        }
    }

    /// The same if it has no other.
    pub(super) fn doubt_last(&mut self, local: LocalId) {
        if self.moved.is_empty() {
            self.doubts.last.push(local);
        }
    }

    /// Whether it refers to a local: exclusively from now on, for a shared reference could be copied.
    pub(super) fn refers_to(&mut self, local: LocalId) -> bool {
        let is_reference = |captured: &&mut Captured| {
            captured.local == local && captured.part.is_none() && !captured.by_value
        };
        if !self.moved.is_empty() {
            return false;
        }
        let reference = self.captured.iter_mut().find(is_reference);
        reference.map(|captured| captured.exclusive = true).is_some()
    }
}

/// What a part is called behind its variable's name. (`x_2` would be the second variable `x`.)
fn name_of_part(members: &[String]) -> String {
    let is_number = |member: &String| member.starts_with(|c: char| c.is_ascii_digit());
    let name = |member| if is_number(member) { format!("at_{member}") } else { member.clone() };
    members.iter().map(name).collect::<Vec<_>>().join("_")
}
