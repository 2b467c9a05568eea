//! What only the first resume runs, and what most of the others go on from.

use crate::index::BitSet;
use crate::ir::{Body, Event, FlowId, PointId};

/// Whether the first resume runs a loop that no other resume comes to.
pub(super) fn has_loop(body: &Body) -> bool {
    let blocks = &body.flow.blocks;
    let after = blocks.iter().filter(|(_, block)| suspends(&block.events));
    let later = reached(body, after.flat_map(|(_, block)| block.targets.iter().copied()).collect(), false);
    let first = reached(body, vec![body.flow.entry], true);
    let only = |id: &FlowId| first.contains(*id) && !later.contains(*id) && !suspends(&blocks[*id].events);
    blocks.ids().filter(only).any(|id| {
        let next = blocks[id].targets.iter().copied().filter(only).collect();
        reached(body, next, true).contains(id)
    })
}

/// The one suspension point that is in a loop, of a body that has others.
pub(super) fn looping_point(body: &Body) -> Option<PointId> {
    let blocks = &body.flow.blocks;
    let loops = |id: FlowId| reached(body, blocks[id].targets.clone(), false).contains(id);
    let mut looping = blocks.iter().filter(|(id, block)| suspends(&block.events) && loops(*id));
    let (_, only) = looping.next().filter(|_| body.points.len() > 1 && looping.next().is_none())?;
    let mut points = only.events.iter().filter_map(|event| match event {
        Event::Suspend(point) => Some(*point),
        _ => None,
    });
    points.next().filter(|_| points.next().is_none())
}

fn suspends(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Suspend(_)))
}

/// The blocks that are reached from these, by ways without a suspension if `at_once`.
fn reached(body: &Body, mut from: Vec<FlowId>, at_once: bool) -> BitSet<FlowId> {
    let mut seen = BitSet::new(body.flow.blocks.len(), false);
    while let Some(id) = from.pop() {
        if seen.contains(id) {
            continue;
        }
        seen.insert(id);
        let block = &body.flow.blocks[id];
        if !(at_once && suspends(&block.events)) {
            from.extend(&block.targets);
        }
    }
    seen
}
