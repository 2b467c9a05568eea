//! The body as a graph: what happens to locals, and where control goes on.

use super::{CallId, FlowId, LocalId, PointId, UseId};
use crate::index::IndexVec;

/// The body as a graph of events.
pub(crate) struct Flow {
    pub(crate) blocks: IndexVec<FlowId, FlowBlock>,
    pub(crate) entry: FlowId,
}

/// Events, then the edges to where control may go on.
#[derive(Default)]
pub(crate) struct FlowBlock {
    pub(crate) events: Vec<Event>,
    pub(crate) targets: Vec<FlowId>,
    /// Control gets here only if a macro call does what nobody knows.
    pub(crate) doubtful: bool,
}

/// Something that happens to a local, or to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The local has a value now.
    Init(LocalId),
    /// A part of its value may be moved away.
    Part(LocalId),
    /// Its place is used.
    Touch(UseId, LocalId),
    /// Its value is used: gone, or copied.
    Move(UseId, LocalId),
    /// Consumed or borrowed, as its type says.
    Usage(UseId, LocalId),
    /// A closure gets it, which uses it as a value: the value, or if it is used again, a reference.
    Capture(UseId, LocalId),
    /// A pattern has taken all that may be dropped of its value.
    Taken(UseId, LocalId),
    /// The local's scope ends.
    End(LocalId),
    /// A jump leaves the local's scope.
    Leave(LocalId),
    /// The machine may suspend.
    Suspend(PointId),
    /// A macro call has been made, and is believed to have evaluated its arguments.
    Called(CallId),
}
