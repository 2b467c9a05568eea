//! `&mut CONSTANT` refers to a temporary, a copy of the constant's own: `&mut { CONSTANT }` says so.
//!
//! By its name it could be a static, which is a place. But what is mutable and static is `unsafe` to use; so there nothing is said.

use super::suspends::is_constant;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Signature};

/// Says so of all of them in a function's body.
pub(super) fn copy(body: &mut Block, sig: &Signature) {
    if sig.unsafety.is_none() {
        Copies.visit_block_mut(body);
    }
}

struct Copies;

impl VisitMut for Copies {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Reference(reference) if reference.mutability.is_some() => {
                copy_base(&mut reference.expr);
                self.visit_expr_mut(&mut reference.expr);
            }
            Expr::Unsafe(_) | Expr::Closure(_) | Expr::Async(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Of what the place is, or is a part of.
fn copy_base(place: &mut Expr) {
    match place {
        Expr::Field(field) => copy_base(&mut field.base),
        Expr::Index(index) => copy_base(&mut index.expr),
        Expr::Paren(paren) => copy_base(&mut paren.expr),
        Expr::Path(path) if is_constant(path) => *place = syn::parse_quote!({ #path }),
        _ => {}
    }
}
