//! What is left of structs and tuples of which fields are moved away, one after the other.

use crate::index::{BitSet, Id, define_id};
use crate::ir::{Body, LocalId, UseId};
use std::collections::HashMap;

define_id! {
    /// A field of a local that may have something to drop.
    FieldId, "f"
}

/// The fields of locals of which nobody gets one again that is gone.
#[derive(Default)]
pub(super) struct Rests {
    n_fields: usize,
    of: HashMap<LocalId, Vec<FieldId>>,
    taken: HashMap<UseId, Vec<FieldId>>,
}

impl Rests {
    pub(super) fn of(body: &Body) -> Self {
        let mut rests = Rests::default();
        for (local, known) in body.locals.iter() {
            let Some(fields) = &known.fields else { continue };
            let first = rests.n_fields;
            rests.n_fields += fields.others.len();
            let may_return = known.may_be_refilled();
            for (id, members) in &fields.relied_on {
                let gone = members.iter().filter(|_| !may_return).map(|member| FieldId::new(first + member));
                rests.taken.insert(*id, gone.collect());
            }
            // If there is none, all of it is inert, and nothing has to be known.
            rests.of.insert(local, (first..rests.n_fields).map(FieldId::new).collect());
        }
        rests
    }

    /// No field is there.
    pub(super) fn none(&self) -> BitSet<FieldId> {
        BitSet::new(self.n_fields, false)
    }

    /// The local has a value.
    pub(super) fn init(&self, local: LocalId, there: &mut BitSet<FieldId>) {
        self.of.get(&local).into_iter().flatten().for_each(|field| there.insert(*field));
    }

    /// A use takes fields of the local; tells whether none is left, if it is one that takes fields.
    pub(super) fn take(&self, id: UseId, local: LocalId, there: &mut BitSet<FieldId>) -> Option<bool> {
        self.taken.get(&id)?.iter().for_each(|field| there.remove(*field));
        let mut fields = self.of.get(&local)?.iter();
        Some(!fields.any(|field| there.contains(*field)))
    }
}
