//! The steps of a block.

use super::{Code, LinkId, LocalId, MatchedPlace, Mutable, Pattern, PointId, Words};
use proc_macro2::{Ident, TokenStream};

/// One thing after the other.
#[derive(Clone)]
pub(crate) enum Step {
    /// `let local: ty = code;`
    Let { local: LocalId, ident: Ident, mutable: Mutable, ty: Option<TokenStream>, code: Code, words: Words },
    /// `let local: ty;`
    Declare { local: LocalId, ident: Ident, mutable: Mutable, ty: Option<TokenStream>, words: Words },
    /// `let pattern: ty = code else { .. };`, then each binding has its value.
    Unpack {
        pattern: Pattern,
        ty: Option<TokenStream>,
        code: Code,
        place: Option<MatchedPlace>,
        bindings: Vec<Binding>,
        otherwise: Option<Code>,
        words: Words,
    },
    /// A statement.
    Do(Code, Words),
    /// A temporary's statement ends.
    End(LocalId),
    /// A call's receiver waits for the arguments: see [`Receiver::Step`].
    Receive(LocalId),
    /// The machine suspends, and yields the value. The next step begins with [`Piece::Resumed`].
    Yield { point: PointId, code: Code },
    /// Temporaries are about to be made: code that a later step runs says of which types. Of arrays it is known how long they are.
    Expect { early: Vec<(LocalId, Option<usize>)>, ty: Option<TokenStream>, link: Option<LinkId>, code: Code },
}

impl Step {
    /// The temporary that ends here.
    pub(crate) fn ends(&self) -> Option<LocalId> {
        if let Step::End(local) = self { Some(*local) } else { None }
    }
}

/// A name that a pattern binds, and the local that gets the value.
#[derive(Clone)]
pub(crate) struct Binding {
    pub(crate) local: LocalId,
    pub(crate) ident: Ident,
}
