//! `&mut CONSTANT` refers to a temporary, a copy of the constant's own: `&mut { CONSTANT }` says so.
//!
//! By its name it could be a static, which is a place. But what is mutable and static is `unsafe` to use; so there nothing is said. Nor is it
//! of a name that the function binds itself, nor in a block, which may capture variables of any name.

use super::block;
use super::mentions::{names_in_block, names_of_argument};
use super::suspends::is_constant;
use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Signature};

/// Says so of all of them in a function's body.
pub(super) fn copy(body: &mut Block, sig: &Signature) {
    if sig.unsafety.is_none() && !block::stands_for_one(sig) {
        let bound = sig.inputs.iter().flat_map(names_of_argument).chain(names_in_block(body)).collect();
        Copies { bound }.visit_block_mut(body);
    }
}

struct Copies {
    /// The names that patterns bind, or compare with.
    bound: Vec<Ident>,
}

impl Copies {
    /// Of what the place is, or is a part of.
    fn copy_base(&self, place: &mut Expr) {
        match place {
            Expr::Field(field) => self.copy_base(&mut field.base),
            Expr::Index(index) => self.copy_base(&mut index.expr),
            Expr::Paren(paren) => self.copy_base(&mut paren.expr),
            Expr::Path(path)
                if is_constant(path)
                    && !path.path.get_ident().is_some_and(|name| self.bound.contains(name)) =>
            {
                *place = syn::parse_quote!({ #path });
            }
            _ => {}
        }
    }
}

impl VisitMut for Copies {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Reference(reference) if reference.mutability.is_some() => {
                self.copy_base(&mut reference.expr);
                self.visit_expr_mut(&mut reference.expr);
            }
            Expr::Unsafe(_) | Expr::Closure(_) | Expr::Async(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
