//! Values of which nothing may be left after the last thing that is done with them, if their types are what that suggests.

use super::{Class, Facts};
use crate::index::IndexVec;
use crate::ir::{Body, Event, Local, LocalId, Looks, Origin, Passing};

/// What is kept at suspension points only because of its type: it is not used any more at any of them.
pub(super) fn passing(body: &Body, facts: &Facts) -> IndexVec<LocalId, Option<Passing>> {
    let uses = uses(body);
    let mut passing = IndexVec::filled(body.locals.len(), None);
    for (id, local) in body.locals.iter() {
        let live = facts.live.iter().any(|(_, live)| live.contains(id));
        let is_own = matches!(local.origin, Origin::Temporary | Origin::User(None));
        if is_own && !local.inert && !live && facts.class[id] == Class::Frame && !facts.referred.contains(id)
        {
            // On a path that does not come by the call, the value is there still.
            let is_one = uses[id] == 1 && local.parts.is_empty() && !facts.awaited_unused.contains(id);
            passing[id] = taken(facts, local).filter(|_| is_one).or_else(|| seen(facts, local));
        }
    }
    passing
}

/// If a call takes it: what that suggests.
fn taken(facts: &Facts, local: &Local) -> Option<Passing> {
    let call = local.last_call.filter(|call| !facts.live_after.contains(call.id))?;
    call.passing
}

/// If nothing but looks at it may be borrowed from it: what those suggest.
fn seen(facts: &Facts, local: &Local) -> Option<Passing> {
    match local.looks {
        // A struct that is written down and taken apart has something to drop most often: it is not worth the question.
        Looks::Any => (local.parts.is_empty() || !local.aggregate).then_some(Passing::Rests),
        Looks::Of(families, own) => {
            let is_asked = own.is_none_or(|call| !facts.live_after.contains(call));
            (is_asked && local.parts.is_empty() && !families.is_empty())
                .then_some(Passing::Looks(families, own))
        }
    }
}

/// How often each local is used.
fn uses(body: &Body) -> IndexVec<LocalId, usize> {
    let mut uses = IndexVec::filled(body.locals.len(), 0);
    for (_, block) in body.flow.blocks.iter() {
        for event in &block.events {
            match event {
                Event::Touch(_, local)
                | Event::Move(_, local)
                | Event::Usage(_, local)
                | Event::Capture(_, local)
                | Event::Part(local) => uses[*local] += 1,
                Event::Init(_)
                | Event::Taken(..)
                | Event::End(_)
                | Event::Leave(_)
                | Event::Suspend(_)
                | Event::Called(_) => {}
            }
        }
    }
    uses
}
