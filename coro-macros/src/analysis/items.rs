//! How many items an iterator or a stream may still give, by the ways through its flow.

use crate::index::IndexVec;
use crate::ir::{Body, Event, FlowId, PointId};

/// At least so many, and at most; what is not bounded is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Count {
    pub(crate) least: Option<usize>,
    pub(crate) most: Option<usize>,
}

/// How many items come yet.
#[derive(Debug)]
pub(crate) struct Items {
    pub(crate) in_all: Count,
    /// After each suspension point.
    pub(crate) after: IndexVec<PointId, Count>,
}

impl Items {
    /// Whether anything is known.
    pub(crate) fn is_known(&self) -> bool {
        let unknown = Count { least: Some(0), most: None };
        self.in_all != unknown || self.after.iter().any(|(_, count)| *count != unknown)
    }

    /// Whether they ever come to an end.
    pub(crate) fn end(&self) -> bool {
        self.in_all.least.is_some()
    }
}

/// Counts the yields on all ways from each point.
pub(super) fn count(body: &Body) -> Items {
    let ends = ends(body);
    // `?` and macros may leave from anywhere, and give one item as they do.
    let leaves = body.questions || body.points.iter().any(|(_, point)| point.expansion.is_some());
    let known = |count: Count| {
        if leaves { Count { least: Some(0), most: count.most.map(|most| most + 1) } } else { count }
    };
    let mut after = IndexVec::filled(body.points.len(), known(Count { least: Some(0), most: None }));
    for (id, block) in body.flow.blocks.iter() {
        for (at, event) in block.events.iter().enumerate() {
            if let Event::Suspend(point) = event {
                after[*point] = known(ends[id].plus(yields(body, &block.events[at + 1..])));
            }
        }
    }
    let entry = body.flow.entry;
    Items { in_all: known(ends[entry].plus(yields(body, &body.flow.blocks[entry].events))), after }
}

/// What comes after the end of each block: the fewest from above, the most from below.
fn ends(body: &Body) -> IndexVec<FlowId, Count> {
    let n_yields = body.points.iter().filter(|(_, point)| point.future.is_none()).count();
    let blocks = &body.flow.blocks;
    let mut given = IndexVec::filled(blocks.len(), 0);
    if n_yields > 0 {
        blocks.iter().for_each(|(id, block)| given[id] = yields(body, &block.events));
    }
    let mut counts = IndexVec::filled(blocks.len(), Count { least: None, most: Some(0) });
    loop {
        let mut changed = false;
        for id in blocks.ids().rev() {
            let next = blocks[id].targets.iter().map(|to| counts[*to].plus(given[*to]));
            let met = next.reduce(Count::meet).unwrap_or(Count { least: Some(0), most: Some(0) });
            // On a way without a cycle there is each yield once.
            let most = met.most.filter(|most| *most <= n_yields);
            let met = Count { least: met.least, most };
            changed |= counts[id] != met;
            counts[id] = met;
        }
        if !changed {
            return counts;
        }
    }
}

fn yields(body: &Body, events: &[Event]) -> usize {
    let is_yield =
        |event: &&Event| matches!(event, Event::Suspend(point) if body.points[*point].future.is_none());
    events.iter().filter(is_yield).count()
}

impl Count {
    fn plus(self, more: usize) -> Self {
        Count { least: self.least.map(|least| least + more), most: self.most.map(|most| most + more) }
    }

    fn meet(self, other: Self) -> Self {
        let least = match (self.least, other.least) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (least, None) | (None, least) => least,
        };
        Count { least, most: self.most.zip(other.most).map(|(a, b)| a.max(b)) }
    }
}
