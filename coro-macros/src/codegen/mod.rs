//! Stage 5: from the function, its body, facts and frame to tokens. Nothing can go wrong any more.
//!
//! ```text
//!   fn f(arguments) -> impl Future<Output = R> {
//!       items of the body                        shared by both copies
//!       if false { check(..) }                   the user's body, for rustc's eyes only     [check]
//!       struct Frame, impl Frame                 the frame and its projection                [frame]
//!       machine(frame, resume)                   the machine                                 [resume]
//!   }
//! ```

mod allow;
mod arguments;
mod asking;
mod assign;
mod believed;
mod binding;
mod block;
mod bounded;
mod boxed;
mod branches;
mod call;
mod capture;
mod check;
mod clone;
mod code;
mod course;
mod describe;
mod ends;

mod expansion;
mod expected;
mod face;
mod frame;
mod given;
mod guard;
mod left;
mod matching;
mod named;
mod names;
mod output;
mod parts;
mod passing;
mod pins;
mod points;
mod reached;
mod receivers;
mod refilled;
mod relocate;
mod remains;
mod result;
mod resume;
mod rewrite;
mod shell;
mod snapshot;
mod statics;
mod told;
mod usage;

use crate::analysis::{Facts, Ownership};
use crate::frame::Frame;
use crate::ir::{Body, LocalId, Origin, Passing, PointId};
use crate::syntax::Coroutine;
use crate::syntax::attribute::Boxed;
use names::Names;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote_spanned;

/// Emits the machine of a function.
pub(crate) fn emit(coroutine: &Coroutine, body: &Body, facts: &Facts, frame: &Frame) -> TokenStream {
    let cx = Cx {
        coroutine,
        private: coroutine.private.clone(),
        body,
        facts,
        frame,
        names: Names::of(body, &coroutine.sig.ident, &coroutine.words),
        returned: told::Returned::of(coroutine),
    };
    shell::emit(&cx)
}

/// Emits the declaration of a function that has no body: in a trait, for machines in boxes.
pub(crate) fn declare(coroutine: &Coroutine, boxed: Boxed) -> TokenStream {
    boxed::declare(coroutine, boxed)
}

/// What every part of code generation reads.
struct Cx<'a> {
    coroutine: &'a Coroutine,
    private: syn::Path,
    body: &'a Body,
    facts: &'a Facts,
    frame: &'a Frame,
    names: Names,
    returned: told::Returned,
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

    /// Whether parts of the local's value are moved away one by one.
    fn has_parts(&self, local: LocalId) -> bool {
        self.is_guarded(local) && !self.body.locals[local].parts.is_empty()
    }

    /// The type of a slot, in a machine with a name.
    fn type_of_slot(&self, local: LocalId) -> Option<&syn::Type> {
        self.coroutine.named.as_ref().and(self.body.locals[local].ty.as_ref())
    }

    /// Whether the frame remembers which parts are gone.
    fn keeps_parts(&self, local: LocalId) -> bool {
        self.has_parts(local)
            && self.facts.class[local] == crate::analysis::Class::Frame
            && self.facts.parted.contains(local)
    }

    /// The call after which nothing may be left of the local, so that its slot may be empty. Not where types have to be
    /// named, or values are cloned.
    fn passing(&self, local: LocalId) -> Option<Passing> {
        let plain = self.coroutine.named.is_none() && !self.coroutine.face.is_clone();
        self.facts.passing[local].filter(|_| plain)
    }

    /// Whether somebody else may look at what a suspended machine holds, to clone or to show it: then there must be none of what was
    /// moved away, though it has nothing to drop.
    fn is_looked_into(&self) -> bool {
        self.coroutine.named.is_some() || self.coroutine.face.is_clone()
    }

    fn is_flagged(&self, local: LocalId) -> bool {
        self.frame.flagged.contains(&local)
    }

    /// The number of the flag that says whether the local's value is there.
    fn flag(&self, local: LocalId) -> usize {
        self.frame.flagged.iter().position(|flagged| *flagged == local).unwrap_or(0)
    }

    /// The locals of which the frame remembers the parts that are gone, and how many parts each has.
    fn parted(&self) -> impl Iterator<Item = (LocalId, usize)> {
        let locals = self.body.locals.iter().filter(|(local, _)| self.keeps_parts(*local));
        locals.map(|(id, local)| (id, local.parts.len()))
    }

    /// The number of the flag that says whether the local's first part is gone; those of the others follow.
    fn parts_flag(&self, local: LocalId) -> usize {
        let before = self.parted().take_while(|(other, _)| *other != local);
        self.frame.flagged.len() + before.map(|(_, parts)| parts).sum::<usize>()
    }

    /// How many flags the frame has.
    fn n_flags(&self) -> usize {
        self.frame.flagged.len() + self.parted().map(|(_, parts)| parts).sum::<usize>()
    }

    /// Whether it is an argument that is a reference: that cannot borrow from itself, and may be reborrowed.
    fn is_reference(&self, local: LocalId) -> bool {
        let param = match self.body.locals[local].origin {
            Origin::Param => local,
            Origin::User(Some(param)) => param,
            Origin::User(None)
            | Origin::Temporary
            | Origin::Future
            | Origin::Carrier
            | Origin::Outer
            | Origin::Receiver(..) => return false,
        };
        let mut params = self.body.params.iter().zip(&self.coroutine.params);
        params.any(|(known, given)| *known == param && matches!(given.ty, syn::Type::Reference(_)))
    }

    /// In the second check: a move of a value that is there, as a whole, if what it refers to exclusively is lent to others only by
    /// borrowing it; and if it refers to nothing exclusively, and may be copied, an exclusive borrow.
    fn moved_whole(&self, local: LocalId, point: PointId, place: &Ident) -> Option<TokenStream> {
        let (private, locals, span) = (&self.private, &self.body.locals, place.span());
        let declared = locals[local].origin.declared(local);
        if !locals[local].parts.is_empty() || !self.facts.sure[point].contains(local) {
            return None;
        }
        // What is not used again may refer to what is moved.
        let alone = self.facts.live[point].contains(local) || locals[declared].owns_all;
        if locals[declared].container && alone {
            return Some(quote_spanned!(span=> #private::dispose(#place);));
        }
        let copied = locals[local].copied && alone;
        let known = locals[local].number.is_some() || copied || self.is_declared_own(declared);
        known.then(|| quote_spanned!(span=> #private::exclusively(&mut #place);))
    }

    /// Whether it is an argument of a type that refers to nothing exclusively.
    fn is_declared_own(&self, local: LocalId) -> bool {
        let mut params = self.body.params.iter().zip(&self.coroutine.params);
        params.any(|(known, given)| *known == local && describe::is_own(&given.ty))
    }

    /// How the local owns its value at a suspension; `None` if it is not kept.
    fn ownership(&self, local: LocalId, point: PointId) -> Option<Ownership> {
        self.facts.held[point].iter().find(|(held, _)| *held == local).map(|(_, ownership)| *ownership)
    }
}

fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}
