//! Stage 4: from the facts to the frame: which locals get a slot, and which slots share bytes.
//!
//! ```text
//!   Frame
//!   ├── state: u8
//!   ├── flags                      one bit for each slot whose value may be gone when the machine suspends
//!   └── layout, ..                 side by side with the state and the flags, so that rustc orders them all
//!         Leaf(a)                  one slot
//!         Both[a, b, ..]           all at the same time: side by side
//!         Either[a, b, ..]         never at the same time: over each other
//! ```
//!
//! An argument and the variable it becomes share one slot, so that an argument lives in the frame once.
//!
//! Sizes are not known, but for numbers. A value that lies over others is padded to their alignment, and a part of the
//! frame that is nested is padded to its own; so numbers stay at the top, and nesting has to be worth it ([`nest`]).

#[cfg(test)]
mod dump;

mod estimate;
mod heads;
pub(crate) mod named;
mod pairs;
mod remains;

use crate::analysis::{Class, Facts, Ownership};
use crate::index::{BitSet, IndexVec, define_id};
use crate::ir::{Body, Event, Local, LocalId, Number, Origin, Point};
use estimate::Estimate;
use heads::{Kinds, OverHead};
use pairs::Pairs;
pub(crate) use remains::{Base, Part, RemainId, Remaining};
use remains::{Candidate, Plan};
use std::cmp::Reverse;

define_id!(
    /// A slot of the frame.
    SlotId, "slot"
);

/// The frame of a machine.
pub(crate) struct Frame {
    pub(crate) slots: IndexVec<SlotId, Slot>,
    pub(crate) slot_of: IndexVec<LocalId, Option<SlotId>>,
    /// Side by side.
    pub(crate) layout: Vec<Layout>,
    /// What is left of some values is for a call to decide.
    pub(crate) remains: IndexVec<RemainId, Remaining>,
    /// What each part has in front of its head.
    pub(crate) front: Option<SlotId>,
    /// If there are parts: what is with the state and the flags, in the head of the frame.
    pub(crate) head: Vec<Layout>,
    /// Parts that lie over each other. Each begins with the head.
    pub(crate) parts: Vec<Part>,
    /// Locals whose ownership is stored while the machine is suspended.
    pub(crate) flagged: Vec<LocalId>,
}

/// A slot: room for one value.
pub(crate) struct Slot {
    /// The locals that live in it, the first one first.
    pub(crate) locals: Vec<LocalId>,
}

/// The slots that are in use at the same time as another.
type Conflicts = IndexVec<SlotId, BitSet<SlotId>>;

/// How slots lie.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Layout {
    Leaf(SlotId),
    Both(Vec<Layout>),
    Either(Vec<Layout>),
}

/// Lays the frame out. `asks` says that rustc may be asked what calls leave.
pub(crate) fn lay_out(body: &Body, facts: &Facts, asks: bool) -> Frame {
    let (slots, slot_of) = slots(body, facts);
    let mut conflicts = slot_conflicts(&slots, &slot_of, facts);
    let flagged = flagged(facts);
    let candidates = if asks { candidates(&slots, &slot_of, facts) } else { Vec::new() };
    let pairs = Pairs::join(body, &slot_of, &candidates, &mut conflicts);
    let (mut large, numbers) = arrange(&slots, body, &conflicts);
    large.retain(|slot| !pairs.is_second(*slot));
    let estimate = estimate(&slots, &slot_of, body, facts);
    let first = |slot: SlotId| &body.locals[slots[slot].locals[0]];
    let is_future = |slot: SlotId| first(slot).origin == Origin::Future;
    let kinds = Kinds { is_future: &is_future, is_word: &|slot| is_word(first(slot)) };
    match remains::plan(candidates, &large, &conflicts, &estimate) {
        Some(Plan { beside, remains, parts }) => {
            // The head is named by all types of what may be left. Futures are named by what they await, and so on.
            let (futures, others): (Vec<SlotId>, Vec<SlotId>) =
                beside.into_iter().partition(|slot| is_future(*slot));
            let layout = futures.into_iter().map(|slot| pairs.leaf(slot)).collect();
            let head = others.into_iter().map(|slot| pairs.leaf(slot)).chain(numbers).collect();
            let over = |part: Part| {
                let layout = part.layout.map(|layout| pairs.part(layout));
                Part { layout, ..part }.with_future_first(&kinds)
            };
            let parts = parts.into_iter().map(over).collect();
            Frame { slots, slot_of, layout, remains, front: None, head, parts, flagged }
        }
        None => {
            let mut layout = match nest(&large, &conflicts, &estimate).map(|layout| pairs.part(layout)) {
                Some(Layout::Both(parts)) => parts,
                other => other.into_iter().collect(),
            };
            let remains = IndexVec::new();
            if let Some(OverHead { front, layout, parts }) = kinds.over_head(&layout, &numbers) {
                return Frame { slots, slot_of, layout, remains, front, head: numbers, parts, flagged };
            }
            layout.extend(numbers);
            let (front, head, parts) = (None, Vec::new(), Vec::new());
            Frame { slots, slot_of, layout, remains, front, head, parts, flagged }
        }
    }
}

/// What lives in the frame.
fn slots(body: &Body, facts: &Facts) -> (IndexVec<SlotId, Slot>, IndexVec<LocalId, Option<SlotId>>) {
    let mut slots: IndexVec<SlotId, Slot> = IndexVec::new();
    let mut slot_of = IndexVec::filled(body.locals.len(), None);
    for (id, local) in body.locals.iter() {
        if facts.class[id] != Class::Frame {
            continue;
        }
        let shared = match local.origin {
            Origin::User(Some(param)) => slot_of[param],
            _ => None,
        };
        slot_of[id] = Some(match shared {
            Some(slot) => {
                slots[slot].locals.push(id);
                slot
            }
            None => slots.push(Slot { locals: vec![id] }),
        });
    }
    (slots, slot_of)
}

/// The sizes that values often have: numbers, futures, others. What a call gives that may consume something may hold it, and twice if it is
/// an `async fn`'s future, natively; a variable that is awaited is as large as the future that it becomes.
fn estimate(
    slots: &IndexVec<SlotId, Slot>,
    slot_of: &IndexVec<LocalId, Option<SlotId>>,
    body: &Body,
    facts: &Facts,
) -> Estimate {
    const FUTURE: usize = 40;
    const BLOCK: usize = 80;
    const OTHER: usize = 24;
    const HELD_TWICE: usize = 2 * OTHER;
    let is_future = |slot: SlotId| body.locals[slots[slot].locals[0]].origin == Origin::Future;
    let mut estimate = IndexVec::filled(slots.len(), OTHER);
    for (id, slot) in slots.iter() {
        let local = &body.locals[slot.locals[0]];
        match (local.number, local.origin) {
            (Some(_), _) => estimate[id] = WORD,
            (None, Origin::Future) => estimate[id] = FUTURE,
            (None, _) => {}
        }
    }
    let gives = facts.remains.iter().filter_map(|remain| slot_of[remain.next?]);
    gives.for_each(|slot| estimate[slot] += if is_future(slot) { HELD_TWICE } else { OTHER });
    for (future, argument) in arguments(body) {
        if let (Some(future), Some(argument)) = (slot_of[future], slot_of[argument]) {
            estimate[future] += estimate[argument];
        }
    }
    let awaited = awaited(body).flatten().filter_map(|local| slot_of[local]);
    awaited.for_each(|slot| estimate[slot] = BLOCK);
    Estimate(estimate)
}

/// The futures, and what is moved into the calls that make them.
fn arguments(body: &Body) -> Vec<(LocalId, LocalId)> {
    let mut arguments = Vec::new();
    for (_, block) in body.flow.blocks.iter() {
        let mut moved = Vec::new();
        for event in &block.events {
            match event {
                Event::Move(_, local) => moved.push(*local),
                Event::Init(local) if body.locals[*local].origin == Origin::Future => {
                    arguments.extend(moved.drain(..).map(|argument| (*local, argument)));
                }
                Event::Init(_) | Event::Suspend(_) => moved.clear(),
                Event::Part(_)
                | Event::Touch(..)
                | Event::Usage(..)
                | Event::Capture(..)
                | Event::Taken(..)
                | Event::End(_)
                | Event::Leave(_)
                | Event::Called(_) => {}
            }
        }
    }
    arguments
}

/// The variables that are awaited by their names, and the futures that they become.
fn awaited(body: &Body) -> impl Iterator<Item = [LocalId; 2]> {
    let events = body.flow.blocks.iter().flat_map(|(_, block)| block.events.windows(2));
    events.filter_map(|events| match events {
        [Event::Move(_, variable), Event::Init(future)] => {
            let is_named =
                |point: &Point| point.future == Some(*future) && point.text == body.locals[*variable].name;
            body.points.iter().any(|(_, point)| is_named(point)).then_some([*variable, *future])
        }
        _ => None,
    })
}

/// The slots of values of which one call decides what is left.
fn candidates(
    slots: &IndexVec<SlotId, Slot>,
    slot_of: &IndexVec<LocalId, Option<SlotId>>,
    facts: &Facts,
) -> Vec<Candidate> {
    let candidates = facts.remains.iter().filter_map(|remain| {
        let mut before = BitSet::new(slots.len(), false);
        facts.before[remain.local].iter().filter_map(|met| slot_of[met]).for_each(|met| before.insert(met));
        Some(Candidate { of: *remain, slot: slot_of[remain.local]?, before })
    });
    candidates.collect()
}

fn flagged(facts: &Facts) -> Vec<LocalId> {
    let mut flagged: Vec<LocalId> = facts
        .held
        .iter()
        .flat_map(|(_, held)| held.iter().filter(|(_, ownership)| *ownership == Ownership::Maybe))
        .map(|(local, _)| *local)
        .collect();
    flagged.sort();
    flagged.dedup();
    flagged
}

fn slot_conflicts(
    slots: &IndexVec<SlotId, Slot>,
    slot_of: &IndexVec<LocalId, Option<SlotId>>,
    facts: &Facts,
) -> Conflicts {
    let mut conflicts = IndexVec::filled(slots.len(), BitSet::new(slots.len(), false));
    for (id, slot) in slots.iter() {
        for local in &slot.locals {
            for (other, slot) in slot_of.iter().filter_map(|(other, slot)| slot.map(|slot| (other, slot))) {
                if facts.conflicts[*local].contains(other) && slot != id {
                    conflicts[id].insert(slot);
                    conflicts[slot].insert(id);
                }
            }
        }
    }
    conflicts
}

/// What is large, or not known, and is nested; and numbers, that are packed beside each other, where padding is paid for once.
fn arrange(slots: &IndexVec<SlotId, Slot>, body: &Body, conflicts: &Conflicts) -> (Vec<SlotId>, Vec<Layout>) {
    let number = |slot: SlotId| body.locals[slots[slot].locals[0]].number;
    let is_small =
        |slot: &SlotId| number(*slot).is_some_and(|number| number.size.is_some_and(|size| size < WORD));
    let (small, mut large): (Vec<SlotId>, Vec<SlotId>) = slots.ids().partition(is_small);
    let (groups, without_room) = overlay(&small, number, conflicts);
    large.extend(without_room);
    large.sort();
    let leaves = |group: Vec<SlotId>| group.into_iter().map(Layout::Leaf).collect();
    (large, groups.into_iter().filter_map(|group| one_or(Layout::Either, leaves(group))).collect())
}

/// Numbers of the same size that never meet lie over each other, in groups. Of those that are alone, and meet few others, what
/// finds no room in the word of the state is given back: there may be room for it where it is needed.
fn overlay(
    slots: &[SlotId],
    number: impl Fn(SlotId) -> Option<Number>,
    conflicts: &Conflicts,
) -> (Vec<Vec<SlotId>>, Vec<SlotId>) {
    let mut groups: Vec<Vec<SlotId>> = Vec::new();
    for slot in slots {
        let fits = |group: &&mut Vec<SlotId>| {
            number(group[0]) == number(*slot) && !group.iter().any(|other| conflicts[*slot].contains(*other))
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(*slot),
            None => groups.push(vec![*slot]),
        }
    }
    let size = |group: &[SlotId]| number(group[0]).and_then(|number| number.size).unwrap_or(0);
    let meets = |slot: SlotId| conflicts.ids().filter(|other| conflicts[slot].contains(*other)).count();
    let is_rare = |group: &[SlotId]| matches!(group, [only] if 2 * meets(*only) < conflicts.len());
    let (rare, mut kept): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| is_rare(group));
    let mut used = size_of::<u8>() + kept.iter().map(|group| size(group)).sum::<usize>();
    let mut without_room = Vec::new();
    for group in rare {
        if size(&group) > used.next_multiple_of(WORD) - used {
            without_room.extend(group);
        } else {
            used += size(&group);
            kept.push(group);
        }
    }
    (kept, without_room)
}

/// Whether a local is known to be aligned as a word is.
fn is_word(local: &Local) -> bool {
    let is_number = local.number.is_some_and(|number| number.size.is_some_and(|size| size >= WORD));
    is_number || local.pointer || local.reference || local.container || local.owner
}

/// What is smaller may cost padding.
const WORD: usize = 8;

/// Slots that never meet lie over each other. If only one group of slots that do is there, it is not worth a level of its
/// own, and the padding that comes with it: some of its slots are put beside all others, until it falls apart.
fn nest(slots: &[SlotId], conflicts: &Conflicts, estimate: &Estimate) -> Option<Layout> {
    let mut rest = slots.to_vec();
    let mut parts = Vec::new();
    while let [group] = composite(&rest, conflicts).as_slice()
        && (group.len() == rest.len() || !is_clique(group, conflicts))
        && let Some(slot) = most_met(group, group, conflicts, estimate)
    {
        rest.retain(|other| *other != slot);
        parts.push(Layout::Leaf(slot));
    }
    let groups = groups(&rest, conflicts);
    let over = groups.iter().filter_map(|group| match group.as_slice() {
        [only] => Some(Layout::Leaf(*only)),
        group => nest(group, conflicts, estimate),
    });
    parts.extend(one_or(Layout::Either, over.collect()));
    // In the order of the source, for people: rustc has an order of its own.
    parts.sort_by_key(|part| if let Layout::Leaf(slot) = part { (0, Some(*slot)) } else { (1, None) });
    one_or(Layout::Both, parts)
}

fn one_or(many: impl Fn(Vec<Layout>) -> Layout, mut parts: Vec<Layout>) -> Option<Layout> {
    if parts.len() > 1 { Some(many(parts)) } else { parts.pop() }
}

/// Whether all of the slots meet.
fn is_clique(slots: &[SlotId], conflicts: &Conflicts) -> bool {
    slots.iter().all(|slot| slots.iter().all(|other| slot == other || conflicts[*slot].contains(*other)))
}

/// The groups of more than one slot.
fn composite(slots: &[SlotId], conflicts: &Conflicts) -> Vec<Vec<SlotId>> {
    groups(slots, conflicts).into_iter().filter(|group| group.len() > 1).collect()
}

/// The slot of some in a group that meets most others of it; of those the one beside which the others need least room, and the smallest.
fn most_met(some: &[SlotId], group: &[SlotId], conflicts: &Conflicts, estimate: &Estimate) -> Option<SlotId> {
    let meets = |slot: SlotId| group.iter().filter(|other| conflicts[slot].contains(**other)).count();
    let most = some.iter().map(|slot| meets(*slot)).max()?;
    let beside = |slot: SlotId| {
        let rest: Vec<SlotId> = group.iter().copied().filter(|other| *other != slot).collect();
        let sizes = groups(&rest, conflicts).into_iter().map(|group| estimate.sum(&group));
        estimate.sum(&[slot]) + sizes.max().unwrap_or(0)
    };
    let met = some.iter().copied().rev().filter(|slot| meets(*slot) == most);
    met.max_by_key(|slot| Reverse((beside(*slot), estimate.0[*slot])))
}

/// The connected components of the conflicts.
fn groups(slots: &[SlotId], conflicts: &Conflicts) -> Vec<Vec<SlotId>> {
    let mut groups: Vec<Vec<SlotId>> = Vec::new();
    for slot in slots {
        let (meeting, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| conflicts[*slot].contains(*other)));
        let mut group: Vec<SlotId> = meeting.into_iter().flatten().collect();
        group.push(*slot);
        group.sort();
        groups = apart;
        groups.push(group);
    }
    groups.sort();
    groups
}
