//! Variables of one name: what is mentioned of each of them.

use super::Builder;
use crate::ir::LocalId;
use crate::syntax::Param;
use crate::syntax::mentions::{Mentions, names_in_block, names_of};
use proc_macro2::Ident;
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use syn::{Block, Pat, Stmt};

/// What is mentioned of variables that share their names.
pub(super) struct Shadowing {
    shared: HashSet<String>,
    /// Where they can be mentioned: behind their `let`, up to the one of the next.
    scopes: HashMap<LocalId, Mentions>,
}

impl Shadowing {
    pub(super) fn of(body: &Block, params: &[Param]) -> Self {
        let (mut seen, mut shared) = (HashSet::new(), HashSet::new());
        for name in params.iter().flat_map(|param| names_of(&param.pat)).chain(names_in_block(body)) {
            let name = name.to_string();
            if !seen.insert(name.clone()) {
                shared.insert(name);
            }
        }
        Shadowing { shared, scopes: HashMap::new() }
    }
}

impl Builder<'_> {
    /// The names of a `let` have been declared, and these statements follow.
    pub(super) fn note_scope(&mut self, pat: &Pat, rest: &[Stmt]) {
        if self.shadowing.shared.is_empty() {
            return;
        }
        for name in names_of(pat).iter().filter(|name| self.shadowing.shared.contains(&name.to_string())) {
            let Some(local) = self.names.get(name) else { continue };
            let binds =
                |stmt: &Stmt| matches!(stmt, Stmt::Local(local) if names_of(&local.pat).contains(name));
            let end = rest.iter().position(binds).map_or(rest.len(), |at| at + 1);
            let scope = Mentions::of(rest[..end].iter().map(ToTokens::to_token_stream).collect());
            self.shadowing.scopes.insert(local, scope);
        }
    }

    /// How often a part of a variable is mentioned, by the fields that lead there: it, a part of it, or what it is part of.
    pub(super) fn mentions_of_part(&self, local: LocalId, name: &Ident, fields: &[&str]) -> usize {
        self.shadowing.scopes.get(&local).unwrap_or(self.mentions).of_part(&name.to_string(), fields)
    }
}
