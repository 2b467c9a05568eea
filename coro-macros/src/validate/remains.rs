//! The parts of a frame that begin with values of which one call decides what is left.
//!
//! Derived from what each point holds: a value that was not called yet, on some path, is in its place; one that may have been
//! called is there if it is left. In neither case may anything else that the point holds be over it.

use super::slots::Turn;
use super::{Checked, ensure, slots};
use crate::analysis::Facts;
use crate::frame::{Base, Frame, Part, RemainId, SlotId};
use crate::index::Id;
use crate::ir::{Body, LocalId, PointId};

/// Parts lie over each other, and beside all else, also beside what is in front of them all.
pub(super) fn find_slots(frame: &Frame, ways: &mut Vec<(SlotId, Vec<Turn>)>) {
    let beside = frame.layout.len() + frame.head.len();
    let way = |part| vec![Turn { part, over: false }];
    ways.extend(frame.front.map(|front| (front, way(beside + 1))));
    find_in_parts(&frame.parts, &mut way(beside), ways);
}

fn find_in_parts(parts: &[Part], way: &mut Vec<Turn>, ways: &mut Vec<(SlotId, Vec<Turn>)>) {
    for (number, part) in parts.iter().enumerate() {
        way.push(Turn { part: number, over: true });
        way.push(Turn { part: 0, over: false });
        if let Base::Parts(parts) = &part.base {
            find_in_parts(parts, way, ways);
        }
        way.pop();
        if let Some(future) = part.future {
            way.push(Turn { part: 1, over: false });
            ways.push((future, way.clone()));
            way.pop();
        }
        if let Some(layout) = &part.layout {
            way.push(Turn { part: 2, over: false });
            slots::find_slots(layout, way, ways);
            way.pop();
        }
        way.pop();
    }
}

/// Whether it is no slot of the layout, but what parts begin with.
pub(super) fn is_base(frame: &Frame, slot: SlotId) -> bool {
    frame.remains.iter().any(|(_, remaining)| remaining.slot == slot)
}

pub(super) fn check(body: &Body, facts: &Facts, frame: &Frame) -> Checked {
    for (id, remaining) in frame.remains.iter() {
        let is_below = remaining.below.is_none_or(|below| below.index() < id.index());
        ensure(is_below, || format!("{id:?} is below itself"))?;
        let waits = frame.parts.iter().filter(|part| part.base == Base::Waiting(id)).count();
        ensure(waits == usize::from(remaining.of.waits), || format!("{id:?} waits in {waits} parts"))?;
        let has_room = frame.parts.iter().any(|part| is_in(frame, id, &part.base));
        ensure(has_room, || format!("there is no part with room for {id:?}"))?;
    }
    facts.held.iter().try_for_each(|(point, _)| point_is_right(body, facts, frame, point))
}

/// Whether what a part begins with has room for what is left of the value.
fn is_in(frame: &Frame, id: RemainId, base: &Base) -> bool {
    let mut below = match base {
        Base::Head | Base::Parts(_) => None,
        Base::Waiting(other) => frame.remains[*other].below,
        Base::Called(other) => Some(*other),
    };
    while let Some(other) = below {
        if other == id {
            return true;
        }
        below = frame.remains[other].below;
    }
    false
}

fn point_is_right(body: &Body, facts: &Facts, frame: &Frame, point: PointId) -> Checked {
    let held = || facts.held[point].iter().map(|(local, _)| *local);
    let remaining = |local: LocalId| frame.remains.iter().find(|(_, remaining)| remaining.of.local == local);
    for local in held() {
        let Some((id, _)) = remaining(local) else { continue };
        let waits = facts.uncalled[point].contains(local);
        for other in held().filter(|other| *other != local) {
            let wrong = || {
                let (a, b) = (&body.locals[local].name, &body.locals[other].name);
                format!("`{a}` and `{b}` are held at {point:?} and may lie over each other")
            };
            match remaining(other) {
                Some((other, _)) => {
                    let (low, high) = (id.min(other), id.max(other));
                    let is_chain = is_in(frame, low, &Base::Waiting(high));
                    // What waits is under nothing that is there.
                    ensure(is_chain && !(waits && id == low), wrong)?;
                }
                None => ensure(is_beside(frame, id, waits, other), wrong)?,
            }
        }
    }
    Ok(())
}

/// Whether a slot is not over the value: beside all parts, or in one that begins with it.
fn is_beside(frame: &Frame, id: RemainId, waits: bool, other: LocalId) -> bool {
    let Some(slot) = frame.slot_of[other] else { return true };
    let mut beside = Vec::new();
    for layout in frame.layout.iter().chain(&frame.head) {
        slots::find_slots(layout, &mut Vec::new(), &mut beside);
    }
    let is_beside_all = beside.iter().any(|(found, _)| *found == slot);
    let of_part = frame.parts.iter().find(|part| {
        let mut found = Vec::new();
        find_in_parts(std::slice::from_ref(*part), &mut Vec::new(), &mut found);
        found.iter().any(|(found, _)| *found == slot)
    });
    let in_part = |base: &Base| *base == Base::Waiting(id) || !waits && is_in(frame, id, base);
    is_beside_all || of_part.is_some_and(|part| in_part(&part.base))
}
