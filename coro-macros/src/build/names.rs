//! Which name means which local, by Rust's rules of scope and shadowing.

use crate::ir::LocalId;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::HashMap;

/// What a name means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// A local of the body.
    Local(LocalId),
    /// A variable of code that stays as it is: a closure's parameter, a binding inside of an expression.
    Inner,
}

/// The names in scope.
#[derive(Default)]
pub(super) struct Names {
    scopes: Vec<HashMap<String, Meaning>>,
}

impl Names {
    pub(super) fn enter(&mut self) {
        self.scopes.push(HashMap::new());
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    pub(super) fn declare(&mut self, name: &str, meaning: Meaning) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(plain(name).to_owned(), meaning);
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<LocalId> {
        match self.scopes.iter().rev().find_map(|scope| scope.get(plain(name)))? {
            Meaning::Local(local) => Some(*local),
            Meaning::Inner => None,
        }
    }

    /// Whether the tokens may use a variable of the code at hand.
    pub(super) fn mentions_inner(&self, tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let meaning = self.scopes.iter().rev().find_map(|scope| scope.get(plain(&name)));
                matches!(meaning, Some(Meaning::Inner))
            }
            TokenTree::Group(group) => self.mentions_inner(group.stream()),
            TokenTree::Literal(literal) => literal.to_string().contains('{') && self.has_inner(),
            TokenTree::Punct(_) => false,
        })
    }

    /// A format string may capture any of them.
    fn has_inner(&self) -> bool {
        self.scopes.iter().any(|scope| scope.values().any(|meaning| *meaning == Meaning::Inner))
    }
}

/// `r#type` and `type` are the same name.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
