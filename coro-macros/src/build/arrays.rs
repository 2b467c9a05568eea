//! Arrays behind a reference, whose elements are made what the call around them expects.
//!
//! `client.query(text, &[&id, &name])` takes `&[&dyn ToSql]`. Where the array has to outlive a suspension it is a temporary of
//! its own; but then rustc would give it a type before it looks at the call. So the call stands once more before the
//! array is made, in code that never runs: there rustc learns what the elements are to be.

use super::Builder;
use crate::ir::{Code, LocalId, Piece, Step};
use syn::Expr;

/// A temporary array that a call is about to be given a reference to.
pub(super) struct LentArray {
    local: LocalId,
    len: usize,
}

impl Builder<'_> {
    /// Notes a temporary that is an array, if its elements may have to be converted.
    pub(super) fn note_array(&mut self, referent: &Expr, local: LocalId) {
        let Expr::Array(array) = referent else { return };
        let plain = |element: &Expr| matches!(element, Expr::Lit(_) | Expr::Binary(_) | Expr::Unary(_));
        if array.elems.iter().all(plain) {
            return;
        }
        // It is reached through a pointer, whose type can be told before there is a value.
        self.locals[local].by_usage = true;
        self.arrays.push(LentArray { local, len: array.elems.len() });
    }

    /// Lowers what may be given such arrays, and tells them what it expects.
    pub(super) fn with_arrays(&mut self, lower: impl FnOnce(&mut Self) -> Expr) -> Expr {
        let known = self.arrays.len();
        let lowered = lower(self);
        for array in self.arrays.split_off(known).into_iter().rev() {
            self.expect(&lowered, &array);
        }
        lowered
    }

    fn expect(&mut self, lowered: &Expr, array: &LentArray) {
        let code = self.copied(lowered);
        let Some(steps) = self.steps.last_mut() else { return };
        // If it stands in another block, what is given it stands there too.
        if let Some(at) = steps.iter().position(|step| makes(step, array.local)) {
            steps.insert(at, Step::Expect { array: array.local, len: array.len, code });
        }
    }
}

/// Whether the step gives the local its value.
fn makes(step: &Step, sought: LocalId) -> bool {
    match step {
        Step::Let { local, .. } => *local == sought,
        Step::Do(Code { pieces, .. }) => {
            matches!(pieces.as_slice(), [Piece::Assign { local, .. }] if *local == sought)
        }
        Step::Declare { .. }
        | Step::Unpack { .. }
        | Step::End(_)
        | Step::Yield { .. }
        | Step::Expect { .. } => false,
    }
}
