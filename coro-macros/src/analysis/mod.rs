//! Stage 3: from the [`Body`]'s flow to [`Facts`]: what is alive where.
//!
//! Two analyses run over the flow, both to a fixed point:
//!
//! - *liveness*, backwards: a local is live if some path from here uses it before it is given a new value.
//! - *initialisation*, forwards: a local may, or must, own a value here; and it has storage since its first value.
//!
//! Types are not known, so two questions are answered on the safe side: a use by value counts as a move (if the type is
//! `Copy`, there is nothing to drop anyway), and a value whose place was ever borrowed keeps its place to the end of
//! its scope. But for a machine that may be moved where it yields: there nothing is borrowed, as the second check has it, and
//! only what will be used or dropped keeps its place.

mod dataflow;
#[cfg(test)]
mod dump;
mod items;
mod passing;
mod remains;
mod rests;
mod start;

use crate::index::{BitSet, IndexVec};
use crate::ir::{Body, CallId, Event, Local, LocalId, Origin, Passing, PointId, UseId};
use dataflow::{Init, Live, Uses, Ways};
pub(crate) use items::{Count, Items};
pub(crate) use remains::Remain;

/// What later passes need to know.
pub(crate) struct Facts {
    /// Where each local lives.
    pub(crate) class: IndexVec<LocalId, Class>,
    /// Uses after which the local may be used again.
    pub(crate) live_after: BitSet<UseId>,
    /// Uses that leave nothing of the local to be dropped.
    pub(crate) emptying: BitSet<UseId>,
    /// Locals that closures refer to which use them as values, for they are used again.
    pub(crate) referred: BitSet<LocalId>,
    /// Locals that were lent, and of which the places are free once their values are moved away: these are known to be owners.
    pub(crate) vacated: BitSet<LocalId>,
    /// What each suspension point holds, in order of declaration.
    pub(crate) held: IndexVec<PointId, Vec<(LocalId, Ownership)>>,
    /// What lies there when a machine that may be moved yields: what is held, and what something may have borrowed.
    pub(crate) moved: IndexVec<PointId, Vec<LocalId>>,
    /// What may be used again after each suspension point.
    pub(crate) live: IndexVec<PointId, BitSet<LocalId>>,
    /// What has its value at each suspension point, on every path.
    pub(crate) sure: IndexVec<PointId, BitSet<LocalId>>,
    /// What was given a value before, on every path; it may be moved away since.
    pub(crate) given: IndexVec<PointId, BitSet<LocalId>>,
    /// Locals that are in use at the same time as another: `conflicts[a]` contains `b`.
    pub(crate) conflicts: IndexVec<LocalId, BitSet<LocalId>>,
    /// Locals of which parts may be gone while the machine is suspended.
    pub(crate) parted: BitSet<LocalId>,
    /// Uses of a local that may have no value then.
    pub(crate) unsure: BitSet<UseId>,
    /// What owns a value on some path behind a macro call, if that evaluates its arguments.
    pub(crate) left: IndexVec<CallId, BitSet<LocalId>>,
    /// What has not been called there on some path, of what a call may consume.
    pub(crate) not_called: IndexVec<CallId, BitSet<LocalId>>,
    /// Locals that may still own a value when their scope ends.
    pub(crate) ends_alive: BitSet<LocalId>,
    /// Locals that may not have been used yet while the machine is suspended.
    pub(crate) awaited_unused: BitSet<LocalId>,
    /// What each suspension point holds before a call was made that may consume it, on some path.
    pub(crate) uncalled: IndexVec<PointId, BitSet<LocalId>>,
    /// Calls after which nothing is left of a local, if its type is what their names suggest.
    pub(crate) passing: IndexVec<LocalId, Option<Passing>>,
    /// Locals that one call consumes, or nothing does.
    pub(crate) remains: Vec<Remain>,
    /// What is in use at the same time as such a local before that call is made: `before[a]` contains `b`.
    pub(crate) before: IndexVec<LocalId, BitSet<LocalId>>,
    /// How many items come yet, of a machine that gives items.
    pub(crate) items: Items,
    /// Whether the first resume runs a loop that no other one does.
    pub(crate) loops_first: bool,
    /// The one suspension point that is in a loop, of a machine that has others.
    pub(crate) often: Option<PointId>,
}

impl Facts {
    /// Whether something may be borrowed from the local for longer than a look.
    pub(crate) fn is_lent(&self, body: &Body, local: LocalId) -> bool {
        self.referred.contains(local) || body.locals[local].looks.may_last()
    }
}

/// Where a local lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// An ordinary variable of the resume closure.
    Native,
    /// Room on the stack of the resume closure, reached through a pointer.
    Stack,
    /// A slot of the frame.
    Frame,
    /// Outside of the machine: its address is known.
    Outer,
}

/// Whether a local owns the value that is in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ownership {
    /// It does.
    Owned,
    /// It is known at run time only.
    Maybe,
    /// There is nothing to drop; the bytes may still be read.
    Bytes,
}

/// Analyses a body.
pub(crate) fn analyse(body: &Body) -> Facts {
    let n_locals = body.locals.len();
    let live = dataflow::backward(body, Ways::All);
    let live_after = live_after(body);
    let uses = Uses { vacating: vacating(body, &live_after), live_after, rests: rests::Rests::of(body) };
    let init = dataflow::forward(body, &uses);
    let mut facts = Facts {
        class: IndexVec::filled(n_locals, Class::Native),
        referred: referred(body, &uses.live_after),
        emptying: BitSet::new(body.n_uses, false),
        vacated: BitSet::new(n_locals, false),
        live_after: uses.live_after.clone(),
        held: IndexVec::filled(body.points.len(), Vec::new()),
        moved: IndexVec::filled(body.points.len(), Vec::new()),
        live: IndexVec::filled(body.points.len(), BitSet::new(n_locals, false)),
        sure: IndexVec::filled(body.points.len(), BitSet::new(n_locals, false)),
        given: IndexVec::filled(body.points.len(), BitSet::new(n_locals, false)),
        conflicts: IndexVec::filled(n_locals, BitSet::new(n_locals, false)),
        parted: BitSet::new(n_locals, false),
        unsure: BitSet::new(body.n_uses, false),
        left: IndexVec::filled(body.n_calls, BitSet::new(n_locals, true)),
        not_called: IndexVec::filled(body.n_calls, BitSet::new(n_locals, true)),
        ends_alive: BitSet::new(n_locals, false),
        awaited_unused: BitSet::new(n_locals, false),
        uncalled: IndexVec::filled(body.points.len(), BitSet::new(n_locals, false)),
        passing: IndexVec::filled(n_locals, None),
        remains: Vec::new(),
        before: IndexVec::filled(n_locals, BitSet::new(n_locals, false)),
        items: items::count(body),
        loops_first: start::has_loop(body),
        often: start::looping_point(body),
    };
    let mut uncertain = BitSet::new(n_locals, false);
    let kinds = Kinds::of(body, &facts);
    let mut before = (BitSet::new(n_locals, false), BitSet::new(n_locals, false));
    for (id, block) in body.flow.blocks.iter() {
        let lives = live_inside(body, id, Ways::All, &live);
        let mut state = init[id].clone();
        for (event, live) in block.events.iter().zip(&lives) {
            note_event(body, (&uses, &kinds), &mut facts, &mut uncertain, *event, &state, live);
            state.apply(*event, &uses);
            if let Event::Taken(id, local) = event
                && state.emptied.contains(*local)
            {
                facts.emptying.insert(*id);
            }
            let mut now = (kinds.occupied(&state, live), state.uncalled.clone());
            // It is written there, even if nobody will read it.
            if let Event::Init(local) = event
                && !kinds.outer.contains(*local)
            {
                now.0.insert(*local);
            }
            if now != before {
                note_conflicts(&mut facts, &now);
                before = now;
            }
        }
    }
    classify(body, &mut facts, &uncertain);
    facts.passing = passing::passing(body, &facts);
    facts.remains = remains::remains(body, &facts);
    separate_arguments(body, &mut facts);
    facts
}

/// What is in use at the same time, and of that what was not called yet.
fn note_conflicts(facts: &mut Facts, (occupied, uncalled): &(BitSet<LocalId>, BitSet<LocalId>)) {
    for local in occupied.iter() {
        facts.conflicts[local].union(occupied);
        if uncalled.contains(local) {
            facts.before[local].union(occupied);
        }
    }
}

/// Uses after which the local may be used again. If only a macro call leads there of which nobody knows whether it does, the
/// local may have been consumed: then it does not, or rustc would have rejected the body.
fn live_after(body: &Body) -> BitSet<UseId> {
    let live = dataflow::backward(body, Ways::Known);
    let mut again = BitSet::new(body.n_uses, false);
    for (id, block) in body.flow.blocks.iter() {
        for (event, live) in block.events.iter().zip(live_inside(body, id, Ways::Known, &live)) {
            if let Event::Touch(id, local)
            | Event::Move(id, local)
            | Event::Usage(id, local)
            | Event::Capture(id, local)
            | Event::Taken(id, local) = event
                && live.contains(*local)
            {
                again.insert(*id);
            }
        }
    }
    again
}

/// Moves of values that are never copied: a borrow that is alive behind one would be an error.
fn vacating(body: &Body, live_after: &BitSet<UseId>) -> BitSet<UseId> {
    let mut vacating = BitSet::new(body.n_uses, false);
    for (_, block) in body.flow.blocks.iter() {
        for event in &block.events {
            if let Event::Move(id, local) = event
                && body.locals[body.locals[*local].origin.declared(*local)].owner
                && !live_after.contains(*id)
                && !body.doubtful_moves.contains(id)
            {
                vacating.insert(*id);
            }
        }
    }
    vacating
}

/// Locals that closures use as values, and that are used again: the closures get references.
fn referred(body: &Body, live_after: &BitSet<UseId>) -> BitSet<LocalId> {
    let mut referred = BitSet::new(body.locals.len(), false);
    for (_, block) in body.flow.blocks.iter() {
        for event in &block.events {
            if let Event::Capture(id, local) = event
                && live_after.contains(*id)
            {
                referred.insert(*local);
            }
        }
    }
    referred
}

/// What is live after each event of a block.
fn live_inside(
    body: &Body,
    id: crate::ir::FlowId,
    ways: Ways,
    live: &IndexVec<crate::ir::FlowId, Live>,
) -> Vec<BitSet<LocalId>> {
    let block = &body.flow.blocks[id];
    let mut state = dataflow::live_out(body, id, ways, live);
    let mut after: Vec<_> = block
        .events
        .iter()
        .rev()
        .map(|event| {
            let now = state.0.clone();
            state.apply(*event);
            now
        })
        .collect();
    after.reverse();
    after
}

fn note_event(
    body: &Body,
    (uses, kinds): (&Uses, &Kinds),
    facts: &mut Facts,
    uncertain: &mut BitSet<LocalId>,
    event: Event,
    state: &Init,
    live: &BitSet<LocalId>,
) {
    match event {
        Event::Move(id, local) if uses.vacating.contains(id) && kinds.borrowed.contains(local) => {
            facts.vacated.insert(local);
        }
        Event::End(local) => {
            if state.may.contains(local) {
                facts.ends_alive.insert(local);
                if !state.must.contains(local) {
                    uncertain.insert(local);
                }
            }
        }
        Event::Suspend(point) => {
            let mut occupied = kinds.occupied(state, live);
            facts.moved[point] = occupied.iter().collect();
            if body.is_moved(point) {
                occupied = kinds.needed(state, live);
            }
            facts.held[point] = held_at(body, state, &occupied);
            facts.live[point] = live.clone();
            facts.sure[point] = state.must.clone();
            facts.given[point] = state.given.clone();
            facts.parted.union(&state.parted);
            facts.awaited_unused.union(&state.unused);
            occupied.intersect(&state.uncalled);
            facts.uncalled[point] = occupied;
        }
        Event::Called(call) => {
            facts.left[call] = state.may.clone();
            facts.not_called[call] = state.uncalled.clone();
        }
        Event::Touch(id, local) | Event::Usage(id, local) if !state.must.contains(local) => {
            facts.unsure.insert(id);
        }
        Event::Part(_)
        | Event::Init(_)
        | Event::Leave(_)
        | Event::Touch(..)
        | Event::Move(..)
        | Event::Usage(..)
        | Event::Capture(..)
        | Event::Taken(..) => {}
    }
}

/// What the frame has to keep at a suspension.
fn held_at(body: &Body, state: &Init, occupied: &BitSet<LocalId>) -> Vec<(LocalId, Ownership)> {
    occupied
        .iter()
        .map(|local| {
            let ownership =
                match (state.may.contains(local) && !body.locals[local].inert, state.must.contains(local)) {
                    (true, true) => Ownership::Owned,
                    (true, false) => Ownership::Maybe,
                    (false, _) => Ownership::Bytes,
                };
            (local, ownership)
        })
        .collect()
}

/// What is known of locals everywhere.
struct Kinds {
    inert: BitSet<LocalId>,
    borrowed: BitSet<LocalId>,
    outer: BitSet<LocalId>,
}

impl Kinds {
    fn of(body: &Body, facts: &Facts) -> Self {
        let none = BitSet::new(body.locals.len(), false);
        let mut kinds = Kinds { inert: none.clone(), borrowed: none.clone(), outer: none };
        for (id, local) in body.locals.iter() {
            if local.inert {
                kinds.inert.insert(id);
            }
            if facts.is_lent(body, id) {
                kinds.borrowed.insert(id);
            }
            if local.origin == Origin::Outer {
                kinds.outer.insert(id);
            }
        }
        kinds
    }

    /// The locals whose places are in use: they have been given a value, and it may be used again, owns something, or was lent since.
    fn occupied(&self, state: &Init, live: &BitSet<LocalId>) -> BitSet<LocalId> {
        let mut occupied = self.borrowed.clone();
        occupied.intersect(&state.touched);
        occupied.intersect(&state.started);
        occupied.subtract(&self.outer);
        occupied.union(&self.needed(state, live));
        occupied
    }

    /// Those whose values may be used again, or have something to drop.
    fn needed(&self, state: &Init, live: &BitSet<LocalId>) -> BitSet<LocalId> {
        let mut needed = state.may.clone();
        needed.subtract(&self.inert);
        needed.union(live);
        needed.intersect(&state.started);
        needed.subtract(&self.outer);
        needed
    }
}

/// The exclusive references that are used as values and used again: what is given one goes on from it, for as long as it likes. In an
/// ordinary variable it would be borrowed so long, also by what is only there still because nobody knows that it has nothing to drop.
fn handed_on(body: &Body, facts: &Facts) -> BitSet<LocalId> {
    let is_exclusive = |local: LocalId| {
        let Local { inert, copied, pointer, number, .. } = &body.locals[local];
        *inert && !copied && !pointer && number.is_none()
    };
    let mut handed_on = BitSet::new(body.locals.len(), false);
    for (_, block) in body.flow.blocks.iter() {
        for event in &block.events {
            if let Event::Move(id, local) = event
                && facts.live_after.contains(*id)
                && is_exclusive(*local)
            {
                handed_on.insert(*local);
            }
        }
    }
    handed_on
}

fn classify(body: &Body, facts: &mut Facts, uncertain: &BitSet<LocalId>) {
    let handed_on = handed_on(body, facts);
    for (id, local) in body.locals.iter() {
        let kept = facts.held.iter().any(|(_, held)| held.iter().any(|(held, _)| *held == id));
        // What is held may refer to it, though it will not use that.
        let moved = facts.moved.iter().any(|(_, moved)| moved.contains(&id));
        facts.class[id] = match local.origin {
            Origin::Param => Class::Frame,
            Origin::Outer => Class::Outer,
            Origin::Receiver(..) => Class::Native,
            _ if kept => Class::Frame,
            Origin::Carrier if local.crosses => Class::Stack,
            Origin::Temporary if local.by_usage || uncertain.contains(id) => Class::Stack,
            _ if moved || local.crosses || handed_on.contains(id) => Class::Stack,
            Origin::Temporary | Origin::User(_) | Origin::Future | Origin::Carrier => Class::Native,
        };
    }
}

/// The arguments are all there before the first resume.
fn separate_arguments(body: &Body, facts: &mut Facts) {
    for a in &body.params {
        for b in &body.params {
            facts.conflicts[*a].insert(*b);
        }
    }
}
