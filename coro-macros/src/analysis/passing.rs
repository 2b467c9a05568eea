//! Values of which nothing is left after the only thing that is done with them, if their types are what its name suggests.

use super::{Class, Facts};
use crate::index::IndexVec;
use crate::ir::{Body, Event, LocalId, Origin, Passing};

/// What is kept at suspension points only because of its type: none of them is between its first value and the call.
pub(super) fn passing(body: &Body, facts: &Facts) -> IndexVec<LocalId, Option<Passing>> {
    let mut uses = IndexVec::filled(body.locals.len(), 0_usize);
    for (_, block) in body.flow.blocks.iter() {
        for event in &block.events {
            match event {
                Event::Touch(_, local)
                | Event::Move(_, local)
                | Event::Usage(_, local)
                | Event::Part(local) => uses[*local] += 1,
                Event::Init(_) | Event::End(_) | Event::Leave(_) | Event::Suspend(_) => {}
            }
        }
    }
    let mut passing = IndexVec::filled(body.locals.len(), None);
    for (id, local) in body.locals.iter() {
        let live = facts.live.iter().any(|(_, live)| live.contains(id));
        // On a path that does not come by the call, it is there still.
        let is_awaited_before = live || facts.awaited_unused.contains(id);
        let is_own = matches!(local.origin, Origin::Temporary | Origin::User(None));
        let only = uses[id] == 1 && !is_awaited_before && is_own && local.parts.is_empty() && !local.inert;
        if let Some(call) = local.last_call
            && only
            && facts.class[id] == Class::Frame
            && !facts.live_after.contains(call.id)
        {
            passing[id] = call.passing;
        }
    }
    passing
}
