//! What a point holds, and what has a flag, has a slot; what is held together does not lie over each other.

use super::{Checked, ensure, remains};
use crate::analysis::{Class, Facts};
use crate::frame::{Frame, Layout, SlotId};
use crate::ir::{Body, LocalId};

/// Everything about the frame.
pub(super) fn check(body: &Body, facts: &Facts, frame: &Frame) -> Checked {
    for local in body.locals.ids() {
        let in_frame = facts.class[local] == Class::Frame;
        ensure(in_frame == frame.slot_of[local].is_some(), || {
            format!("{local:?} is of class {:?}, its slot is {:?}", facts.class[local], frame.slot_of[local])
        })?;
    }
    for local in &frame.flagged {
        ensure(facts.class[*local] == Class::Frame, || format!("{local:?} has a flag and no slot"))?;
    }
    let mut ways: Vec<(SlotId, Vec<Turn>)> = Vec::new();
    for (part, layout) in frame.layout.iter().chain(&frame.head).enumerate() {
        find_slots(layout, &mut vec![Turn { part, over: false }], &mut ways);
    }
    remains::find_slots(frame, &mut ways);
    for slot in frame.slots.ids().filter(|slot| !remains::is_base(frame, *slot)) {
        let places = ways.iter().filter(|(found, _)| *found == slot).count();
        ensure(places == 1, || format!("{slot:?} is {places} times in the layout"))?;
    }
    remains::check(body, facts, frame)?;
    for (point, held) in facts.held.iter() {
        let future = body.points[point].future;
        // Where nothing is held, the machine is never suspended.
        ensure(
            held.is_empty() || future.is_none_or(|future| held.iter().any(|(local, _)| *local == future)),
            || format!("{point:?} does not hold its future"),
        )?;
        for (number, (a, _)) in held.iter().enumerate() {
            ensure(facts.class[*a] == Class::Frame, || {
                format!("{a:?} is held at {point:?} and has no slot")
            })?;
            for (b, _) in &held[number + 1..] {
                ensure(!overlap(*a, *b, frame, &ways), || {
                    format!("{a:?} and {b:?} are held at {point:?} and lie over each other")
                })?;
            }
        }
    }
    for (number, a) in body.params.iter().enumerate() {
        for b in &body.params[number + 1..] {
            ensure(!overlap(*a, *b, frame, &ways), || {
                format!("the arguments {a:?} and {b:?} lie over each other")
            })?;
        }
    }
    Ok(())
}

/// One step on the way to a slot: which part, and whether the parts lie over each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) part: usize,
    pub(super) over: bool,
}

pub(super) fn find_slots(layout: &Layout, way: &mut Vec<Turn>, ways: &mut Vec<(SlotId, Vec<Turn>)>) {
    let (parts, over) = match layout {
        Layout::Leaf(slot) => {
            ways.push((*slot, way.clone()));
            return;
        }
        Layout::Both(parts) => (parts, false),
        Layout::Either(parts) => (parts, true),
    };
    for (part, layout) in parts.iter().enumerate() {
        way.push(Turn { part, over });
        find_slots(layout, way, ways);
        way.pop();
    }
}

/// Whether two locals have bytes in common: their ways part where the parts lie over each other, or never.
fn overlap(a: LocalId, b: LocalId, frame: &Frame, ways: &[(SlotId, Vec<Turn>)]) -> bool {
    let way = |local: LocalId| {
        let slot = frame.slot_of[local]?;
        ways.iter().find(|(found, _)| *found == slot).map(|(_, way)| way)
    };
    let (Some(a), Some(b)) = (way(a), way(b)) else { return false };
    a.iter().zip(b).find(|(a, b)| a != b).is_none_or(|(a, _)| a.over)
}
