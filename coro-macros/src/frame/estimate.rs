//! How large a frame may become. Sizes are not known to a macro; but which of two ways to lay the same slots out is better can be
//! told if all of them are taken to be of the size that such values often have.

use super::remains::{Base, Plan, RemainId};
use super::{Layout, SlotId};
use crate::index::IndexVec;

/// The size that each slot is taken to have.
pub(super) struct Estimate(pub(super) IndexVec<SlotId, usize>);

/// What a frame may be like if calls leave everything, but those of which the names say otherwise, or nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaves {
    All,
    Nothing,
}

impl Estimate {
    /// As how many sizes [`Self::cost`] counts.
    pub(super) const COUNTED: usize = 3;

    /// Nobody knows which calls leave something, so both are counted. What nothing is left of counts twice: rustc's own futures do
    /// not hold it either, and ours are to be no larger.
    pub(super) fn cost(&self, plan: &Plan) -> usize {
        self.of_plan(plan, Leaves::All) + 2 * self.of_plan(plan, Leaves::Nothing)
    }

    pub(super) fn sum(&self, slots: &[SlotId]) -> usize {
        slots.iter().map(|slot| self.0[*slot]).sum()
    }

    pub(super) fn of(&self, layout: &Layout) -> usize {
        match layout {
            Layout::Leaf(slot) => self.0[*slot],
            Layout::Both(parts) => parts.iter().map(|part| self.of(part)).sum(),
            Layout::Either(parts) => parts.iter().map(|part| self.of(part)).max().unwrap_or(0),
        }
    }

    fn of_plan(&self, plan: &Plan, leaves: Leaves) -> usize {
        let beside: usize = plan.beside.iter().map(|slot| self.0[*slot]).sum();
        let part = |part: &super::Part| {
            let rest = part.layout.as_ref().map_or(0, |layout| self.of(layout));
            rest + self.of_base(plan, &part.base, leaves)
        };
        beside + plan.parts.iter().map(part).max().unwrap_or(0)
    }

    fn of_base(&self, plan: &Plan, base: &Base, leaves: Leaves) -> usize {
        match base {
            Base::Head | Base::Parts(_) => 0,
            Base::Waiting(id) => {
                let remaining = &plan.remains[*id];
                self.0[remaining.slot] + self.left(plan, remaining.below, leaves)
            }
            Base::Called(id) => self.left(plan, Some(*id), leaves),
        }
    }

    fn left(&self, plan: &Plan, id: Option<RemainId>, leaves: Leaves) -> usize {
        let Some(remaining) = id.map(|id| &plan.remains[id]) else { return 0 };
        let is_left = leaves == Leaves::All && !remaining.of.likely;
        let own = if is_left { self.0[remaining.slot] } else { 0 };
        own + self.left(plan, remaining.below, leaves)
    }
}
