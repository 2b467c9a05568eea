//! `pin!`, which the machine takes for the standard library's, whatever it is: so the check has to.

use crate::syntax::beside::has_word;
use crate::syntax::macros;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro};

/// Makes each `pin!` of an expression the standard library's. As a visitor: in closures and `async` blocks, where nothing else changes.
#[derive(Default)]
pub(super) struct Pins {
    /// What the user calls the macro in the block at hand.
    path: Option<syn::Path>,
}

impl Pins {
    /// What the call is given, if it is one of `pin!`.
    pub(super) fn take(&mut self, mac: &mut Macro) -> Option<Expr> {
        let (path, pinned) = macros::take_pinned(mac)?;
        self.path.get_or_insert(path);
        Some(pinned)
    }

    /// The import of it, which may stand in the block, is used.
    pub(super) fn show(self, block: &mut Block) {
        if let Some(pin) = self.path {
            let shown = syn::parse_quote!(#[allow(clippy::all, clippy::restriction)] let _ = #pin!(()););
            block.stmts.insert(0, shown);
        }
    }
}

impl VisitMut for Pins {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let around = std::mem::take(self);
        visit_mut::visit_block_mut(self, block);
        std::mem::replace(self, around).show(block);
    }

    fn visit_stmt_macro_mut(&mut self, stmt: &mut syn::StmtMacro) {
        if !macros::is_pin(&stmt.mac) {
            visit_mut::visit_stmt_macro_mut(self, stmt);
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        match self.take(mac) {
            Some(mut pinned) => {
                self.visit_expr_mut(&mut pinned);
                mac.tokens = pinned.into_token_stream();
            }
            None if has_word(&mac.tokens, "pin") => macros::visit_arguments(mac, self),
            None => {}
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
