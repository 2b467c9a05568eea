//! Arrays behind a reference, whose elements are made what the call around them expects.
//!
//! `client.query(text, &[&id, &name])` takes `&[&dyn ToSql]`. Where the array has to outlive a suspension it is a temporary of
//! its own; but then rustc would give it a type before it looks at the call. So the call stands once more before the
//! array is made, in code that never runs: there rustc learns what the elements are to be. What the two calls give is of one type.

use super::Builder;
use crate::ir::{Code, LocalId, Piece, SegmentId, Step};
use syn::Expr;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A temporary array that a call is about to be given a reference to.
pub(super) struct LentArray {
    local: LocalId,
    len: usize,
    segment: SegmentId,
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
        self.arrays.push(LentArray { local, len: array.elems.len(), segment: self.segment });
    }

    /// Lowers what may be given such arrays, and tells them what it expects.
    pub(super) fn with_arrays(&mut self, expr: Expr, lower: impl FnOnce(&mut Self, Expr) -> Expr) -> Expr {
        let known = self.arrays.len();
        // Each copy of a closure would be of a type of its own, and so would be what the call gives.
        let alike = !has_closure(&expr);
        let mut lowered = lower(self, expr);
        for array in self.arrays.split_off(known).into_iter().rev() {
            lowered = self.expect(lowered, &array, alike);
        }
        lowered
    }

    fn expect(&mut self, lowered: Expr, array: &LentArray, alike: bool) -> Expr {
        let code = self.copied(&lowered);
        // If it stands in another block, what is given it stands there too; and after a suspension its type is out of sight.
        let steps = self.steps.last_mut().filter(|_| array.segment == self.segment);
        let Some(steps) = steps else { return lowered };
        let Some(at) = steps.iter().position(|step| makes(step, array.local)) else { return lowered };
        steps.insert(at, Step::Expect { array: array.local, len: array.len, code });
        if !alike {
            return lowered;
        }
        let (span, code) = (lowered.span(), Box::new(self.finish(&lowered)));
        self.hole(Piece::Expected { array: array.local, code }, span)
    }
}

fn has_closure(expr: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr, Expr::Closure(_) | Expr::Async(_));
            visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(expr);
    finder.0
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
