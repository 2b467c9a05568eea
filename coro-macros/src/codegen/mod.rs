//! Stage 5: from the function, its body, facts and frame to tokens. Nothing can go wrong any more.
//!
//! ```text
//!   fn f(arguments) -> impl Future<Output = R> {
//!       items of the body                        shared by both copies
//!       if false { check(..) }                   the user's body, for rustc's eyes only     [check]
//!       struct Frame, struct Slots               the frame and its projection                [frame]
//!       machine(frame, resume, drop)             the machine                                 [resume, drop]
//!   }
//! ```

mod check;
mod code;
mod drop;
mod frame;
mod names;
mod resume;
mod shell;

use crate::analysis::{Facts, Ownership};
use crate::frame::Frame;
use crate::index::Id;
use crate::ir::{Body, LocalId, PointId};
use crate::syntax::Coroutine;
use names::Names;
use proc_macro2::{Literal, TokenStream};

/// Emits the machine of a function.
pub(crate) fn emit(coroutine: &Coroutine, body: &Body, facts: &Facts, frame: &Frame) -> TokenStream {
    let cx = Cx { coroutine, private: coroutine.private(), body, facts, frame, names: Names::of(body) };
    shell::emit(&cx)
}

/// What every part of code generation reads.
struct Cx<'a> {
    coroutine: &'a Coroutine,
    private: TokenStream,
    body: &'a Body,
    facts: &'a Facts,
    frame: &'a Frame,
    names: Names,
}

impl Cx<'_> {
    /// Whether a guard owns the local's value while the machine runs.
    fn is_guarded(&self, local: LocalId) -> bool {
        self.is_pointer(local) && !self.body.locals[local].inert
    }

    /// Whether the local is reached through a pointer.
    fn is_pointer(&self, local: LocalId) -> bool {
        self.facts.class[local] != crate::analysis::Class::Native
    }

    fn is_flagged(&self, local: LocalId) -> bool {
        self.frame.flagged.contains(&local)
    }

    /// How the local owns its value at a suspension; `None` if it is not kept.
    fn ownership(&self, local: LocalId, point: PointId) -> Option<Ownership> {
        self.facts.held[point].iter().find(|(held, _)| *held == local).map(|(_, ownership)| *ownership)
    }
}

/// The state of a machine that is suspended at a point.
fn state_of(point: PointId) -> usize {
    // The states before it: not yet resumed, returned, panicked.
    point.index() + 3
}

fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}
