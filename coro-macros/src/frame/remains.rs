//! Values of which one call decides what is left, and what lies where they were if that is nothing.
//!
//! Such a value meets others before the call, and others behind it only if it is left. A frame is laid out as if it was gone:
//! into parts that lie over each other. Each part begins with what may be left of values that meet something in it:
//!
//! ```text
//!   tx waits        head, tx, name          the call is `tx.send(..)`
//!   behind it       head, (tx?), reply      tx if it is left, or nothing
//! ```
//!
//! So what is left forms chains: each value stands over those before it, and all over the head of the frame.

use super::estimate::Estimate;
use super::{Conflicts, Layout, SlotId, groups, is_clique, most_met, nest};
use crate::analysis::Remain;
use crate::index::{BitSet, Id, IndexVec, define_id};

define_id!(
    /// A value of which one call decides what is left.
    RemainId, "r"
);

/// A value of which one call decides what is left. If it waits for the call, there is a part in which it does.
pub(crate) struct Remaining {
    pub(crate) of: Remain,
    pub(crate) slot: SlotId,
    /// What may be left below it.
    pub(crate) below: Option<RemainId>,
}

/// Parts of the frame that lie over each other.
#[derive(PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) base: Base,
    /// A future that lies right behind that.
    pub(crate) future: Option<SlotId>,
    pub(crate) layout: Option<Layout>,
}

/// What a part begins with, beside the head of the frame.
#[derive(PartialEq, Eq)]
pub(crate) enum Base {
    /// Nothing.
    Head,
    /// A value that was not called yet, over what is below it.
    Waiting(RemainId),
    /// What is left of a value, over what is below it.
    Called(RemainId),
    /// Other parts, which lie over each other.
    Parts(Vec<Part>),
}

/// A slot that may become one of [`Remaining`].
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) of: Remain,
    pub(super) slot: SlotId,
    /// What it meets before the call.
    pub(super) before: BitSet<SlotId>,
}

impl Candidate {
    /// A value that waits is of use only if it meets something behind the call that it does not meet before: nothing else can lie
    /// where it was.
    fn may_be_of_use(&self, slots: &[SlotId], conflicts: &Conflicts) -> bool {
        let is_behind = |slot: &SlotId| conflicts[self.slot].contains(*slot) && !self.before.contains(*slot);
        !self.of.waits || slots.iter().any(is_behind)
    }
}

/// How slots lie.
pub(super) struct Plan {
    /// What is beside all parts.
    pub(super) beside: Vec<SlotId>,
    pub(super) remains: IndexVec<RemainId, Remaining>,
    pub(super) parts: Vec<Part>,
}

/// Lays slots out, if that is of use: no frame may be larger if calls leave everything, and some have to be smaller if they
/// leave nothing.
pub(super) fn plan(
    mut candidates: Vec<Candidate>,
    slots: &[SlotId],
    conflicts: &Conflicts,
    estimate: &Estimate,
) -> Option<Plan> {
    candidates.retain(|candidate| candidate.may_be_of_use(slots, conflicts));
    if candidates.is_empty() {
        return None;
    }
    let plain = nest(slots, conflicts, estimate).map_or(0, |layout| estimate.of(&layout));
    let cost = |plan: &Plan| estimate.cost(plan);
    let mut plan = first_plan(&mut candidates, slots, conflicts, estimate)?;
    loop {
        let without = |number: usize| {
            let mut others = candidates.clone();
            // It may be held for nothing then.
            let size = estimate.0[others.remove(number).slot];
            first_plan(&mut others, slots, conflicts, estimate).map(|plan| (cost(&plan) + size, plan, others))
        };
        let best = (0..candidates.len()).rev().filter_map(without).min_by_key(|(cost, ..)| *cost);
        match best {
            Some((less, better, others)) if less < cost(&plan) => (plan, candidates) = (better, others),
            _ => break,
        }
    }
    // Where the two are alike, all that is estimated of what a call may leave is that it is small, and it may be large: natively
    // nothing is held of what the call consumes.
    (cost(&plan) <= Estimate::COUNTED * plain).then_some(plan)
}

/// A plan for those of the candidates that fit.
fn first_plan(
    candidates: &mut Vec<Candidate>,
    slots: &[SlotId],
    conflicts: &Conflicts,
    estimate: &Estimate,
) -> Option<Plan> {
    while !candidates.is_empty() {
        let [narrow, wide] = [Apart::Narrow, Apart::Wide]
            .map(|apart| try_plan(candidates, slots, (conflicts, estimate), apart));
        match (narrow, wide) {
            (Ok(narrow), Ok(wide)) => {
                let is_wide = estimate.cost(&wide) < estimate.cost(&narrow);
                return Some(if is_wide { wide } else { narrow });
            }
            (Ok(plan), Err(_)) | (Err(_), Ok(plan)) => return Some(plan),
            (Err(unfit), Err(_)) => candidates.retain(|candidate| candidate.slot != unfit),
        }
    }
    None
}

/// When the only group of slots that meet is taken apart, and some of it put beside all others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Apart {
    /// Also where what does not meet it lies over it, unless all in it meet: parts then have little more than the head.
    Narrow,
    /// Where nothing lies over it.
    Wide,
}

/// What a plan is made of: the candidates in their order, and what meets what.
struct Planning<'a> {
    candidates: &'a [Candidate],
    conflicts: &'a Conflicts,
    estimate: &'a Estimate,
    /// As if nothing was left behind a call.
    certain: Conflicts,
    apart: Apart,
}

/// Lays slots out, or tells which one is an ordinary slot.
fn try_plan(
    candidates: &[Candidate],
    slots: &[SlotId],
    (conflicts, estimate): (&Conflicts, &Estimate),
    apart: Apart,
) -> Result<Plan, SlotId> {
    let certain = certain(candidates, conflicts);
    let planning = Planning { candidates, conflicts, estimate, certain, apart };
    let is_held = |slot: &SlotId| planning.number(*slot).is_none_or(|number| candidates[number].of.waits);
    let (rest, beside) = planning.fall_apart(slots.iter().copied().filter(is_held).collect());
    let groups = groups(&rest, &planning.certain);
    for group in &groups {
        planning.check(group)?;
    }
    planning.check_use(&groups)?;
    let chains = planning.chains(&groups);
    let mut remains = IndexVec::new();
    for (number, candidate) in candidates.iter().enumerate() {
        let below = (0..number).rev().find(|before| chains[*before] == chains[number]).map(RemainId::new);
        remains.push(Remaining { of: candidate.of, slot: candidate.slot, below });
    }
    let mut parts: Vec<Part> = groups.iter().map(|group| planning.part(group)).collect();
    for last in remains.ids().filter(|id| remains.iter().all(|(_, other)| other.below != Some(*id))) {
        if parts.iter().all(|part| part.base != Base::Called(last)) {
            parts.push(Part::new(Base::Called(last), None));
        }
    }
    Ok(Plan { beside, remains, parts })
}

/// What meets what, if nothing is left behind a call. What may be left below a value that waits does not meet it.
fn certain(candidates: &[Candidate], conflicts: &Conflicts) -> Conflicts {
    let mut certain = conflicts.clone();
    for (number, candidate) in candidates.iter().enumerate() {
        let slot = candidate.slot;
        for other in conflicts[slot].iter() {
            let is_below = candidates[..number].iter().any(|below| below.slot == other);
            if !is_below && !candidate.before.contains(other) {
                certain[slot].remove(other);
                certain[other].remove(slot);
            }
        }
    }
    certain
}

impl Planning<'_> {
    /// The slot's number among the candidates.
    fn number(&self, slot: SlotId) -> Option<usize> {
        self.candidates.iter().position(|candidate| candidate.slot == slot)
    }

    /// What is put beside all others: until the rest falls apart, as in [`nest`]; until what lies over a value that waits is in
    /// another group; and until what is left below a group may all be left at once, and cannot lie over each other elsewhere.
    fn fall_apart(&self, mut rest: Vec<SlotId>) -> (Vec<SlotId>, Vec<SlotId>) {
        let mut beside = Vec::new();
        while let Some(slot) = self.most_in_the_way(&rest) {
            rest.retain(|other| *other != slot);
            beside.push(slot);
        }
        (rest, beside)
    }

    /// The slot that has to be beside all others, because of a group that it is in.
    fn most_in_the_way(&self, rest: &[SlotId]) -> Option<SlotId> {
        let groups = groups(rest, &self.certain);
        let is_alone = groups.iter().filter(|group| group.len() > 1).count() == 1;
        groups.iter().find_map(|group| match self.waits_in(group).as_slice() {
            [] => {
                let is_whole = group.len() == rest.len()
                    || self.apart == Apart::Narrow && !is_clique(group, &self.certain);
                let falls_apart = group.len() > 1 && is_alone && is_whole;
                (falls_apart || !self.fits(group)).then(|| self.most_met(group, |_| true)).flatten()
            }
            [waiting] => self
                .bridge(*waiting, group)
                .or_else(|| (!self.fits(group)).then(|| self.most_met(group, |_| true)).flatten()),
            [first, others @ ..] => {
                let meet = others.iter().all(|other| self.certain[*first].contains(*other));
                (!meet).then(|| self.most_met(group, |_| true)).flatten()
            }
        })
    }

    /// What a value that waits meets, and what is there behind the call as well: such a slot is in the way of what may lie over
    /// the value.
    fn bridge(&self, waiting: SlotId, group: &[SlotId]) -> Option<SlotId> {
        let (met, all) = (&self.certain[waiting], &self.conflicts[waiting]);
        let is_behind = |slot: SlotId| slot != waiting && all.contains(slot) && !met.contains(slot);
        self.most_met(group, |slot| {
            met.contains(slot)
                && group.iter().any(|other| is_behind(*other) && self.certain[slot].contains(*other))
        })
    }

    /// Whether all that may be left below a group may be left at the same time.
    fn fits(&self, group: &[SlotId]) -> bool {
        let needed: Vec<SlotId> = self.needed(group).map(|number| self.candidates[number].slot).collect();
        needed
            .iter()
            .all(|slot| needed.iter().all(|other| slot == other || self.conflicts[*slot].contains(*other)))
    }

    /// The slot that meets most others of its group, and is no candidate.
    fn most_met(&self, group: &[SlotId], may_be: impl Fn(SlotId) -> bool) -> Option<SlotId> {
        let plain = group.iter().copied().filter(|slot| self.number(*slot).is_none() && may_be(*slot));
        most_met(&plain.collect::<Vec<_>>(), group, &self.certain, self.estimate)
    }

    /// The candidates of which something may be left beside a slot, other than itself.
    fn left_beside(&self, slot: SlotId) -> impl Iterator<Item = usize> + '_ {
        let meets = move |candidate: &Candidate| {
            candidate.slot != slot && self.conflicts[slot].contains(candidate.slot)
        };
        (0..self.candidates.len()).filter(move |number| meets(&self.candidates[*number]))
    }

    /// The candidate that waits in a group.
    fn waiting(&self, group: &[SlotId]) -> Option<usize> {
        self.waits_in(group).first().and_then(|slot| self.number(*slot))
    }

    fn waits_in(&self, group: &[SlotId]) -> Vec<SlotId> {
        group.iter().copied().filter(|slot| self.number(*slot).is_some()).collect()
    }

    /// One value waits in a part, and what is left of others there is below it.
    fn check(&self, group: &[SlotId]) -> Result<(), SlotId> {
        let Some(waiting) = self.waiting(group) else { return Ok(()) };
        let candidate = &self.candidates[waiting];
        if let [_, second, ..] = self.waits_in(group).as_slice() {
            return Err(*second);
        }
        let is_above = |number: &usize| *number > waiting;
        let met_before = self
            .left_beside(candidate.slot)
            .find(|number| is_above(number) && candidate.before.contains(self.candidates[*number].slot));
        let others = group.iter().filter(|slot| **slot != candidate.slot);
        let above = met_before.or_else(|| others.flat_map(|slot| self.left_beside(*slot)).find(is_above));
        above.map_or(Ok(()), |number| Err(self.candidates[number].slot))
    }

    /// A value that waits is of use if something lies where it was: it meets that, but not before the call.
    fn check_use(&self, groups: &[Vec<SlotId>]) -> Result<(), SlotId> {
        let is_of_use = |candidate: &Candidate| {
            let others = groups.iter().filter(|group| !group.contains(&candidate.slot)).flatten();
            !candidate.of.waits
                || others.into_iter().any(|slot| self.conflicts[candidate.slot].contains(*slot))
        };
        match self.candidates.iter().find(|candidate| !is_of_use(candidate)) {
            Some(candidate) => Err(candidate.slot),
            None => Ok(()),
        }
    }

    /// The chain that each candidate is in: those that may be there at the same time are in one, and those that one part needs.
    fn chains(&self, groups: &[Vec<SlotId>]) -> Vec<usize> {
        let mut chains: Vec<usize> = (0..self.candidates.len()).collect();
        let mut join = |a: usize, b: usize| {
            let (from, to) = (chains[a].max(chains[b]), chains[a].min(chains[b]));
            chains.iter_mut().filter(|chain| **chain == from).for_each(|chain| *chain = to);
        };
        for (number, candidate) in self.candidates.iter().enumerate() {
            self.left_beside(candidate.slot).for_each(|other| join(number, other));
        }
        for group in groups {
            let needed: Vec<usize> = self.needed(group).chain(self.waiting(group)).collect();
            needed.windows(2).for_each(|pair| join(pair[0], pair[1]));
        }
        chains
    }

    /// The candidates of which something may be left beside a group, other than above what waits in it.
    fn needed<'a>(&'a self, group: &'a [SlotId]) -> impl Iterator<Item = usize> + 'a {
        let plain = group.iter().filter(|slot| self.number(**slot).is_none());
        let needed = plain.flat_map(|slot| self.left_beside(*slot));
        needed.filter(|number| !group.contains(&self.candidates[*number].slot))
    }

    fn part(&self, group: &[SlotId]) -> Part {
        let rest: Vec<SlotId> = group.iter().copied().filter(|slot| self.number(*slot).is_none()).collect();
        let base = match (self.waiting(group), self.needed(group).max()) {
            (Some(waiting), _) => Base::Waiting(RemainId::new(waiting)),
            (None, Some(last)) => Base::Called(RemainId::new(last)),
            (None, None) => Base::Head,
        };
        Part::new(base, nest(&rest, self.conflicts, self.estimate))
    }
}
