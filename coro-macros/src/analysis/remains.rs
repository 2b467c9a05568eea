//! Values of which one call decides what is left: it consumes them, or nothing does.
//!
//! Such a value is held while the machine is suspended, because its type may be one that the call only borrows. If the call
//! does consume it, there is nothing to hold from then on; rustc tells which in the type of the frame (see the support
//! library's `remains`).

use super::{Class, Facts};
use crate::ir::{Body, Chance, Event, LocalId, Origin, UseId};

/// A local of which one call decides what is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Remain {
    pub(crate) local: LocalId,
    pub(crate) call: UseId,
    /// Held while the machine is suspended, before the call as well.
    pub(crate) waits: bool,
    /// The call's name says that it consumes it.
    pub(crate) likely: bool,
    /// What gets a value next: what the call gives, if that is kept.
    pub(crate) next: Option<LocalId>,
}

/// Those of which something may be held behind the call.
pub(super) fn remains(body: &Body, facts: &Facts) -> Vec<Remain> {
    let candidates = body.locals.iter().filter_map(|(id, local)| {
        let is_own = matches!(local.origin, Origin::Temporary | Origin::User(None));
        let is_owned = !local.inert && !local.copied;
        let is_unknown = facts.class[id] == Class::Frame && facts.passing[id].is_none();
        let call = local.last_call.filter(|call| call.chance != Chance::None)?;
        if !is_own || !is_owned || !is_unknown {
            return None;
        }
        Some(Remain {
            local: id,
            call: call.id,
            waits: facts.uncalled.iter().any(|(_, uncalled)| uncalled.contains(id)),
            likely: call.chance == Chance::Good,
            next: only_call(body, facts, id, call.id)?,
        })
    });
    candidates.collect()
}

/// If the call is the only use that may consume the local, and does so if it can: what gets a value next.
#[expect(clippy::option_option, reason = "that there may be nothing next is another thing")]
fn only_call(body: &Body, facts: &Facts, local: LocalId, call: UseId) -> Option<Option<LocalId>> {
    let mut next = None;
    for (_, block) in body.flow.blocks.iter() {
        for (number, event) in block.events.iter().enumerate() {
            match event {
                Event::Usage(id, used) | Event::Capture(id, used)
                    if *used == local && !facts.live_after.contains(*id) =>
                {
                    if *id != call || next.is_some() {
                        return None;
                    }
                    next = Some(block.events[number + 1..].iter().find_map(|event| match event {
                        Event::Init(next) => Some(*next),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
    }
    next
}
