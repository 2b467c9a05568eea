//! The two analyses as transfer functions, and their fixed points.

use super::rests::{FieldId, Rests};
use crate::index::{BitSet, IndexVec};
use crate::ir::{Body, Event, FlowId, LocalId, UseId};

/// What is live: the backward state.
#[derive(Clone, PartialEq)]
pub(super) struct Live(pub(super) BitSet<LocalId>);

impl Live {
    /// The state before an event, from the state after it.
    pub(super) fn apply(&mut self, event: Event) {
        match event {
            Event::Init(local) | Event::End(local) | Event::Leave(local) => self.0.remove(local),
            Event::Touch(_, local)
            | Event::Move(_, local)
            | Event::Usage(_, local)
            | Event::Capture(_, local) => self.0.insert(local),
            Event::Suspend(_) | Event::Part(_) | Event::Taken(..) | Event::Called(_) => {}
        }
    }
}

/// What is known of uses.
pub(super) struct Uses {
    /// Those after which the local may be used again.
    pub(super) live_after: BitSet<UseId>,
    /// Those that move the local's value away for certain: whatever was lent of it is over, and its place is free.
    pub(super) vacating: BitSet<UseId>,
    /// Those that move fields away.
    pub(super) rests: Rests,
}

/// What has a value: the forward state.
#[derive(Clone, PartialEq)]
pub(super) struct Init {
    /// Owns a value on some path.
    pub(super) may: BitSet<LocalId>,
    /// Owns a value on every path.
    pub(super) must: BitSet<LocalId>,
    /// Was given a value, and its scope has not ended, on every path.
    pub(super) given: BitSet<LocalId>,
    /// Was given a value, and its scope has not ended, on some path.
    pub(super) started: BitSet<LocalId>,
    /// Parts of its value may be gone.
    pub(super) parted: BitSet<LocalId>,
    /// Was given a value, and not used since, on some path.
    pub(super) unused: BitSet<LocalId>,
    /// Was given a value, and since then neither used up nor was the call made that may have consumed it, on some path.
    pub(super) uncalled: BitSet<LocalId>,
    /// Its place was used since its scope began, on some path: something may be borrowed from it.
    pub(super) touched: BitSet<LocalId>,
    /// Has nothing to drop any more, on every path.
    pub(super) emptied: BitSet<LocalId>,
    /// Fields that may be there, of those that may have something to drop.
    pub(super) fields: BitSet<FieldId>,
}

impl Init {
    /// The state after an event, from the state before it.
    pub(super) fn apply(&mut self, event: Event, uses: &Uses) {
        let Uses { live_after, vacating, rests } = uses;
        match event {
            Event::Init(local) => {
                self.may.insert(local);
                self.must.insert(local);
                self.given.insert(local);
                self.started.insert(local);
                self.parted.remove(local);
                self.emptied.remove(local);
                rests.init(local, &mut self.fields);
                self.unused.insert(local);
                self.uncalled.insert(local);
            }
            // What is used again was lent.
            Event::Capture(id, local) if live_after.contains(id) => self.touch(local),
            Event::Move(id, local) | Event::Capture(id, local) => {
                if !live_after.contains(id) {
                    self.uncalled.remove(local);
                }
                self.may.remove(local);
                self.must.remove(local);
                self.unused.remove(local);
                if vacating.contains(id) {
                    self.touched.remove(local);
                }
            }
            Event::Usage(id, local) => {
                // What is used again later was not consumed.
                if !live_after.contains(id) {
                    self.must.remove(local);
                    self.uncalled.remove(local);
                }
                self.touch(local);
            }
            Event::End(local) | Event::Leave(local) => {
                self.may.remove(local);
                self.must.remove(local);
                self.given.remove(local);
                self.started.remove(local);
                self.parted.remove(local);
                self.unused.remove(local);
                self.uncalled.remove(local);
                self.touched.remove(local);
                self.emptied.remove(local);
            }
            Event::Part(local) => {
                self.parted.insert(local);
                self.touch(local);
            }
            Event::Taken(id, local) => {
                // What is used again was copied.
                if rests.take(id, local, &mut self.fields).unwrap_or(!live_after.contains(id)) {
                    self.may.remove(local);
                    self.must.remove(local);
                    self.parted.remove(local);
                    self.emptied.insert(local);
                }
            }
            Event::Touch(_, local) => self.touch(local),
            Event::Suspend(_) | Event::Called(_) => {}
        }
    }

    /// What has no value where it is used, has it given by a macro call.
    fn touch(&mut self, local: LocalId) {
        if !self.emptied.contains(local) {
            self.may.insert(local);
        }
        self.started.insert(local);
        self.unused.remove(local);
        self.touched.insert(local);
    }

    /// Tells whether anything changed.
    fn meet(&mut self, other: &Init) -> bool {
        let may = self.may.union(&other.may);
        let must = self.must.intersect(&other.must);
        let given = self.given.intersect(&other.given);
        let started = self.started.union(&other.started);
        let parted = self.parted.union(&other.parted);
        let unused = self.unused.union(&other.unused);
        let uncalled = self.uncalled.union(&other.uncalled);
        let touched = self.touched.union(&other.touched);
        let emptied = self.emptied.intersect(&other.emptied);
        let fields = self.fields.union(&other.fields);
        fields || emptied || may || must || given || started || parted || unused || uncalled || touched
    }
}

/// Which edges of the flow count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ways {
    /// All of them.
    All,
    /// Those that the body itself takes, and no macro of which nobody knows whether it does.
    Known,
}

/// What is live at the start of each block.
pub(super) fn backward(body: &Body, ways: Ways) -> IndexVec<FlowId, Live> {
    let nothing = Live(BitSet::new(body.locals.len(), false));
    let mut states = IndexVec::filled(body.flow.blocks.len(), nothing);
    loop {
        let mut changed = false;
        for id in body.flow.blocks.ids().rev() {
            let mut state = live_out(body, id, ways, &states);
            body.flow.blocks[id].events.iter().rev().for_each(|event| state.apply(*event));
            changed |= states[id].0.union(&state.0);
        }
        if !changed {
            return states;
        }
    }
}

/// What is live at the end of a block.
pub(super) fn live_out(body: &Body, id: FlowId, ways: Ways, states: &IndexVec<FlowId, Live>) -> Live {
    let mut out = Live(BitSet::new(body.locals.len(), false));
    for target in &body.flow.blocks[id].targets {
        if ways == Ways::All || !body.flow.blocks[*target].doubtful {
            out.0.union(&states[*target].0);
        }
    }
    out
}

/// What has a value at the start of each block. A block that is never reached has everything, as far as `must` goes.
pub(super) fn forward(body: &Body, uses: &Uses) -> IndexVec<FlowId, Init> {
    let n = body.locals.len();
    let none = BitSet::new(n, false);
    let all = BitSet::new(n, true);
    let unreached = Init {
        may: none.clone(),
        must: all.clone(),
        given: all.clone(),
        started: none.clone(),
        parted: none.clone(),
        unused: none.clone(),
        uncalled: none.clone(),
        touched: none.clone(),
        emptied: all,
        fields: uses.rests.none(),
    };
    let mut states = IndexVec::filled(body.flow.blocks.len(), unreached);
    states[body.flow.entry].must = none.clone();
    states[body.flow.entry].given = none.clone();
    states[body.flow.entry].emptied = none;
    loop {
        let mut changed = false;
        for id in body.flow.blocks.ids() {
            let mut state = states[id].clone();
            body.flow.blocks[id].events.iter().for_each(|event| state.apply(*event, uses));
            for target in &body.flow.blocks[id].targets {
                changed |= states[*target].meet(&state);
            }
        }
        if !changed {
            return states;
        }
    }
}
