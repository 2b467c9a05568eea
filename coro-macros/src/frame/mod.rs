//! Stage 4: from the facts to the frame: which locals get a slot, and which slots share bytes.
//!
//! ```text
//!   Frame
//!   ├── state: u8
//!   ├── flags                      one for each slot whose value may be gone when the machine suspends
//!   └── slots: Layout
//!         Leaf(a)                  one slot
//!         Both[a, b, ..]           all at the same time: side by side
//!         Either[a, b, ..]         never at the same time: over each other
//! ```
//!
//! An argument and the variable it becomes share one slot, so that an argument lives in the frame once.

#[cfg(test)]
mod dump;

use crate::analysis::{Class, Facts, Ownership};
use crate::index::{BitSet, IndexVec, define_id};
use crate::ir::{Body, LocalId, Origin};

define_id!(
    /// A slot of the frame.
    SlotId, "slot"
);

/// The frame of a machine.
pub(crate) struct Frame {
    pub(crate) slots: IndexVec<SlotId, Slot>,
    pub(crate) slot_of: IndexVec<LocalId, Option<SlotId>>,
    pub(crate) layout: Option<Layout>,
    /// Locals whose ownership is stored while the machine is suspended.
    pub(crate) flagged: Vec<LocalId>,
}

/// A slot: room for one value.
pub(crate) struct Slot {
    /// The locals that live in it, the first one first.
    pub(crate) locals: Vec<LocalId>,
}

/// How slots lie.
pub(crate) enum Layout {
    Leaf(SlotId),
    Both(Vec<Layout>),
    Either(Vec<Layout>),
}

/// Lays the frame out.
pub(crate) fn lay_out(body: &Body, facts: &Facts) -> Frame {
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
    let conflicts = slot_conflicts(&slots, &slot_of, facts);
    let all: Vec<SlotId> = slots.ids().collect();
    let layout = (!all.is_empty()).then(|| arrange(&all, &conflicts));
    Frame { slots, slot_of, layout, flagged: flagged(facts) }
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
) -> IndexVec<SlotId, BitSet<SlotId>> {
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

/// Slots that never meet lie over each other; of those that do, the one that meets most others lies beside the rest.
fn arrange(slots: &[SlotId], conflicts: &IndexVec<SlotId, BitSet<SlotId>>) -> Layout {
    if let [only] = slots {
        return Layout::Leaf(*only);
    }
    let groups = groups(slots, conflicts);
    if groups.len() > 1 {
        return Layout::Either(groups.iter().map(|group| arrange(group, conflicts)).collect());
    }
    let meets = |slot: SlotId| slots.iter().filter(|other| conflicts[slot].contains(**other)).count();
    let most = slots.iter().map(|slot| meets(*slot)).max().unwrap_or(0);
    let (beside, rest): (Vec<SlotId>, Vec<SlotId>) = if most == slots.len() - 1 {
        slots.iter().partition(|slot| meets(**slot) == most)
    } else {
        let first = slots.iter().position(|slot| meets(*slot) == most).unwrap_or(0);
        let mut rest = slots.to_vec();
        (vec![rest.remove(first)], rest)
    };
    let mut parts: Vec<Layout> = beside.into_iter().map(Layout::Leaf).collect();
    if !rest.is_empty() {
        match arrange(&rest, conflicts) {
            Layout::Both(more) => parts.extend(more),
            other => parts.push(other),
        }
    }
    Layout::Both(parts)
}

/// The connected components of the conflicts.
fn groups(slots: &[SlotId], conflicts: &IndexVec<SlotId, BitSet<SlotId>>) -> Vec<Vec<SlotId>> {
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
