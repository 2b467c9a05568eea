//! Variables that are awaited by their names, and the futures that they become.
//!
//! The two are of one size, since most often they are the same, and never there at the same time. So they lie over each other, and
//! what meets one of them is beside both: no smaller room is possible, and in this one nothing is padded twice.

use super::remains::Candidate;
use super::{Conflicts, Layout, SlotId, awaited};
use crate::index::IndexVec;
use crate::ir::{Body, LocalId};

/// Pairs of slots, of which the first one stands for both while slots are laid out.
pub(super) struct Pairs(Vec<[SlotId; 2]>);

impl Pairs {
    /// Finds the pairs; what meets one of a pair is said to meet both. What a call may leave something of is in none, and no number,
    /// which would not be a future.
    pub(super) fn join(
        body: &Body,
        slot_of: &IndexVec<LocalId, Option<SlotId>>,
        candidates: &[Candidate],
        conflicts: &mut Conflicts,
    ) -> Self {
        let mut pairs: Vec<[SlotId; 2]> = Vec::new();
        for [variable, future] in awaited(body) {
            let (Some(first), Some(second)) = (slot_of[variable], slot_of[future]) else { continue };
            let is_free = |slot: SlotId| !pairs.as_flattened().contains(&slot);
            let is_candidate = candidates.iter().any(|candidate| candidate.slot == first);
            let is_number = body.locals[variable].number.is_some();
            if is_number
                || is_candidate
                || conflicts[first].contains(second)
                || !is_free(first)
                || !is_free(second)
            {
                continue;
            }
            pairs.push([first, second]);
            let met: Vec<SlotId> = conflicts.ids().filter(|slot| conflicts[*slot].contains(second)).collect();
            for slot in met {
                conflicts[slot].insert(first);
                conflicts[first].insert(slot);
            }
        }
        Pairs(pairs)
    }

    /// Whether another slot stands for it.
    pub(super) fn is_second(&self, slot: SlotId) -> bool {
        self.0.iter().any(|[_, second]| *second == slot)
    }

    /// The slot, or both of its pair.
    pub(super) fn leaf(&self, slot: SlotId) -> Layout {
        match self.0.iter().find(|[first, _]| *first == slot) {
            Some(pair) => Layout::Either(pair.iter().map(|slot| Layout::Leaf(*slot)).collect()),
            None => Layout::Leaf(slot),
        }
    }

    /// The same in a part of the frame.
    pub(super) fn part(&self, layout: Layout) -> Layout {
        let all = |parts: Vec<Layout>| parts.into_iter().map(|part| self.part(part));
        match layout {
            Layout::Leaf(slot) => self.leaf(slot),
            Layout::Both(parts) => Layout::Both(all(parts).collect()),
            Layout::Either(parts) => {
                // What lies over each other already needs no level of its own.
                let over = |part| match part {
                    Layout::Either(parts) => parts,
                    part @ (Layout::Leaf(_) | Layout::Both(_)) => vec![part],
                };
                Layout::Either(all(parts).flat_map(over).collect())
            }
        }
    }
}
